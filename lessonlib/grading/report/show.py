"""Grades on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from lessonlib.grading.grade import Change
from lessonlib.grading.printable import printable
from lessonlib.grading.report.row import Row
from lessonlib.grading.report.statistics import ClassStatistics
from lessonlib.grading.states import State

_MOST_ROWS = 40
COLOURS = {State.GRADED: "green", State.REPAIRED: "green", State.MISSING: "dim", State.PARTIAL: "yellow"}


@contextmanager
def progress_bar(console: Console, what: str) -> Iterator[tuple[Progress, TaskID]]:
    """A bar with the time that is left; nothing where the output is not a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, *times, console=console, transient=True) as progress:
        yield progress, progress.add_task(what, total=None)


def state_text(row: Row) -> Text:
    """A row's state in its colour; without a sandbox, it says so."""
    unsafe = "" if row.sandboxed else " (no sandbox)"
    return Text(f"{row.state}{unsafe}", style=COLOURS.get(row.state, "red"))


def states_table(assignment: str, figures: ClassStatistics) -> Table:
    """How many students ended in which state, and the scores in one line."""
    title = f"{printable(assignment)}: mean {figures.mean:.1f}, median {figures.median:.1f} of {figures.max_score:g}"
    table = Table(title=Text(title), title_justify="left")
    for column, justify in (("students", "right"), ("state", "left"), ("meaning", "left")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for state, count in figures.states.items():
        table.add_row(str(count), Text(state, style=COLOURS.get(state, "red")), state.meaning)
    return table


def questions_table(figures: ClassStatistics) -> Table:
    """How each question went, the hardest first."""
    table = Table(title="Questions, the hardest first", title_justify="left")
    table.add_column("question")
    for column in ("mean", "possible", "all points", "none"):
        table.add_column(column, justify="right")
    for one in sorted(figures.questions, key=lambda question: -question.difficulty):
        numbers = (f"{one.mean:.2f}", f"{one.possible:g}", f"{one.full:.0%}", f"{one.none:.0%}")
        table.add_row(Text(printable(one.name)), *numbers)
    return table


def attention_table(rows: Sequence[Row]) -> Table | None:
    """Who needs attention: the state, its cause and the next step; None when nobody does."""
    rows = [row for row in rows if row.needs_attention]
    if not rows:
        return None
    table = Table(title="Needs attention", title_justify="left")
    for column in ("student", "score", "state", "why, and what to do"):
        table.add_column(column)
    for row in rows[:_MOST_ROWS]:
        table.add_row(
            Text(printable(row.student, 40)),
            f"{row.score:g} / {row.max_score:g}",
            state_text(row),
            Text(printable(f"{row.reason} {row.next_step}", 400)),
        )
    if len(rows) > _MOST_ROWS:
        table.caption = f"and {len(rows) - _MOST_ROWS} more; the report has all"
    return table


def changes_table(changes: Sequence[Change]) -> Table:
    """Scores in the gradebook that would become other ones."""
    table = Table(title="Scores that change", title_justify="left")
    table.add_column("student")
    for column in ("before", "after", "difference"):
        table.add_column(column, justify="right")
    for change in changes[:_MOST_ROWS]:
        difference = change.after - change.before
        colour = "green" if difference > 0 else "red"
        table.add_row(
            Text(printable(change.student, 40)),
            f"{change.before:g}",
            f"{change.after:g}",
            Text(f"{difference:+g}", style=colour),
        )
    if len(changes) > _MOST_ROWS:
        down = sum(change.after < change.before for change in changes)
        table.caption = f"{len(changes)} in all, {down} of them down"
    return table
