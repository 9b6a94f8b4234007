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


@contextmanager
def standing_still(find: Callable[[], Set[int]]) -> Iterator[Set[int]]:
    """The processes that `find` finds, none of which runs, starts or ends meanwhile. Afterwards they go on.

    One that was killed before takes no other signal, and on a busy machine it ends late: it is waited for.
    """
    stopped: Set[int] = frozenset()
    try:
        stopped = stop_all(find)
        deadline = time.monotonic() + _MOST_SECONDS
        while any(map(_moves, stopped)) and time.monotonic() < deadline:
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


def _moves(pid: int) -> bool:
    """Whether this process is neither stopped nor ended (proc_pid_stat(5))."""
    try:
        after_its_name = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2]
    except OSError:
        return False
    return after_its_name.split()[0] not in (b"T", b"t", b"Z", b"X")
