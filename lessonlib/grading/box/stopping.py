"""Processes that stand still, so that none starts another one while they are counted or ended."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Set
from contextlib import suppress

_MOST_ROUNDS = 50  # those of a relay, in which each starts the next one and ends, are never all found


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
