"""`lessonlib serve` answers until it is interrupted."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests


@pytest.fixture
def interruptible():
    """In the background of a shell SIGINT is ignored, and so it would be by each process that a test starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts by a signal")
@pytest.mark.usefixtures("interruptible")
def test_it_tells_its_address_and_ends_when_interrupted(program):
    command = [str(Path(sys.executable).parent / "lessonlib"), "serve", str(program), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as service:
        url, words = service.stdout.readline().split(" ", 1)
        assert words == "(Ctrl+C stops it)\n"
        answer = requests.post(f"{url}/predict", json={"rows": [[1, 2, 3]]}, timeout=600)
        assert answer.json()["classes"][0] in ("no", "yes")
        service.send_signal(signal.SIGINT)
        _, errors = service.communicate(timeout=600)
    assert service.returncode != 0
    assert "Traceback" not in errors
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=600)
