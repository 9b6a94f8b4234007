"""Memory of a whole box: where no cgroup can be had, it is added up from outside, several times a second; and who ends
when it is too much.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Set
from pathlib import Path
from typing import Literal

from lessonlib.grading.box.process.stopping import all_pids, is_ending, signal_all, standing_still
from lessonlib.grading.box.walls import order

INTERVAL = 0.05  # seconds; a process can fill some hundred megabytes in that time


def uses_more(pid: int, most_bytes: int) -> bool:
    """Whether the processes in the pid namespace of `pid` hold more than `most_bytes` besides what they share with
    this process, which they were forked from.

    Exact counting walks all pages, so it is done only when a quick sum, which is never lower, is over the limit. What
    processes share is counted again with those that remain when one of them ends meanwhile; so it is counted a
    second time, with all of them standing still, before anybody is held to use too much.
    """
    processes = _same_namespace(pid)
    quick = sum(sum(_read(process, "status", ("RssAnon", "RssShmem"))) for process in processes)
    if quick <= most_bytes or _exactly(processes) <= most_bytes:
        return False
    with standing_still(lambda: _same_namespace(pid)) as still:
        # One that ends while others are counted is counted with them again. The next look is soon.
        return not any(map(is_ending, still)) and _exactly(still) > most_bytes


def end_first(pid: int) -> None:
    """End those in the pid namespace of `pid`, whose first one it is, that are to end first (see `order`); where there
    are none, `pid` and with it all.
    """
    with standing_still(lambda: _same_namespace(pid)) as still:
        first = {process for process in still if process != pid and order.is_offered(process)}
        signal_all(first or {pid}, signal.SIGKILL)


def _exactly(processes: Set[int]) -> int:
    """The bytes that these processes hold besides what they share with this one."""
    theirs = sum(sum(_read(process, "smaps_rollup", ("Pss_Anon", "Pss_Shmem"))) for process in processes)
    return theirs - _shared_with_children()


def _shared_with_children() -> int:
    """The bytes of this process's memory that the kernel counts in its children's shares (Pss): all children
    together, so where several live at once, each is allowed a little more than its own.
    """
    all_of_it, own_share = _read("self", "smaps_rollup", ("Anonymous", "Pss_Anon"))
    return all_of_it - own_share


def _same_namespace(pid: int) -> set[int]:
    """The processes in the pid namespace of `pid`."""
    own = _namespace(pid)
    return {process for process in all_pids() if own and _namespace(process) == own}


def _namespace(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""  # it ended


def _read(process: int | Literal["self"], name: str, names: tuple[str, str]) -> list[int]:
    """The values in bytes of these lines of a file of /proc/PROCESS; 0 for a process that ended."""
    try:
        lines = Path(f"/proc/{process}/{name}").read_text(encoding="utf-8").splitlines()
    except OSError:
        return [0, 0]
    found = {
        key: int(value.split()[0]) << 10
        for key, _, value in (line.partition(":") for line in lines)
        if key in names
    }
    return [found.get(key, 0) for key in names]
