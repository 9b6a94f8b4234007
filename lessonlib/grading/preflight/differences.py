"""What differs between a learner's JupyterLab and the grader's run, and why."""

from __future__ import annotations

import ast
import os.path
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from lessonlib.grading.handed_in.contents import HandedIn
from lessonlib.grading.handed_in.given import names_bound
from lessonlib.grading.preflight.dry_run import DryRun
from lessonlib.grading.preflight.form import AcceptedNotebook
from lessonlib.grading.printable import printable
from lessonlib.notebook.cell import error_of
from lessonlib.notebook.metadata import grade_id
from lessonlib.notebook.syntax import program

_NAME = re.compile(r"name '(\w+)' is not defined|'(\w+)' is not there yet")
_FILE = re.compile(r"FileNotFoundError\b[^']*'([^'\n]+)'")
_MODULE = re.compile(r"No module named '([\w.]+)'")
_NETWORK = re.compile(r"gaierror|URLError|ConnectionError|Name or service not known|Network is unreachable")
_OPEN = ("NotImplementedError", "Finish and run the cell")  # a task without an answer, and what needs it
_DID_NOT_RUN = "this cell did not run"


@dataclass(frozen=True)
class FailedCell:
    """A cell that fails where it is graded.

    `cell` names it, `message` is the error in short, `why` explains it where that is known. `seen`: the learner saw
    it fail in JupyterLab.
    """

    cell: str
    message: str
    why: str
    seen: bool


def failures(accepted: AcceptedNotebook, run: DryRun) -> list[FailedCell]:
    """The cells that fail in `run`, in their order, without those of tasks that hold no answer."""
    return list(_Cells(accepted, run.notebook).failures())


def failed_tests(accepted: AcceptedNotebook, run: DryRun) -> list[str]:
    """The names of the tests that did not pass, whatever the reason."""
    tests = set(accepted.release.tests)
    cells = [cell for cell in run.notebook.cells if cell.cell_type == "code" and grade_id(cell) in tests]
    return [grade_id(cell) for cell in cells if _error(cell) or (run.unboxed and not cell.execution_count)]


def files_elsewhere(accepted: AcceptedNotebook) -> list[str]:
    """The files outside of its folder that a notebook names, and that are on this machine."""
    found = []
    for cell in accepted.contents.cells:
        for node in ast.walk(program(cell.source if cell.cell_type == "code" else "")):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\0" not in node.value:
                path = os.path.expanduser(node.value)
                if os.path.isabs(path) and os.path.isfile(path):
                    found.append(node.value)
    return list(dict.fromkeys(found))


class _Cells:
    """The code cells of a run beside those that the learner sees."""

    def __init__(self, accepted: AcceptedNotebook, notebook: NotebookNode) -> None:
        self._tests = set(accepted.release.tests)
        self._unanswered = set(accepted.repaired.unanswered)
        self._files = set(accepted.submission.files)
        self._run = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self._numbers = {}
        for number, cell in reversed(list(enumerate(accepted.contents.cells, start=1))):
            self._numbers[cell.source] = number, cell
        for number, cell in enumerate(accepted.contents.cells, start=1):
            if cell.grade_id:
                self._numbers[cell.grade_id] = number, cell

    def failures(self) -> Iterator[FailedCell]:
        for index, cell in enumerate(self._run):
            message = _error(cell)
            is_open = grade_id(cell) in self._unanswered or any(mark in message for mark in _OPEN)
            if message and _DID_NOT_RUN not in message and not is_open:
                _, seen = self._seen(cell)
                yield FailedCell(
                    self._name(cell), _short(message), self._why(index, message), bool(seen and seen.shown)
                )

    def _seen(self, cell: NotebookNode) -> tuple[int, HandedIn | None]:
        """The cell in the learner's notebook, with its number."""
        return self._numbers.get(grade_id(cell)) or self._numbers.get(cell.source) or (0, None)

    def _name(self, cell: NotebookNode) -> str:
        name = grade_id(cell)
        if name:
            kind = "test" if name in self._tests else "cell"
            return f"the {kind} '{printable(name)}'"
        number, _ = self._seen(cell)
        line = next((line for line in cell.source.split("\n") if line.strip()), "")
        return f"cell {number or 'of yours'} (`{printable(line, 50)}`)"

    def _why(self, index: int, message: str) -> str:
        if name := _NAME.search(message):
            return self._why_no_name(index, name[1] or name[2])
        if module := _MODULE.search(message):
            return (
                f"A file {module[1]}.py of your own has to lie beside the notebook and be handed in with it; other "
                "libraries than those of the course are not there."
            )
        if file := _FILE.search(message):
            return self._why_no_file(file[1])
        return "There is no network where it is graded." if _NETWORK.search(message) else ""

    def _why_no_name(self, index: int, name: str) -> str:
        makers = [number for number, cell in enumerate(self._run) if name in names_bound(cell.source)]
        own = [number for number in makers if grade_id(self._run[number]) not in self._tests]
        before = [number for number in own if number < index]
        if before:
            maker = self._run[before[-1]]
            return f"{_start(self._name(maker))} makes it, and failed." if _error(maker) else ""
        if own:
            maker = self._run[own[0]]
            return f"{_start(self._name(maker))}, further down, makes `{name}`. Move it up."
        if makers:
            maker = self._run[makers[0]]
            return (
                f"Only {self._name(maker)} makes `{name}`, and tests leave no such names when they are graded. Make "
                "it in a cell of your own."
            )
        return (
            f"No cell makes `{name}`. In JupyterLab it may still be there from a cell that you changed or deleted: "
            "write that again."
        )

    def _why_no_file(self, name: str) -> str:
        if os.path.isabs(name) or name.startswith("..") or "\\" in name:
            return (
                "Where it is graded there are only the files that lie beside the notebook. Put it there, hand it in "
                f"with the notebook, and call it '{printable(os.path.basename(name))}'."
            )
        return (
            "" if name in self._files else "It does not lie beside the notebook, or could not be taken along."
        )


def _error(cell: NotebookNode) -> str:
    """Name and text of the error that a cell ended in; empty when it ran well."""
    error = error_of(cell)
    return f"{error.ename}: {error.evalue}" if error else ""


def _short(message: str) -> str:
    lines = [line.strip() for line in message.split("\n") if line.strip()]
    return printable(" ".join(lines[:3]), 200)


def _start(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
