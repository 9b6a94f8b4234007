"""Grades as they were before the tests changed, in a table of their own for each time."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook

from lessonlib.grading.printable import guarded
from lessonlib.whole_file import write_text

_NUMBERS = ("auto_score", "manual_score", "extra_credit", "max_score")
_COLUMNS = ("student", "notebook", "cell", "automatic", "by_hand", "extra_credit", "max_score", "comment")


def keep_history(book: Gradebook, assignment: str, folder: Path) -> Path | None:
    """Write what the gradebook has of an assignment to a new file below `folder`, and return its path; None when
    nobody has a grade.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    lines = 0
    for submission in sorted(book.assignment_submissions(assignment), key=lambda one: str(one.student_id)):
        for notebook in submission.notebooks:
            grades = {grade.name: grade for grade in notebook.grades}
            comments = {comment.name: comment.comment for comment in notebook.comments}
            for cell in sorted({*grades, *(name for name, comment in comments.items() if comment)}):
                names = (submission.student_id, notebook.name, cell)
                numbers = [getattr(grades.get(cell), column, "") for column in _NUMBERS]
                table.writerow([*map(guarded, names), *numbers, guarded(comments.get(cell) or "")])
                lines += 1
    if not lines:
        return None
    moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S-%f")
    path = folder / "history" / assignment / f"{moment}.csv"
    write_text(path, "\ufeff" + text.getvalue())
    return path
