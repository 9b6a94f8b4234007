"""What was collected, as a table on the terminal and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from lessonlib.grading.printable import LONG, guarded, printable
from lessonlib.grading.private import write_private
from lessonlib.grading.term.collecting.collect import Collected

_COLUMNS = ("student", "from", "taken", "left, and why", "what to do")


def collected_table(rows: Sequence[Collected]) -> Table:
    """One row a sender; those about whom something is to be done come first."""
    table = Table(title="Collected", title_justify="left")
    for column in _COLUMNS:
        table.add_column(column)
    for row in sorted(rows, key=lambda row: (not row.step, row.student or row.sender)):
        cells = [printable(cell, LONG) for cell in _cells(row)]
        table.add_row(*map(Text, cells), style="yellow" if row.step else "")
    return table


def write_collected(path: Path, rows: Sequence[Collected]) -> None:
    """The same as CSV, for the instructor alone."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_COLUMNS, *([guarded(cell) for cell in _cells(row)] for row in rows)])
    write_private(path, "\ufeff" + text.getvalue())


def _cells(row: Collected) -> tuple[str, ...]:
    change = f" ({row.change})" if row.change else ""
    left = "; ".join([*row.left, *row.notes])
    return row.student or "?", row.sender, ", ".join(row.taken) + change, left, row.step
