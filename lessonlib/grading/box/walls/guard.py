"""The process between the grader and the zygote: whoever of them ends, and however, the other side is cleared."""

from __future__ import annotations

import os
import select
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from lessonlib.grading.box.walls import system_calls

_PR_SET_PDEATHSIG = 1


def leave_guard(control: socket.socket, clear: Callable[[], None]) -> None:
    """Return in a fork. The caller itself stays as its guard: it waits for the end of the fork, the grader (its
    parent) or the other end of `control`, kills the fork, calls `clear`, and ends.

    The fork is to be the first process of a pid namespace: all processes in it are killed with it.
    """
    grader = os.pidfd_open(os.getppid())
    pid = os.fork()
    if pid == 0:
        os.close(grader)
        system_calls.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        return
    watched = select.poll()
    watched.register(control, 0)  # only its end is of interest: the messages are the zygote's
    watched.register(grader, select.POLLIN)
    watched.register(os.pidfd_open(pid), select.POLLIN)
    watched.poll()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    clear()
    os._exit(0)
