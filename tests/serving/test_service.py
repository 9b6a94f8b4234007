"""A service is a process of its own: it answers, says why it cannot, and is really gone afterwards."""

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
import torch

from lessonlib.serving import ServingError, serve

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


def gone(pid, seconds=600):
    """Whether the process ends within so many seconds. A dead one that nobody has collected counts."""
    stat = Path(f"/proc/{pid}/stat")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def answers(url):
    try:
        return requests.get(f"{url}/health", timeout=600).ok
    except requests.ConnectionError:
        return False


@pytest.mark.nightly
@linux
def test_it_serves_a_class_that_it_has_never_seen_and_is_gone_after_the_block(stranger, program):
    X = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    with serve(program) as service:
        assert service.running
        assert service.pid != os.getpid()
        answer = requests.post(f"{service.url}/predict", json={"rows": X.tolist()}, timeout=600).json()
        assert answer["classes"] == [["no", "yes"][k] for k in stranger.eval()(X).argmax(dim=1)]
        assert '"POST /predict HTTP/1.1" 200' in service.log()

        port = int(service.url.rpartition(":")[2])
        with pytest.raises(
            ServingError, match=rf"Port {port} of 127\.0\.0\.1 cannot be used: .*take another port"
        ):
            serve(program, port=port)
        assert answers(service.url), "the other one is not harmed"
    assert gone(service.pid)
    assert not service.running
    assert not answers(service.url)
    assert service.log() == ""
    assert repr(service) == f"Service({service.url}, stopped)"
    service.stop()


@linux
@pytest.mark.nightly
def test_a_service_that_nobody_holds_ends_also_when_it_cannot_listen_to_signals(program):
    service = serve(program)
    pid, log = service.pid, service._log
    os.kill(pid, signal.SIGSTOP)
    del service
    gc.collect()
    assert gone(pid)
    assert not log.exists()


PARENT = """
import os, sys, time
from lessonlib.serving import serve
service = serve(sys.argv[1])
if sys.argv[2] == "forks":
    child = os.fork()  # holds all that the parent has open, as a data loader's worker may
    if child == 0:
        time.sleep(60)
        os._exit(0)
else:
    child = os.getpid()
print(service.pid, child, service.url, service._log, flush=True)
time.sleep(60)
"""


@linux
@pytest.mark.parametrize("forks", ["forks", "is alone"])
@pytest.mark.nightly
def test_it_ends_when_its_parent_is_killed(program, forks):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(program), forks], stdout=subprocess.PIPE, text=True
    ) as parent:
        pid, child, url, log = parent.stdout.readline().split()
        assert answers(url)
        parent.kill()
        assert gone(int(pid))
        assert not Path(log).exists()
        if forks == "forks":
            os.kill(int(child), signal.SIGKILL)
    assert not answers(url)


def test_a_service_that_does_not_start_in_time_is_told(program):
    with pytest.raises(ServingError, match=r"did not start: .*perhaps after 0\.01 seconds"):
        serve(program, timeout=0.01)


@pytest.mark.parametrize("wrong", [{"port": 70000}, {"port": -1}, {"max_rows": 0}])
def test_impossible_numbers_are_told(program, wrong):
    with pytest.raises(ServingError, match=r"expected a port from 0 to 65535 and at least 1 row"):
        serve(program, **wrong)


@pytest.mark.parametrize("module", ["fastapi", "uvicorn"])
def test_without_the_extra_the_remedy_is_told(program, monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ServingError, match=rf"{module}, which is not installed.*pip install 'lessonlib\[serve\]'"
    ):
        serve(program)
