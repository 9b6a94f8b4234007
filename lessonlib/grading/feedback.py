"""Feedback pages that keep hidden tests hidden."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_solution

_OUR_ERRORS = ("CheckFailed", "LearnerError")  # their tracebacks are the message alone


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Takes hidden tests out of a graded notebook: the source of the region, and what a traceback shows of
    it.

    A failed check's own message (got, expected, hint) stays. nbgrader's ClearHiddenTests would stop at a
    learner's cell that holds the marker's words; only test cells, which come from the release, are touched
    here.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        if is_grade(cell) and not is_solution(cell) and self._remove_hidden_test_region(cell):
            for output in cell.get("outputs", []):
                if output.output_type == "error" and output.ename not in _OUR_ERRORS:
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
