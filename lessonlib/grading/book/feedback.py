"""Feedback pages that keep hidden tests hidden."""

from __future__ import annotations

import ast
import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution

from lessonlib.notebook.regions import first_hidden_line
from lessonlib.notebook.syntax import parse

_OUR_ERRORS = ("CheckFailed", "LearnerError")  # their tracebacks are the message alone
_OF_THE_GRADER = ("KernelDied", "CellTimeoutError", "OutOfMemory", "Tampered", "NotRun")
_STATUS = re.compile(r" \((?:exit status|signal) [^)]*\)")  # a number that the learner's code chooses
_HINT = re.compile(r"^  hint: +", re.MULTILINE)


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Takes hidden tests out of a graded notebook: the source of the region, and what an output says of it.

    A check that failed before the hidden region keeps its message (got, expected, hint). Of one in it, and of all
    after it, only the hint stays, and only where the test itself says it: got, expected and the learner's own error
    messages can hold what the test asked with. nbgrader's ClearHiddenTests would stop at a learner's cell that holds
    the marker's words; only test cells, which come from the release, are touched here.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        if is_grade(cell) and not is_solution(cell):
            source = cell.source
            if self._remove_hidden_test_region(cell) and cell.cell_type == "code":
                line = cell.metadata.get("lessonlib", {}).get("failed_line")
                hidden = line is None or line >= (first_hidden_line(source) or 0)
                errors = [output for output in cell.outputs if output.output_type == "error"]
                cell.outputs = [_shown(error, _texts(source) if hidden else None) for error in errors]
        return cell, resources


def _shown(error: NotebookNode, texts: set[str] | None) -> NotebookNode:
    """What a learner reads of an error in a test that has a hidden part: `texts` are those in the test's source where
    the error is to be kept secret, None where it is not.
    """
    if error.ename in _OF_THE_GRADER:
        return _error(error.ename, _STATUS.sub("", "\n".join(error.traceback)))
    if texts is None:
        return error if error.ename in _OUR_ERRORS else _error(error.ename, f"{error.ename}: {error.evalue}")
    if error.ename == "LearnerError":
        return _error("HiddenCheckFailed", "A hidden check failed: your code stopped with an error.")
    hint = _hint(error.evalue, texts) if error.ename in _OUR_ERRORS else ""
    return _error("HiddenCheckFailed", "A hidden check failed." + (f"\n  hint:     {hint}" if hint else ""))


def _hint(message: str, texts: set[str]) -> str:
    """The hint at the end of a message, if it is one of `texts`: what the learner's code answered, further up in the
    message, may look like a hint.
    """
    endings = (message[found.end() :] for found in _HINT.finditer(message))
    return next((ending for ending in endings if ending in texts), "")


def _texts(source: str) -> set[str]:
    """The text literals in the source of a test."""
    try:
        nodes = ast.walk(parse(source))
    except SyntaxError:
        return set()
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _error(name: str, text: str) -> NotebookNode:
    output: NotebookNode = new_output("error", ename=name, evalue=text, traceback=text.split("\n"))
    return output
