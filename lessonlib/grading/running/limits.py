"""What running a submission may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a submission may take: wall time in seconds of a cell (a learner's or a test) and of a whole notebook,
    memory of all its processes in MB; and whether it is locked in a box.
    """

    cell_seconds: float = 180
    submission_seconds: float = 900
    memory_mb: int = 2048
    sandbox: bool = True
