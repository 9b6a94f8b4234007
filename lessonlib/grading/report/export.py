"""Grades as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from lessonlib.build.files import write_atomic
from lessonlib.grading.printable import printable
from lessonlib.grading.result import Grade

_FORMULA = ("=", "+", "-", "@")  # behind blanks, too: `printable` takes those away
_BEFORE = ("student", "state", "score", "max_score")
_AFTER = ("reason", "next_step", "notes", "seconds", "sandboxed")


def write_csv(path: Path, grades: Sequence[Grade], questions: Sequence[str]) -> None:
    """Write one row a student and one column a question, as UTF-8 that spreadsheets recognise.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([guarded(name) for name in (*_BEFORE, *questions, *_AFTER)])
    for grade in grades:
        points = [grade.points.get(question, "") for question in questions]
        notes = "; ".join(grade.notes)
        after = (
            grade.reason,
            grade.next_step,
            notes,
            f"{grade.seconds:.2f}",
            "yes" if grade.sandboxed else "NO",
        )
        table.writerow(
            [guarded(grade.student), str(grade.state), grade.score, grade.max_score, *points]
            + [guarded(one) for one in after]
        )
    write_atomic(path, "\ufeff" + text.getvalue())


def guarded(text: str) -> str:
    """`text` for a cell: never a formula, a command of a terminal, or a second line."""
    shown = printable(text, 2_000)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
