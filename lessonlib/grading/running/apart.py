"""Running a submission in two processes: the learner's cells in a box that knows no tests, the tests outside."""

from __future__ import annotations

import copy
import math
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from lessonlib.check.channel import Channel
from lessonlib.check.remote import Why
from lessonlib.grading.box import outputs
from lessonlib.grading.box.client import Child, Ending, Zygote
from lessonlib.grading.box.limits import Box
from lessonlib.grading.running.limits import Limits

WARM = ("lessonlib.grading.box.warm",)  # modules of a Zygote for `run_apart`
_NOTEBOOKS = "*.ipynb"
_SLACK = 10.0  # seconds beyond the limits before the examiner itself is given up
_SECONDS = ("cell_seconds", "submission_seconds")
_ERRORS = {  # the errors' names in the outputs, by state; the first two as nbgrader's users know them
    "crashed": "KernelDied",
    "timeout": "CellTimeoutError",
    "out-of-memory": "OutOfMemory",
    "tampered": "Tampered",
}


@dataclass
class Executed:
    """A notebook with its outputs. `receipts`: by grade id, whether the test passed.

    `state`: "" when all cells ran, else "timeout", "out-of-memory", "crashed" or "tampered", with the reason
    in words.
    """

    notebook: NotebookNode
    receipts: dict[str, bool] = field(default_factory=dict)
    state: str = ""
    reason: str = ""


def run_apart(
    notebook: NotebookNode, folder: Path, limits: Limits, zygote: Zygote, *, with_notebooks: bool = False
) -> Executed:
    """Run a copy of `notebook`, whose test cells must be those of the release, with the files of `folder`.

    Notebooks in `folder` come along only `with_notebooks`, which is for a folder that holds nothing but what a
    learner handed in: in nbgrader's autograded/ there may be others, with hidden tests.

    A cell is a test when nbgrader's metadata says so; it has a receipt when it ended without an error. Other
    code cells run in the box. Raises BoxError when there is no box, FolderError when the folder does not fit.
    """
    run = _Run(copy.deepcopy(notebook))
    box = Box(
        folder=folder,
        leave_out=() if with_notebooks else (_NOTEBOOKS,),
        memory_mb=limits.memory_mb,
        cpu_seconds=math.ceil(limits.submission_seconds) * 2,
    )
    questions, replies = socket.socketpair()
    ours, theirs = socket.socketpair()
    with (
        questions,
        replies,
        ours,
        theirs,
        zygote.spawn("lessonlib.grading.box.worker:main", [replies], boxed=box) as worker,
        zygote.spawn("lessonlib.grading.box.examiner:main", [questions, theirs], boxed=Box()) as examiner,
    ):
        channel = Channel(ours)
        channel.send({"cells": run.cells, **{name: getattr(limits, name) for name in _SECONDS}})
        run.follow(channel, worker, examiner, limits.submission_seconds + _SLACK)
    return run.executed


class _Run:
    """One notebook while the examiner reports on its cells, in their order."""

    def __init__(self, notebook: NotebookNode) -> None:
        self.executed = Executed(notebook)
        self._code = [(n, cell) for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
        self._done = 0
        for _, cell in self._code:
            cell.outputs, cell.execution_count = [], None

    @property
    def cells(self) -> list[list[str]]:
        """What the examiner is to run: kind, source and name of each code cell."""
        kinds = {True: "test", False: "learner"}
        return [[kinds[is_test(cell)], cell.source, _name(cell, n)] for n, cell in self._code]

    def follow(self, channel: Channel, worker: Child, examiner: Child, seconds: float) -> None:
        """Take what the examiner reports until it is done, gone, or has taken more than `seconds`."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                report = channel.receive(deadline - time.monotonic())
            except TimeoutError:
                return self._stop("timeout", "a test did not come to its end")
            except EOFError:
                return self._stop(*_ended(examiner.kill(), "the process that runs the tests"))
            if "end" in report:
                return self._end(report, worker)
            self._cell(report)

    def _cell(self, report: Mapping[str, Any]) -> None:
        _, cell = self._code[self._done]
        self._done += 1
        cell.outputs = [nbformat.from_dict(output) for output in report["outputs"]]
        cell.execution_count = report["count"]
        if is_test(cell):
            if report["line"] is not None:
                cell.metadata["lessonlib"] = {"failed_line": report["line"]}
            receipts, name = self.executed.receipts, cell.metadata.nbgrader.grade_id
            receipts[name] = receipts.get(name, True) and report["passed"] is True

    def _end(self, report: Mapping[str, Any], worker: Child) -> None:
        match report["end"]:
            case "" if report["late"]:
                self.executed.state, self.executed.reason = "timeout", report["late"]
            case Why.LATE:
                self._stop("timeout", report["reason"])
            case Why.TAMPERED:
                self._stop("tampered", report["reason"])
            case Why.ENDED:
                self._stop(*_ended(worker.kill(), "the process that runs the learner's code"))

    def _stop(self, state: str, reason: str) -> None:
        """End the run in the cell that is not done: neither it nor those after it give points."""
        rest = self._code[self._done :]
        place = f"in {_name(rest[0][1], rest[0][0])}" if rest else "after the last cell"
        self.executed.state, self.executed.reason = state, f"{place}, {reason}"
        for index, (_, cell) in enumerate(rest):
            message = reason if index == 0 else f"this cell did not run: {self.executed.reason}"
            cell.outputs = [nbformat.from_dict(outputs.error(_ERRORS[state], message))]
            if is_test(cell):
                self.executed.receipts[cell.metadata.nbgrader.grade_id] = False


def is_test(cell: NotebookNode) -> bool:
    """Whether nbgrader's metadata calls this code cell an automatic test."""
    return bool(cell.cell_type == "code" and is_grade(cell) and not is_solution(cell))


def _name(cell: NotebookNode, number: int) -> str:
    """A cell as a message names it."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"the cell '{grade_id}'" if grade_id else f"cell {number}"


def _ended(ending: Ending, process: str) -> tuple[str, str]:
    """State and reason of a run one of whose processes ended early."""
    if ending.out_of_memory or ending.exit_code == outputs.OUT_OF_MEMORY:
        return "out-of-memory", f"{process} took more memory than it may"
    if ending.signal == signal.SIGXCPU:
        return "timeout", f"{process} took more processor time than it may"
    if ending.signal is None:
        return "crashed", f"{process} ended itself (exit status {ending.exit_code})"
    return "crashed", f"{process} was killed (signal {ending.signal}: {signal.strsignal(ending.signal)})"
