"""Feedback pages that keep hidden tests hidden."""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution

_OUR_ERRORS = ("CheckFailed", "LearnerError")  # their tracebacks are the message alone
_OF_THE_GRADER = ("KernelDied", "CellTimeoutError", "OutOfMemory", "Tampered", "NotRun")
_HINT = re.compile(r"^  hint: +(.*)", re.MULTILINE | re.DOTALL)


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Takes hidden tests out of a graded notebook: the source of the region, and what an output says of it.

    A check that failed in the visible part of a test keeps its message (got, expected, hint). Of one in a
    hidden region only the hint stays: got, expected and the learner's own error messages can hold what the test
    asked with. nbgrader's ClearHiddenTests would stop at a learner's cell that holds the marker's words; only
    test cells, which come from the release, are touched here.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        if is_grade(cell) and not is_solution(cell):
            hidden = self._hidden_lines(cell.source)
            if self._remove_hidden_test_region(cell) and cell.cell_type == "code":
                line = cell.metadata.get("lessonlib", {}).get("failed_line")
                failed_there = line is None or line in hidden
                errors = [output for output in cell.outputs if output.output_type == "error"]
                cell.outputs = [_shown(error, failed_there) for error in errors]
        return cell, resources

    def _hidden_lines(self, source: str) -> set[int]:
        """The numbers, from 1, of the lines in hidden regions."""
        inside, found = False, set()
        for number, line in enumerate(source.split("\n"), start=1):
            inside |= self.begin_test_delimeter in line
            if inside:
                found.add(number)
            inside &= self.end_test_delimeter not in line
        return found


def _shown(error: NotebookNode, hidden: bool) -> NotebookNode:
    """What a learner reads of an error in a test that has a hidden part."""
    if error.ename in _OF_THE_GRADER or (error.ename in _OUR_ERRORS and not hidden):
        return error
    if not hidden:
        return _error(error.ename, f"{error.ename}: {error.evalue}")
    hint = _HINT.search(error.evalue) if error.ename in _OUR_ERRORS else None
    return _error(
        "HiddenCheckFailed", "A hidden check failed." + (f"\n  hint:     {hint[1]}" if hint else "")
    )


def _error(name: str, text: str) -> NotebookNode:
    output: NotebookNode = new_output("error", ename=name, evalue=text, traceback=text.split("\n"))
    return output
