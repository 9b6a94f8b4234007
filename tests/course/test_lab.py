"""`make lab` serves this course, and nbgrader's Validate button works in an exercise."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Lab:
    """JupyterLab as `make lab` starts it, without a browser."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self._log = log
        arguments = "--no-browser --ServerApp.port_retries=0 --IdentityProvider.token=secret"
        with log.open("w") as output:
            self._server = subprocess.Popen(
                [
                    "make",
                    "--old-file=.venv/.installed",
                    "lab",
                    f"LESSONLIB_PORT={self.port}",
                    f"ARGS={arguments}",
                ],
                cwd=ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def request(self, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """The final URL and the text of an answer; with `form` it is a POST."""
        data = urllib.parse.urlencode(form).encode() if form else None
        headers = {"Authorization": "token secret"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.url, answer.read().decode()

    def wait(self, seconds: float) -> None:
        """Return when the server answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._server.poll() is None:
            try:
                self.request("/api/status")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
            else:
                return
        raise AssertionError(f"JupyterLab did not start:\n{self._log.read_text()}")

    def stop(self) -> None:
        os.killpg(self._server.pid, signal.SIGTERM)
        self._server.wait(timeout=60)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("lab") / "log")
    try:
        lab.wait(120)
        yield lab
    finally:
        lab.stop()


@pytest.mark.slow
def test_it_opens_on_the_chapters(lab):
    url, _ = lab.request("/")
    assert url.endswith("/lab/tree/course")


@pytest.mark.slow
def test_validate_tells_what_an_unanswered_exercise_lacks(lab, graded):
    notebook = graded.release_notebook
    before = notebook.read_bytes()
    _, text = lab.request("/assignments/validate", {"path": str(notebook.relative_to(ROOT))})
    answer = json.loads(text)
    assert answer["success"], answer
    failed = (
        json.loads(answer["value"])["failed"]
        if isinstance(answer["value"], str)
        else answer["value"]["failed"]
    )
    assert failed
    assert "this cell" in failed[0]["raw_error"]
    assert notebook.read_bytes() == before
