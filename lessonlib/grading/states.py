"""How a submission ended: a named state with its reason, read from what nbgrader left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from lessonlib.build.notebook import read_notebook
from lessonlib.grading.execute import KERNEL_DIED

_EXCEPTION = re.compile(r"^ *((?:\w+\.)*\w*(?:Error|Exception|Exit)\b.*)$", re.MULTILINE)


class State(StrEnum):
    """Where grading one submission ended."""

    GRADED = "graded"  # every cell ran to its end or to an error of its own
    CRASHED = "crashed"  # the kernel died; the tests from there on earned nothing
    TIMEOUT = "timeout"  # a cell took too long and was stopped; the others ran
    FAILED = "failed"  # nbgrader could not grade it


@dataclass(frozen=True)
class Grade:
    """One student's result in one exercise. `feedback` is None where there is no page."""

    student: str
    exercise: str
    state: State
    reason: str
    score: float
    max_score: float
    feedback: Path | None


def read_state(autograded: Path) -> tuple[State, str]:
    """State and reason of a submission that nbgrader has autograded into the notebook `autograded`."""
    for error in _errors(read_notebook(autograded)):
        if error.ename == KERNEL_DIED:
            return State.CRASHED, error.evalue
        if error.ename == "CellTimeoutError":
            return State.TIMEOUT, "a cell took too long and was stopped"
    return State.GRADED, ""


def failure_reason(result: dict[str, Any]) -> str:
    """The exception that ended nbgrader's work, from the log that its API returns."""
    found = _EXCEPTION.findall(result.get("log", "")) or _EXCEPTION.findall(result.get("error", ""))
    return str(found[-1]) if found else "nbgrader gave no reason"


def _errors(notebook: NotebookNode) -> Iterator[NotebookNode]:
    for cell in notebook.cells:
        yield from (output for output in cell.get("outputs", []) if output.output_type == "error")
