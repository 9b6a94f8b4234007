"""What a boxed process may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MB = 1 << 20
IMPORTS_MB = (
    512  # besides `memory_mb`, where a box cannot share what it imports with others: torch takes half of it
)


@dataclass(frozen=True)
class Box:
    """The walls around one process and all that it starts.

    `folder` is copied in (regular files and folders only) and is the working directory; None gives an empty
    one. `cpu_seconds`, `file_mb` and `open_files` hold for each process; `memory_mb`, `processes` (threads
    count) and `disk_mb` for all of the box together. `leave_out` are patterns of names that are not copied.

    Of threads, memory limits the number first: each takes 8 MB for its stack, so 256 of them take the 2 GB of
    `memory_mb`. Torch takes as many as there are processors, a pool for downloads a hundred.
    """

    folder: Path | None = None
    leave_out: Sequence[str] = ()
    memory_mb: int = 2048
    cpu_seconds: int = 600
    processes: int = 256
    open_files: int = 512
    file_mb: int = 256
    disk_mb: int = 512
    disk_files: int = 20_000
