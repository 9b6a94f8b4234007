"""An outcome in the words of nbgrader: outputs that it counts as the points that were earned, and a cell that tells
how it was graded.
"""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors.base import NbGraderPreprocessor

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.handed_in.reference import question
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.printable import printable
from lessonlib.grading.states import State
from lessonlib.notebook.metadata import grade_id, is_test, points_of

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&$~])")


class TakeOutcome(NbGraderPreprocessor):  # type: ignore[misc]
    """Stands in nbgrader's steps where Execute stands, for a notebook that ran elsewhere."""

    def __init__(self, outcome: Outcome, assignment: Assignment) -> None:
        super().__init__()
        self._outcome, self._assignment = outcome, assignment

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        tell(nb, resources["nbgrader"]["notebook"], self._outcome, self._assignment)
        return nb, resources


def tell(notebook: NotebookNode, name: str, outcome: Outcome, assignment: Assignment) -> None:
    """Change a notebook that ran, so that nbgrader reads from its outputs what `assignment` counts."""
    ran, earned = outcome.ran[name], assignment.earned(outcome)
    for cell in notebook.cells:
        if not is_test(cell):
            continue
        test = question(assignment.name, name, grade_id(cell))
        if test in assignment.dropped:
            cell.metadata.nbgrader["points"] = 0
            cell.outputs = [_text("This test does not count.")]
            continue
        cell.outputs = _ending(cell, earned[test], is_number=grade_id(cell) in ran.earned)
        if test in assignment.skipped and ran.handed_in:
            cell.outputs.insert(0, _text("This test is skipped: its points are given to all who handed in."))
    if outcome.state is not State.GRADED:
        notebook.cells.insert(0, new_markdown_cell(_summary(outcome), id="how-it-was-graded"))


def _ending(cell: NotebookNode, earned: float, *, is_number: bool) -> list[NotebookNode]:
    """What the test printed, and then: nothing, for all points; a number; or an error, for none. On the stream
    stderr nbgrader gives no points, so all that is printed is on stdout.
    """
    printed = [
        new_output("stream", name="stdout", text=output.text)
        for output in cell.outputs
        if output.output_type == "stream"
    ]
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if earned == points_of(cell) and (earned or not errors):
        return printed
    if earned or (is_number and not errors):
        return [*printed, new_output("execute_result", data={"text/plain": repr(float(earned))})]
    return [*printed, *(errors or [_not_run()])]


def _text(text: str) -> NotebookNode:
    output: NotebookNode = new_output("stream", name="stdout", text=f"{text}\n")
    return output


def _not_run() -> NotebookNode:
    message = "NotRun: this test did not run to its end."
    output: NotebookNode = new_output("error", ename="NotRun", evalue=message, traceback=[message])
    return output


def _summary(outcome: Outcome) -> str:
    """What the learner and the grader read above the notebook."""
    reason = _escaped(outcome.reason) or outcome.state.meaning
    lines = [f"**How this was graded: {outcome.state}.** {reason}"]
    if outcome.step:
        lines.append(_escaped(outcome.step))
    lines += [f"- {_escaped(note)}" for note in outcome.notes]
    return "\n\n".join(lines)


def _escaped(text: str) -> str:
    """`text` as Markdown that shows it and nothing else."""
    return _MARKS.sub(r"\\\1", printable(text, 500))
