"""The receipt of a graded notebook, made when its feedback page is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from lessonlib.grading.receipt.key import CourseKey
from lessonlib.grading.receipt.marks import marks_of
from lessonlib.grading.receipt.receipt import Receipt, Signed, sign
from lessonlib.notebook.metadata import grade_id, nbgrader_metadata


def issue(notebook: NotebookNode, about: Mapping[str, Any], course: str, root: Path) -> Signed | None:
    """The signed receipt of a notebook with points, as nbgrader's GetGrades leaves it; None where nothing says what was
    graded. `about`: student, assignment, notebook, score, max_score and late_penalty. Raises GradingError.
    """
    marks = marks_of(notebook)
    if not marks:
        return None
    key = CourseKey(root, root / ".lessonlib")
    receipt = Receipt(
        course,
        about["student"],
        about["assignment"],
        about["notebook"],
        marks["submission"],
        marks["release"],
        dict(_points(notebook)),
        float(about["late_penalty"] or 0),
        float(about["score"]),
        float(about["max_score"]),
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
    )
    return sign(receipt, key)


def _points(notebook: NotebookNode) -> Iterator[tuple[str, tuple[float, float]]]:
    for cell in notebook.cells:
        marks = nbgrader_metadata(cell)
        if "score" in marks:
            yield grade_id(cell), (float(marks["score"] or 0), float(marks["points"] or 0))
