"""Running a submission in two processes: the learner's cells in a box that knows no tests, the tests outside."""

from __future__ import annotations

import copy
import hashlib
import math
import secrets
import signal
import socket
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from lessonlib.check.channel import Channel
from lessonlib.check.remote import Reason
from lessonlib.grading.box.cells import outputs
from lessonlib.grading.box.cells.keeper import SIGNALLED
from lessonlib.grading.box.cells.names import GivenNames
from lessonlib.grading.box.clock import OwnTime
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Child, Ending, Zygote
from lessonlib.grading.handed_in.reference import imports
from lessonlib.grading.running.limits import Limits
from lessonlib.notebook.metadata import grade_id, is_test, points_of
from lessonlib.notebook.regions import first_hidden_line, visible_source

NOTEBOOKS = "*.ipynb"
_SLACK = 10.0  # seconds beyond the limits before the examiner itself is given up
_LEAST_PATIENCE = 0.25  # seconds of a busy machine that are worth another look
_SECONDS_TO_END = 3.0  # for what the learner's process left behind
_SECONDS = ("cell_seconds", "submission_seconds")
_ERRORS = {  # the errors' names in the outputs, by state; the first two as nbgrader's users know them
    "crashed": "KernelDied",
    "timeout": "CellTimeoutError",
    "out-of-memory": "OutOfMemory",
    "tampered": "Tampered",
}


@dataclass
class Executed:
    """A notebook with its outputs. `earned`: by grade id, the points that its test gave.

    `said`: by grade id, what the learner's objects had to say of themselves in the test. `endings`: by grade id, what
    kind of value the test ended in (`credit.ending`). `seconds`: by grade id, how long the cell took; nothing where
    that was not measured. `state`: "" when all cells ran, else "timeout",
    "out-of-memory", "crashed" or "tampered", with the reason in words.
    """

    notebook: NotebookNode
    earned: dict[str, float] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    state: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Conditions:
    """What the tests of a release need besides the learner's work.

    `files`: the assignment's own files, None for none. `given`: its imports, helpers and constants. `binds`: by grade
    id of an answer, the names that it is to bind. `said`: by grade id of a test, what the solution's objects had to
    say of themselves (check/ordinary/); None where that is not known, and any object is believed. `counting`: by grade
    id, the tests that end in points on the solution, and so must end in a number on every submission. `seed`: what the
    random inputs of all tests start from, by chance when it is not given. A learner's generators follow it, too, so
    that answers that set no seed have the same luck in a whole class, and when it is graded again. `discreet`: what a
    learner's code had to say when a hidden test failed is left out, as nobody is to learn from it what was asked.
    """

    files: Path | None = None
    given: GivenNames = field(default_factory=GivenNames)
    binds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    said: Mapping[str, Sequence[str]] | None = None
    counting: Sequence[str] = ()
    seed: int = field(default_factory=lambda: secrets.randbits(32))
    discreet: bool = True


def run_apart(
    notebook: NotebookNode,
    folder: Path,
    limits: Limits,
    zygote: Zygote,
    conditions: Conditions | None = None,
    *,
    with_notebooks: bool = False,
) -> Executed:
    """Run a copy of `notebook`, whose test cells must be those of the release, with the files of `folder`.

    Notebooks in `folder` come along only `with_notebooks`, which is for a folder that holds nothing but what a
    learner handed in: in nbgrader's autograded/ there may be others, with hidden tests.

    A cell is a test when nbgrader's metadata says so; it gives its points when it ended without an error, or as many
    as the number that it ends in. Other code cells run in the box. Raises BoxError when there is no box, FolderError
    when the folder does not fit.
    """
    conditions = conditions or Conditions()
    run = NotebookRun(copy.deepcopy(notebook), conditions)
    trusted = Box(folder=conditions.files, leave_out=[NOTEBOOKS])
    box = Box(
        folder=folder,
        leave_out=() if with_notebooks else (NOTEBOOKS,),
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
        zygote.spawn(
            "lessonlib.grading.box.cells.worker:main",
            [replies],
            seed=_seed_of_answers(conditions.seed),
            boxed=box,
        ) as worker,
        zygote.spawn(
            "lessonlib.grading.box.cells.examiner:main", [questions, theirs], boxed=trusted
        ) as examiner,
    ):
        channel = Channel(ours)
        job = {"cells": run.cells, "given": asdict(conditions.given), "discreet": conditions.discreet}
        channel.send({**job, **{name: getattr(limits, name) for name in _SECONDS}})
        run.follow(channel, worker, examiner, limits.submission_seconds + _SLACK)
    return run.executed


def _seed_of_answers(seed: int) -> int:
    """Not `seed` itself: a learner can read where the generators start, and is not to know what tests will draw."""
    return int.from_bytes(hashlib.sha256(f"answers {seed}".encode()).digest()[:4], "little")


class _Clocks:
    """How long the processes of a submission had to wait for others that were busy, since this was made."""

    def __init__(self, *pids: int) -> None:
        self._clocks = [OwnTime(pid) for pid in pids]

    def lost(self) -> float:
        return sum(clock.lost() for clock in self._clocks)


class NotebookRun:
    """One notebook while reports on its cells come in: `take` has one, `stop` says that no more will come."""

    def __init__(self, notebook: NotebookNode, conditions: Conditions) -> None:
        self.executed = Executed(notebook)
        self._conditions = conditions
        self._code = [(n, cell) for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
        self._done: set[int] = set()
        for _, cell in self._code:
            cell.outputs, cell.execution_count = [], None

    @property
    def cells(self) -> list[dict[str, Any]]:
        """What the examiner is to run (its class Cell)."""
        return [
            {"name": _name(cell, n), "source": cell.source, **self._about(cell)} for n, cell in self._code
        ]

    def _about(self, cell: NotebookNode) -> dict[str, Any]:
        """What the examiner must know of a cell besides its source."""
        name = grade_id(cell)
        if not is_test(cell):
            return {"is_test": False, "binds": list(self._conditions.binds.get(name, ()))}
        said = self._conditions.said
        allowed = None if said is None else list(said.get(name, ()))
        hidden = first_hidden_line(cell.source)
        return {
            "is_test": True,
            "seed": zlib.crc32(f"{self._conditions.seed} {name}".encode()),
            "imports": imports(visible_source(cell.source)),
            "hidden": hidden,
            "allowed": allowed,
        }

    def follow(self, channel: Channel, worker: Child, examiner: Child, seconds: float) -> None:
        """Take what the examiner reports until it is done, gone, or has taken more than `seconds` of its own."""
        end, granted = time.monotonic() + seconds, 0.0
        start, begin = (_Clocks(worker.pid, examiner.pid) for _ in range(2))
        began = time.monotonic()
        while True:
            try:
                report = channel.receive(end - time.monotonic())
            except TimeoutError:
                more = start.lost() - granted
                if more < _LEAST_PATIENCE:
                    return self.stop("timeout", "a test did not come to its end")
                end, granted = end + more, granted + more
            except EOFError:
                return self.stop(*_ended(examiner.kill(), "the process that runs the tests"))
            else:
                match report:
                    case {"begin": _}:
                        begin, began = _Clocks(worker.pid, examiner.pid), time.monotonic()
                    case {"busy": since}:
                        channel.send({"seconds": (start if since == "start" else begin).lost()})
                    case {"end": _}:
                        return self._end(report, worker)
                    case _:
                        self.take(report, time.monotonic() - began)

    def take(self, report: Mapping[str, Any], seconds: float | None = None) -> None:
        _, cell = self._code[report["cell"]]
        if (name := grade_id(cell)) and seconds is not None:
            self.executed.seconds[name] = round(seconds, 3)
        self._done.add(report["cell"])
        cell.outputs = [nbformat.from_dict(output) for output in report["outputs"]]
        cell.execution_count = report["count"]
        if is_test(cell):
            if report["line"] is not None:
                cell.metadata["lessonlib"] = {"failed_line": report["line"]}
            self._earn(cell, self._points(cell, report))
            self.executed.said[grade_id(cell)] = report["said"]
            self.executed.endings[grade_id(cell)] = report["ending"]

    def _points(self, cell: NotebookNode, report: Mapping[str, Any]) -> float:
        """The points that a test gave. A number that cannot be points gives none, and the outputs say so."""
        most, points = points_of(cell), report["points"]
        if report["passed"] is not True:
            return 0.0
        if points is None and grade_id(cell) not in self._conditions.counting:
            return most
        if points is not None and 0 <= points <= most:
            return float(points)
        found = "no number" if points is None else f"{points:g}"
        message = f"this test ended in {found}, and gives from 0 to {most:g} points"
        cell.outputs.append(nbformat.from_dict(outputs.error("PointsError", message)))
        return 0.0

    def _earn(self, cell: NotebookNode, points: float) -> None:
        """A test that is there more than once gives what it gives in the worst case."""
        name, earned = grade_id(cell), self.executed.earned
        earned[name] = min(points, earned.get(name, points))

    def _end(self, report: Mapping[str, Any], worker: Child) -> None:
        match report["end"]:
            case Reason.LATE:
                self.stop("timeout", report["reason"], report["at"])
            case Reason.TAMPERED:
                self.stop("tampered", report["reason"], report["at"])
            case Reason.ENDED:
                self.stop(*_ended(_ending(worker), "the process that runs the learner's code"), report["at"])
            case _ if report["fallen"]:
                ending = _ending(worker)
                self.executed.state = "out-of-memory" if ending and ending.out_of_memory else "crashed"
                self.executed.reason = report["fallen"]
            case _ if report["late"]:
                self.executed.state, self.executed.reason = "timeout", report["late"]

    def stop(self, state: str, reason: str, at: int = -1) -> None:
        """End the run in cell `at`, or the first that is not done: what did not run gives no points."""
        rest = [number for number in range(len(self._code)) if number not in self._done]
        at = at if at >= 0 else next(iter(rest), -1)
        place = f"in {_name(self._code[at][1], self._code[at][0])}" if at >= 0 else "after the last cell"
        self.executed.state, self.executed.reason = state, f"{place}, {reason}"
        for number in rest:
            _, cell = self._code[number]
            message = reason if number == at else f"this cell did not run: {self.executed.reason}"
            cell.outputs = [nbformat.from_dict(outputs.error(_ERRORS[state], message))]
            if is_test(cell):
                self._earn(cell, 0.0)


def _name(cell: NotebookNode, number: int) -> str:
    """A cell as a message names it."""
    name = grade_id(cell)
    return f"the cell '{name}'" if name else f"cell {number}"


def _ending(worker: Child) -> Ending | None:
    """How the learner's process ended; None where others that it started live on."""
    try:
        return worker.wait(_SECONDS_TO_END)
    except TimeoutError:
        return None


def _ended(ending: Ending | None, process: str) -> tuple[str, str]:
    """State and reason of a run one of whose processes ended early."""
    if ending is None:
        return "crashed", f"{process} ended itself"
    code = ending.exit_code or 0
    number = ending.signal or (code - SIGNALLED if code > SIGNALLED else None)
    if ending.out_of_memory or code == outputs.OUT_OF_MEMORY:
        return "out-of-memory", f"{process} took more memory than it may"
    if number == signal.SIGXCPU:
        return "timeout", f"{process} took more processor time than it may"
    if number is None:
        return "crashed", f"{process} ended itself"
    return "crashed", f"{process} was killed ({_signal_name(number)})"


def _signal_name(number: int) -> str:
    try:
        return str(signal.strsignal(number) or f"signal {number}")
    except ValueError:
        return f"signal {number}"
