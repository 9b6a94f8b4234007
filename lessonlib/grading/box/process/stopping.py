"""Processes that stand still, so that none starts another one while they are counted or ended."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path

_MOST_ROUNDS = 50  # those of a relay, in which each starts the next one and ends, are never all found
_MOST_SECONDS = 0.5  # a process that waits for the kernel cannot be stopped
_MOST_SECONDS_TO_END = 10  # the kernel takes back what it held; nothing that it does delays that
_ENDED = (b"Z", b"X")
_EXITS = 0x4  # PF_EXITING of the kernel's flags


@contextmanager
def standing_still(find: Callable[[], Set[int]]) -> Iterator[Set[int]]:
    """The processes that `find` finds, none of which runs, starts or ends meanwhile. Afterwards they go on.

    One that was killed before takes no other signal, and on a busy machine it ends late: it is waited for, longer than
    one that only does not stop.
    """
    stopped: Set[int] = frozenset()
    try:
        stopped = stop_all(find)
        start = time.monotonic()
        while moving := list(filter(_moves, stopped)):
            most = _MOST_SECONDS_TO_END if any(map(is_ending, moving)) else _MOST_SECONDS
            if time.monotonic() - start > most:
                break
            time.sleep(0.001)
        yield stopped
    finally:
        signal_all(stopped, signal.SIGCONT)


def stop_all(find: Callable[[], Set[int]]) -> Set[int]:
    """Stop the processes (by number) that `find` finds, until it finds no others. Returns those of the last round."""
    stopped: Set[int] = frozenset()
    for _ in range(_MOST_ROUNDS):
        found = find()
        if found == stopped:
            break
        signal_all(found - stopped, signal.SIGSTOP)
        stopped = found
    return stopped


def signal_all(pids: Set[int], number: int) -> None:
    """Send a signal to each of these that is still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def all_pids() -> set[int]:
    """The processes that this one can see."""
    return {int(name) for name in os.listdir("/proc") if name.isdecimal()}


def is_ending(pid: int) -> bool:
    """Whether this process was killed or exits, and still holds what it held."""
    state, flags = _state(pid)
    return state not in _ENDED and (bool(flags & _EXITS) or _was_killed(pid))


def _moves(pid: int) -> bool:
    """Whether this process is neither stopped nor ended."""
    return _state(pid)[0] not in (*_ENDED, b"T", b"t")


def _state(pid: int) -> tuple[bytes, int]:
    """The state and the flags of a process (proc_pid_stat(5))."""
    try:
        after_its_name = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return b"X", 0
    return after_its_name[0], int(after_its_name[6])


def _was_killed(pid: int) -> bool:
    """Whether a SIGKILL waits for this process to notice it (proc_pid_status(5))."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    waiting = [int(line.split()[1], 16) for line in lines if line.startswith(("SigPnd:", "ShdPnd:"))]
    return any(mask & 1 << signal.SIGKILL - 1 for mask in waiting)
