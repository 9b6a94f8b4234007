"""The first process of a learner's box. It outlives the one that runs the cells, so that what a cell does to its
process costs that cell, and not the tests that ask about earlier ones.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from random import getstate, setstate

SIGNALLED = 128  # exit statuses from here on stand for signals, as in a shell


def fork() -> int:
    """os.fork(), after which `random` goes on from where it is: Python starts it anew in a fork, so a seed that a cell
    has set would be gone.
    """
    state = getstate()
    pid = os.fork()
    if pid == 0:
        setstate(state)
    return pid


def in_a_fork(stream: socket.socket) -> int | None:
    """Return None in a fork, to which `stream` belongs alone. In the caller, wait for the end of the fork and of all
    that comes after it, and return the fork's exit status: 128 plus the number of the signal that ended it, if one did.

    Where the caller is the first process of a pid namespace, its end is the end of all others.
    """
    pid = fork()
    if pid == 0:
        return None
    stream.close()  # the other side is to notice when the fork ends
    status = 1
    with suppress(ChildProcessError):
        while True:
            ended, found = os.wait()
            if ended == pid:
                code = os.waitstatus_to_exitcode(found)
                status = code if code >= 0 else SIGNALLED - code
    return status
