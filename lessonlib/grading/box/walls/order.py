"""The order in which processes of a box end when its memory does: first what the learner's code runs in, then what
keeps its work for the tests. So a cell that takes too much costs itself and those after it.

The kernel ends that with the highest number first (proc_pid_oom_score_adj(5)), in a control group and on a machine
without memory; `watch` does it where the box has no control group. What a learner's process says of itself cannot make
any other process end earlier than the grader's: all numbers of boxes are far above 0.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_KEPT, _FIRST = 900, 1000


def keep() -> None:
    """Let this process end after others of its box."""
    _write(_KEPT)


def offer() -> None:
    """Let this process, and those that it starts, end before others of its box."""
    _write(_FIRST)


def is_offered(pid: int) -> bool:
    """Whether this process is among the first to end."""
    with suppress(OSError):  # it ended
        return int(Path(f"/proc/{pid}/oom_score_adj").read_text(encoding="ascii")) >= _FIRST
    return False


def _write(number: int) -> None:
    with suppress(OSError):  # it then ends with all others
        Path("/proc/self/oom_score_adj").write_text(str(number), encoding="ascii")
