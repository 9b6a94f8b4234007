"""Grades as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from lessonlib.grading.printable import guarded
from lessonlib.grading.private import write_private
from lessonlib.grading.report.row import Row

_BEFORE = ("student", "state", "score", "max_score", "raw", "penalty", "by_hand")
_AFTER = ("reason", "next_step", "notes", "seconds", "sandboxed")


def write_csv(path: Path, rows: Sequence[Row], questions: Sequence[str]) -> None:
    """Write one row a student and one column a question, as UTF-8 that spreadsheets recognise.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([guarded(name) for name in (*_BEFORE, *questions, *_AFTER)])
    for row in rows:
        numbers = (row.score, row.max_score, row.raw, row.penalty, row.by_hand)
        points = [row.points.get(question, "") for question in questions]
        texts = [guarded(one) for one in (row.reason, row.next_step, "; ".join(row.notes))]
        ran = (f"{row.seconds:.2f}", "yes" if row.sandboxed else "NO")
        table.writerow([guarded(row.student), str(row.state), *numbers, *points, *texts, *ran])
    write_private(path, "\ufeff" + text.getvalue())
