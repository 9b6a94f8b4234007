"""Memory of a whole box where no cgroup can be had: added up from outside, several times a second."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

INTERVAL = 0.05  # seconds; a process can fill some hundred megabytes in that time


def uses_more(pid: int, most_bytes: int) -> bool:
    """Whether the processes in the pid namespace of `pid` hold more than `most_bytes` besides what they share with
    this process, which they were forked from.

    Exact counting walks all pages, so it is done only when a quick sum, which is never lower, is over the limit.
    """
    processes = list(_same_namespace(pid))
    quick = sum(_read(process / "status", ("RssAnon:", "RssShmem:")) for process in processes)
    if quick <= most_bytes:
        return False
    theirs = sum(_read(process / "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:")) for process in processes)
    return theirs - _shared_with_children() > most_bytes


def _shared_with_children() -> int:
    """The bytes of this process's memory that the kernel counts in its children's shares (Pss): all children
    together, so where several live at once, each is allowed a little more than its own.
    """
    own = _read(Path("/proc/self/smaps_rollup"), ("Anonymous:",))
    return own - _read(Path("/proc/self/smaps_rollup"), ("Pss_Anon:",))


def _same_namespace(pid: int) -> Iterator[Path]:
    own = _namespace(Path(f"/proc/{pid}"))
    for name in os.listdir("/proc"):
        process = Path("/proc", name)
        if own and name.isdecimal() and _namespace(process) == own:
            yield process


def _namespace(process: Path) -> str:
    try:
        return os.readlink(process / "ns/pid")
    except OSError:
        return ""  # it ended


def _read(file: Path, names: tuple[str, ...]) -> int:
    """The sum in bytes of these lines of a file of /proc; 0 for a process that ended."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(names))
