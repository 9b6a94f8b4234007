"""The process that drives one submission: the learner's cells run in the worker, the tests run here.

It is trusted, and made anew for each submission. What it learns of the learner's work are plain values.
"""

from __future__ import annotations

import re
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

from lessonlib.check.answer import connect
from lessonlib.check.channel import Channel
from lessonlib.check.fresh import fresh
from lessonlib.check.ordinary.figures import share_figures
from lessonlib.check.ordinary.library import share_library
from lessonlib.check.ordinary.names import OrdinaryNames
from lessonlib.check.remote import Connection, ConnectionLost, Patience, Reason, RemoteSource
from lessonlib.check.replies import TimedOut
from lessonlib.check.source import Fault, Missing, Refused
from lessonlib.check.values.wire import WireError
from lessonlib.grading.box.cells import outputs
from lessonlib.grading.box.cells.bundle import execution_count
from lessonlib.grading.box.cells.credit import credit, ending
from lessonlib.grading.box.cells.names import GivenNames, Names
from lessonlib.grading.box.cells.shell import NotebookShell
from lessonlib.grading.box.cells.type_calls import TypeCalls

_FORK_SECONDS = 30.0


@dataclass(frozen=True)
class Cell:
    """A code cell of the notebook: a test of the release, or the learner's.

    `name` is for messages. Of a test: `seed` is what its random inputs start from, `imports` are those of its visible
    part, `hidden` is the number of its first hidden line, None where it has none; `allowed` is what the learner's
    objects may say of themselves (check/ordinary/). Of a learner's cell: `binds` are the names that it is to bind.
    """

    number: int
    name: str
    source: str
    is_test: bool
    seed: int = 0
    imports: Sequence[str] = ()
    hidden: int | None = None
    allowed: Sequence[str] | None = None
    binds: Sequence[str] = ()


def main(worker: socket.socket, grader: socket.socket) -> None:
    """Do the one job that the grader sends: report each cell when it is done, at the end how it ended."""
    shell = NotebookShell.instance()
    shell.take_over()
    channel = Channel(grader)
    job = channel.receive()
    cells = [Cell(number, **cell) for number, cell in enumerate(job["cells"])]

    def busy(since: str) -> float:
        channel.send({"busy": since})
        return float(channel.receive()["seconds"])

    patience = Patience(lambda: busy("begin"), lambda: channel.send({"begin": None}))
    names = Names(shell.user_ns, GivenNames(**job["given"]))
    shell.use_names(names)
    shell.ast_transformers.append(TypeCalls(names))
    share_figures(lambda: names.learner)
    share_library()  # this process is one notebook's, and ends with it
    limits = Seconds(job["cell_seconds"], job["submission_seconds"], patience, lambda: busy("start"))
    examination = Examination(shell, names, worker, limits, job["discreet"])
    for report in examination.run(cells):
        channel.send(report)
    channel.send(examination.end())


class Seconds:
    """What a cell may take, a learner's or a test (`of_cell`), and all of them together (`of_notebook`). Time in which
    the machine was busy with others does not count: `patience` tells it for a cell, `busy` for all of them.
    """

    def __init__(
        self, of_cell: float, of_notebook: float, patience: Patience, busy: Callable[[], float]
    ) -> None:
        self._of_cell, self._of_notebook, self.patience, self._busy = of_cell, of_notebook, patience, busy
        self._start = time.monotonic()

    def next_cell(self) -> float:
        """What the cell that begins now may take. Raises ConnectionLost when the notebook has no time left."""
        self.patience.begin()
        left = self._of_notebook - (time.monotonic() - self._start)
        if left <= self._of_cell:
            left += self._busy()
        if left <= 0:
            raise ConnectionLost(Reason.LATE, f"the notebook took more than {self._of_notebook:g} s")
        return min(self._of_cell, left)


class Examination:
    """One notebook on its way. `shell` runs the tests in the namespace `names`; `worker` is the learner's process.
    `discreet`: failures of hidden tests do not tell what the learner's code had to say.
    """

    def __init__(
        self, shell: NotebookShell, names: Names, worker: socket.socket, seconds: Seconds, discreet: bool
    ) -> None:
        self._is_discreet = discreet
        self._shell, self._names, self._seconds = shell, names, seconds
        self._main = Connection(worker, seconds.patience)
        self._late = self._fallen = ""  # the first cell that was stopped; the first test that lost its fork
        self._read = partial(_result, outputs.OutputBudget())
        self._asked: _Asked | None = None  # the fork of the last visible test
        self._lost: ConnectionLost | None = None
        self._lost_at = -1

    def run(self, cells: Sequence[Cell]) -> Iterator[dict[str, Any]]:
        """Run the cells in their order, but tests with hidden lines at the very end: what the learner's cells show is
        settled before anybody has asked a hidden question. Each test asks a fork that was made at its place.
        """
        deferred: list[tuple[Cell, _Asked]] = []
        for cell in cells:
            try:
                if not self._goes_on(cell):
                    self._drop()
                if not cell.is_test:
                    yield self._work(cell)
                elif cell.hidden is None:
                    yield self._visible(cell)
                else:
                    self._import(cell)
                    deferred.append((cell, self._fork(cell)))
            except ConnectionLost as lost:
                self._lost, self._lost_at = lost, cell.number
                break
        if self._lost is None or self._lost.reason is not Reason.TAMPERED:
            yield from self._hidden(deferred)

    def end(self) -> dict[str, Any]:
        """How it ended: `end` says why the learner's process was lost, and `at` in which cell."""
        end, message = (self._lost.reason.value, self._lost.message) if self._lost else ("", "")
        late, fallen = self._late, self._fallen
        return {"end": end, "reason": message, "at": self._lost_at, "late": late, "fallen": fallen}

    def _hidden(self, deferred: Sequence[tuple[Cell, _Asked]]) -> Iterator[dict[str, Any]]:
        if self._lost is not None:
            _quieten([asked for _, asked in deferred])
        for position, (cell, asked) in enumerate(deferred):
            try:
                report = self._test(cell, asked)
            except ConnectionLost as lost:
                self._lost, self._lost_at = lost, cell.number
                return
            finally:
                asked.connection.close(_OVER)
            first_hidden = 0 if position else cell.hidden
            yield self._discreet(report, cell, first_hidden or 0) if self._is_discreet else report

    def _discreet(self, report: dict[str, Any], cell: Cell, from_line: int) -> dict[str, Any]:
        """`report` without what the learner's code had to say about a failure at `from_line` or later: it could tell
        what a hidden test asked.
        """
        line = report["line"]
        if report["passed"] or line is None or line < from_line or line >= (cell.hidden or 0):
            return report  # what is in hidden lines is left out of the feedback
        text = cell.source.split("\n")[line - 1].strip()
        message = f"This test failed in its line {line}: {text}\n  hint:     Run it in your notebook; it shows more."
        return {**report, "outputs": [outputs.error("CheckFailed", message)]}

    def _work(self, cell: Cell) -> dict[str, Any]:
        seconds = self._seconds.next_cell()
        try:
            count, found, stopped = self._main.ask("run", cell.source, seconds=seconds, read=self._read)
        except (Refused, Missing, Fault, TimedOut) as reply:
            count, found, stopped = None, [outputs.error(type(reply).__name__, str(reply))], False
        self._names.forget(cell.binds)
        if stopped:
            self._note_late(f"{cell.name} took more than {seconds:g} s and was stopped")
        return {"cell": cell.number, "count": count, "outputs": found}

    def _import(self, cell: Cell) -> None:
        """In a notebook the names that a test imports are there for the learner's next cells."""
        if cell.imports:
            try:
                self._main.ask("import", list(cell.imports), seconds=self._seconds.next_cell(), read=_nothing)
            except (Refused, Missing, Fault, TimedOut):
                return  # an import that takes too long or ends in an error is none

    def _visible(self, cell: Cell) -> dict[str, Any]:
        self._import(cell)
        if self._asked is None:
            self._asked = self._fork(cell)
        return self._test(cell, self._asked)

    def _goes_on(self, cell: Cell) -> bool:
        """Whether it is a test that uses an object which the test before it got from the learner's process."""
        if not cell.is_test or cell.hidden is not None or self._asked is None:
            return False
        return not self._names.proxies().keys().isdisjoint(re.findall(r"\w+", cell.source))

    def _drop(self) -> None:
        """End the fork that the last visible test asked."""
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.connection.close(_OVER)
            if self._main.lost is None:
                self._main.ask("drop", asked.number, seconds=_FORK_SECONDS, read=_count)

    def _fork(self, cell: Cell) -> _Asked:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                pid = self._main.ask("fork", cell.number, seconds=_FORK_SECONDS, read=_count, give=theirs)
            except (Refused, Missing, Fault, TimedOut) as reply:
                connection = Connection(ours, self._seconds.patience)
                connection.lost = ConnectionLost(Reason.ENDED, f"its process could not be copied ({reply})")
                return _Asked(cell.number, connection, 0)
            except ConnectionLost:
                ours.close()
                raise
        return _Asked(cell.number, Connection(ours, self._seconds.patience), pid)

    def _test(self, cell: Cell, asked: _Asked) -> dict[str, Any]:
        seconds = self._seconds.next_cell()
        source = RemoteSource(asked.connection, seconds, self._seconds.patience)
        asked.ordinary.begin(source, cell.source, cell.allowed)
        connect(source)
        fresh.restart(cell.seed)
        recorder = self._shell.recorder
        recorder.start()
        self._names.begin(asked.ordinary)
        with _computing(seconds) as too_long:
            result = self._shell.run_cell(cell.source)
        self._names.end()
        self._shell.print_native()
        shown = recorder.take()
        # A cell within the cell, as %%capture runs one, shows its error and ends well.
        failed = not result.success or any(output["output_type"] == "error" for output in shown)
        report = {
            "cell": cell.number,
            "count": None,
            "outputs": outputs.of_test(shown),
            "passed": not failed and not too_long,
            "points": credit(result.result),
            "ending": ending(result.result),
            "line": _failed_line(result.error_in_exec),
            "said": sorted(asked.ordinary.said),
        }
        lost = asked.connection.lost
        if lost is not None and lost.reason is Reason.TAMPERED:
            raise lost
        if lost is not None:
            told = f"in {cell.name}, {lost.message} when the test asked it"
            if lost.reason is Reason.LATE:
                self._note_late(told)
            else:
                self._fallen = self._fallen or told
            return {**report, "passed": False, "outputs": [outputs.error("KernelDied", _FELL)]}
        if too_long:
            self._note_late(f"{cell.name} itself {too_long[0]}")
        if source.late:
            self._note_late(f"in {cell.name}, the learner's code took too long and was stopped")
        return report

    def _note_late(self, late: str) -> None:
        self._late = self._late or late


@contextmanager
def _computing(seconds: float) -> Iterator[list[str]]:
    """Raise TimeoutError in a test that computes for more than `seconds` of this process's own processor time, as with
    a huge file that a learner left for it. What happened is in the list.
    """
    reached: list[str] = []

    def stop(number: int, frame: FrameType | None) -> None:
        reached.append(f"took more than {seconds:g} s and was stopped")
        raise TimeoutError(f"this test {reached[0]}")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield reached
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class _Asked:
    """A fork of the learner's process that a test asks, made for the cell `number`. `pid` is its number in the box."""

    def __init__(self, number: int, connection: Connection, pid: int) -> None:
        self.number, self.connection, self.pid, self.ordinary = number, connection, pid, OrdinaryNames()


def _quieten(all_asked: Sequence[_Asked]) -> None:
    """Let one of the forks end all other processes that are left in the box of a learner's process which was lost:
    they would take the time of the tests that are still to come.
    """
    for asked in all_asked:
        try:
            asked.connection.ask(
                "quieten", [one.pid for one in all_asked], seconds=_FORK_SECONDS, read=_nothing
            )
        except (Refused, Missing, Fault, TimedOut, ConnectionLost):
            continue
        return


_OVER = "it belongs to another test; make it anew in this one"
_FELL = "the learner's code ended its own process, or could not be stopped, when this test asked it"


def _failed_line(error: BaseException | None) -> int | None:
    """The line of the test, from 1, that raised; None where there is none."""
    frames = traceback.walk_tb(error.__traceback__ if error else None)
    lines = [line for frame, line in frames if frame.f_globals.get("__name__") == "__main__"]
    return lines[0] if lines else None


def _result(budget: outputs.OutputBudget, reply: Any) -> tuple[int, list[dict[str, Any]], bool]:
    if type(reply) is not list or [type(part) for part in reply] != [int, list, bool]:
        raise WireError("a cell's result that is none")
    count, found, stopped = reply
    return execution_count(count), outputs.checked(found, budget), stopped


def _count(reply: Any) -> int:
    if type(reply) is not int:
        raise WireError("no number where one is due")
    return reply


def _nothing(reply: Any) -> None:
    if reply is not None:
        raise WireError("a reply where none is due")
