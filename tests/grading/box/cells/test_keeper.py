"""What a fork's end means for the process that keeps what it left."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

KEEPER = """
import os, socket, sys, time
from lessonlib.grading.box.cells import keeper
ours, theirs = socket.socketpair()
status = keeper.in_a_fork(theirs)
if status is None:
    ours.close()
{body}
print("kept", status, ours.recv(100), flush=True)
"""


@pytest.mark.parametrize(
    ("body", "status"),
    [("os._exit(0)", 0), ("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", 137), ("os.abort()", 134)],
)
def test_the_status_of_the_fork_is_told(body, status):
    done = run(f"theirs.send(b'done')\n{body}")
    assert done == f"kept {status} b'done'\n"


def test_what_the_fork_left_is_waited_for():
    body = "if os.fork() == 0:\n    time.sleep(0.5)\n    theirs.send(b'late')\nos._exit(3)"
    assert run(body) == "kept 3 b'late'\n"


def run(body):
    source = KEEPER.format(body=textwrap.indent(body, "    "))
    environment = None
    # As the first process of a pid namespace, which inherits what its descendants leave.
    reaper = "import ctypes; ctypes.CDLL(None).prctl(36, 1)\n"  # PR_SET_CHILD_SUBREAPER
    return subprocess.run(
        [sys.executable, "-c", reaper + source], env=environment, capture_output=True, text=True, timeout=600
    ).stdout
