"""Time that is a submission's own: a busy machine does not use up its limits.

The kernel counts for each thread how long it was ready to run while the processors were busy with others
(/proc/PID/task/TID/schedstat, in nanoseconds). That time is nobody's fault. Where the kernel does not count it,
it is 0, and the clock on the wall is all there is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator


class OwnTime:
    """A clock that starts when it is made, and stands still while process `pid` (0: this one) or one that descends
    from it waits for a processor.
    """

    def __init__(self, pid: int = 0) -> None:
        self._pid = pid or os.getpid()
        self._start, self._before = time.monotonic(), _waits(self._pid)

    def waited(self) -> float:
        """The seconds that the thread which waited longest for a processor has waited since the start."""
        waits = _waits(self._pid).items()
        return max((seconds - self._before.get(thread, 0.0) for thread, seconds in waits), default=0.0)

    def elapsed(self) -> float:
        """The seconds that passed, without those of `waited`."""
        passed = time.monotonic() - self._start
        return passed - min(max(self.waited(), 0.0), passed)


def _waits(pid: int) -> dict[str, float]:
    """How long each thread of a process and of its descendants has waited for a processor, in seconds."""
    found = {}
    for thread in _threads(pid):
        try:
            found[thread] = int(_read(f"{thread}/schedstat").split()[1]) / 1e9
        except (OSError, ValueError, IndexError):  # it ended, or the kernel does not count
            continue
    return found


def _threads(pid: int) -> Iterator[str]:
    """The folders in /proc of all threads of a process and of its descendants."""
    waiting, seen = [str(pid)], set[str]()
    while waiting:
        process = waiting.pop()
        if process in seen:  # a number that was given anew meanwhile
            continue
        seen.add(process)
        try:
            threads = [f"/proc/{process}/task/{name}" for name in os.listdir(f"/proc/{process}/task")]
            for thread in threads:
                yield thread
                waiting += _read(f"{thread}/children").split()
        except OSError:
            continue


def _read(name: str) -> str:
    with open(name, encoding="ascii") as file:
        return file.read()
