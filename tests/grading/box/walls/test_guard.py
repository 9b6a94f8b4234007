"""Whoever dies, nothing of the others is left: no process, no folder, no group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from lessonlib.grading.box.doctor import attacks
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process import handle
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import RemoteCall

GRADER = """
import sys, time
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import RemoteCall
from lessonlib.grading.box.limits import Box

with Zygote([]) as zygote:
    source = "import os, time\\ndef sleep():\\n    os.fork()\\n    time.sleep(60)"
    call = RemoteCall(zygote, Box(), source, "sleep")
    print(zygote.pid, call.child.pid, flush=True)
    time.sleep(60)
"""


def gone(pids: list[int]) -> bool:
    """Whether these processes end within some seconds."""
    deadline = time.monotonic() + 600
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(other for child in children for other in tree(int(child)))]


def tree_of(count: int, pid: int) -> list[int]:
    """A process and all that descend from it, once these are so many."""
    deadline = time.monotonic() + 600
    while len(found := tree(pid)) != count:
        assert time.monotonic() < deadline, found
        time.sleep(0.01)
    return found


@pytest.fixture(scope="module", autouse=True)
def _sandbox(zygote: Zygote) -> None:
    """Skips all of this where there is none."""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_grader_that_is_killed_takes_all_with_it(number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", GRADER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as grader:
        assert grader.stdout
        guard, _ = map(int, grader.stdout.readline().split())
        everybody = tree_of(4, guard)  # guard, zygote, child, its child
        grader.send_signal(number)
        grader.wait()
    assert gone(everybody)
    assert list(Path(tempfile.gettempdir()).glob(f"lessonlib-{guard}-*")) == []


def test_a_zygote_that_is_killed_is_told_and_takes_its_children_with_it() -> None:
    with (
        Zygote([]) as zygote,
        RemoteCall(zygote, Box(), "import time\ndef f():\n time.sleep(60)", "f") as call,
    ):
        everybody = tree_of(3, zygote.pid)
        os.kill(everybody[1], signal.SIGKILL)
        with pytest.raises(BoxError, match="it was killed"):
            call.child.wait(60)
        assert gone(everybody[1:])
        with pytest.raises(BoxError, match="ended"):
            zygote.spawn("time:time", boxed=Box())


def test_leaving_the_with_statement_waits_until_all_is_gone() -> None:
    source = "import os, time\ndef f():\n os.fork()\n time.sleep(60)"
    with Zygote([]) as zygote, RemoteCall(zygote, Box(), source, "f"):
        everybody = tree_of(4, zygote.pid)
    assert not any(Path(f"/proc/{pid}").exists() for pid in everybody)


def test_a_zygote_that_still_imports_is_ended_by_its_guard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "never_imported.py").write_text("import time\nwhile True:\n    time.sleep(60)")
    environment = {**handle._environment(), "PYTHONPATH": str(tmp_path)}
    monkeypatch.setattr(handle, "_environment", lambda: environment)
    with Zygote(["never_imported"]) as zygote:
        guard = zygote.pid
        time.sleep(0.5)
    assert not Path(f"/proc/{guard}").exists()
    assert list(Path(tempfile.gettempdir()).glob(f"lessonlib-{guard}-*")) == []


def test_daemons_die_with_their_box(zygote: Zygote) -> None:
    call = RemoteCall(zygote, Box(), Path(attacks.__file__).read_text(), "leave_daemon")
    assert call.finish()[0] == ""
    assert call.all_gone
