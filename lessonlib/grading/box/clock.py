"""Time that is a submission's own: a machine that is busy with others does not use up its limits.

The kernel counts for each thread how long it was ready to run while the processors were busy
(/proc/PID/task/TID/schedstat, in nanoseconds). Where it does not, the clock on the wall is all there is.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator


class OwnTime:
    """A clock that starts when it is made, and stands still while process `pid` (0: this one) or one that descends
    from it waits for a processor that others use.
    """

    def __init__(self, pid: int = 0) -> None:
        self._pid = pid or os.getpid()
        self._start, self._waits, self._spent = time.monotonic(), _waits(self._pid), _spent(self._pid)

    def elapsed(self) -> float:
        """The seconds that passed, without those that the thread which waited longest has waited.

        But processes that compute at the same time wait for each other, too: at least what they have computed
        counts, as if they had all processors.
        """
        passed = time.monotonic() - self._start
        waits = (seconds - self._waits.get(thread, 0.0) for thread, seconds in _waits(self._pid).items())
        computed = (_spent(self._pid) - self._spent) / (os.cpu_count() or 1)
        return max(0.0, min(passed, max(passed - max(waits, default=0.0), computed)))

    def lost(self) -> float:
        """The seconds that passed and do not count."""
        return time.monotonic() - self._start - self.elapsed()


def _waits(pid: int) -> dict[str, float]:
    """How long each thread of a process and of its descendants has waited for a processor, in seconds."""
    found = {}
    for process in _family(pid):
        for thread in _threads(process):
            try:
                found[thread] = int(_read(f"{thread}/schedstat").split()[1]) / 1e9
            except (OSError, ValueError, IndexError):  # it ended, or the kernel does not count
                continue
    return found


def _spent(pid: int) -> float:
    """The processor seconds of a process, of its descendants, and of those that they have waited for."""
    ticks = 0
    for process in _family(pid):
        try:
            ticks += sum(map(int, _read(f"/proc/{process}/stat").rpartition(")")[2].split()[11:15]))
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> Iterator[str]:
    """The numbers of a process and of all that descend from it."""
    waiting, seen = [str(pid)], set[str]()
    while waiting:
        process = waiting.pop()
        if process not in seen:  # a number may be given anew meanwhile
            seen.add(process)
            yield process
            for thread in _threads(process):
                try:
                    waiting += _read(f"{thread}/children").split()
                except OSError:
                    continue


def _threads(process: str) -> list[str]:
    """The folders in /proc of a process's threads."""
    try:
        return [f"/proc/{process}/task/{name}" for name in os.listdir(f"/proc/{process}/task")]
    except OSError:
        return []


def _read(name: str) -> str:
    with open(name, encoding="ascii", errors="replace") as file:
        return file.read()
