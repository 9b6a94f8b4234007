"""What a boxed process may use, and how the kernel is told."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MB = 1 << 20


@dataclass(frozen=True)
class Box:
    """The walls around one process and all that it starts.

    `folder` is copied in (regular files and folders only) and is the working directory; None gives an empty
    one. `cpu_seconds`, `file_mb` and `open_files` hold for each process; `memory_mb`, `processes` (threads
    count) and `disk_mb` for all of the box together. `leave_out` are patterns of names that are not copied.
    """

    folder: Path | None = None
    leave_out: Sequence[str] = ()
    memory_mb: int = 2048
    cpu_seconds: int = 600
    processes: int = 64
    open_files: int = 512
    file_mb: int = 256
    disk_mb: int = 512
    disk_files: int = 20_000


def apply_limits(box: Box) -> None:
    """Set the limits that hold for each process. They can be lowered later, never raised."""
    _limit(resource.RLIMIT_CPU, box.cpu_seconds)
    _limit(resource.RLIMIT_NPROC, box.processes)
    _limit(resource.RLIMIT_NOFILE, box.open_files)
    _limit(resource.RLIMIT_FSIZE, box.file_mb * MB)
    _limit(resource.RLIMIT_CORE, 0)


def limit_data(box: Box) -> None:
    """Let this process have `memory_mb` beyond what it was forked with; more is a MemoryError in Python."""
    status = Path("/proc/self/status").read_text()
    (size,) = (int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmData:"))
    _limit(resource.RLIMIT_DATA, size + box.memory_mb * MB)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (value, value))
