"""Limits that the kernel keeps for each process (setrlimit)."""

from __future__ import annotations

import resource
from pathlib import Path

from lessonlib.grading.box.limits import MB, Box


def apply_limits(box: Box) -> None:
    """Set the limits that hold for each process; they can be lowered later, never raised. `memory_mb` is beyond
    what this process was forked with, and asking for more is a MemoryError in Python.
    """
    _limit(resource.RLIMIT_CPU, box.cpu_seconds)
    _limit(resource.RLIMIT_NOFILE, box.open_files)
    _limit(resource.RLIMIT_FSIZE, box.file_mb * MB)
    _limit(resource.RLIMIT_DATA, _data_bytes() + box.memory_mb * MB)
    _limit(resource.RLIMIT_CORE, 0)


def limit_processes(box: Box) -> None:
    """Limit processes and threads. The kernel counts all of this user's, so it is for users that are one box."""
    _limit(resource.RLIMIT_NPROC, box.processes)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (value, value))


def _data_bytes() -> int:
    """What RLIMIT_DATA is compared with: heaps, stacks and other private memory that can be written to."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData:"))
