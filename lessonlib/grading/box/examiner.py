"""The process that drives one submission: the learner's cells run in the worker, the tests run here.

It is trusted, and made anew for each submission. What it learns of the learner's work are plain values.
"""

from __future__ import annotations

import socket
import sys
import time
import traceback
from functools import partial
from typing import Any

from lessonlib.check.answer import Answer
from lessonlib.check.channel import Channel
from lessonlib.check.remote import Late, Line, Lost, RemoteSource, Why
from lessonlib.check.source import Fault, Missing, Refused
from lessonlib.check.wire import WireError
from lessonlib.grading.box import outputs
from lessonlib.grading.box.bundle import execution_count
from lessonlib.grading.box.shell import NotebookShell


def main(worker: socket.socket, grader: socket.socket) -> None:
    """Do the one job that the grader sends: report each cell when it is done, at the end how it ended."""
    shell = NotebookShell.instance()
    shell.take_over()
    channel = Channel(grader)
    job = channel.receive()
    examination = Examination(shell, worker, job["cell_seconds"], job["submission_seconds"])
    lost = why = ""
    index = -1
    for index, (kind, source, name) in enumerate(job["cells"]):
        try:
            channel.send({"cell": index, **examination.cell(kind, source, name)})
        except Lost as end:
            lost, why = end.message, end.why.value
            break
    channel.send({"end": why, "reason": lost, "at": index, "late": examination.late})


class Examination:
    """One notebook on its way. `late` says which cell was the first to be stopped at its time limit.

    `cell_seconds` are what a cell may take, a learner's or a test, `notebook_seconds` all of them together.
    """

    def __init__(
        self, shell: NotebookShell, worker: socket.socket, cell_seconds: float, notebook_seconds: float
    ) -> None:
        self._shell, self._line = shell, Line(worker)
        self._cell_seconds, self._notebook_seconds = cell_seconds, notebook_seconds
        self._end = time.monotonic() + notebook_seconds
        self._source = RemoteSource(self._line)
        self._read = partial(_result, outputs.Budget())
        self.late = ""
        answer = Answer(self._source)
        for module in ("lessonlib.check", "lessonlib.check.answer"):
            sys.modules[module].answer = answer  # type: ignore[attr-defined]

    def cell(self, kind: str, source: str, name: str) -> dict[str, Any]:
        """Run a cell ("learner" or "test"): its outputs, execution count, and whether it is a test that
        passed.

        Raises Lost when the worker is not there any more.
        """
        if self._end <= time.monotonic():
            raise Lost(Why.LATE, f"the notebook took more than {self._notebook_seconds:g} s")
        seconds = min(self._cell_seconds, self._end - time.monotonic())
        return self._test(source, name, seconds) if kind == "test" else self._work(source, name, seconds)

    def _work(self, source: str, name: str, seconds: float) -> dict[str, Any]:
        try:
            count, found, stopped = self._line.ask("run", source, seconds=seconds, read=self._read)
        except (Refused, Missing, Fault, Late) as reply:
            count, found, stopped = None, [outputs.error(type(reply).__name__, str(reply))], False
        if stopped:
            self._note(f"{name} took more than {seconds:g} s and was stopped")
        return {"count": count, "outputs": found, "passed": False}

    def _test(self, source: str, name: str, seconds: float) -> dict[str, Any]:
        self._source.until = time.monotonic() + seconds
        late, recorder = self._source.late, self._shell.recorder
        recorder.start()
        result = self._shell.run_cell(source)
        self._shell.print_native()
        if self._line.lost is not None:
            raise self._line.lost
        if self._source.late > late:
            self._note(f"in {name}, the learner's code took too long and was stopped")
        found = outputs.of_test(recorder.take())
        line = _failed_line(result.error_in_exec)
        return {"count": None, "outputs": found, "passed": bool(result.success), "line": line}

    def _note(self, late: str) -> None:
        self.late = self.late or late


def _failed_line(error: BaseException | None) -> int | None:
    """The line of the test, from 1, that raised; None where there is none."""
    frames = traceback.walk_tb(error.__traceback__ if error else None)
    lines = [line for frame, line in frames if frame.f_globals.get("__name__") == "__main__"]
    return lines[0] if lines else None


def _result(budget: outputs.Budget, reply: Any) -> tuple[int, list[dict[str, Any]], bool]:
    if type(reply) is not list or [type(part) for part in reply] != [int, list, bool]:
        raise WireError("a cell's result that is none")
    count, found, stopped = reply
    return execution_count(count), outputs.checked(found, budget), stopped
