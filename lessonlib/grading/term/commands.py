"""The commands for a class's term: roster, collect, extend, similar, export, verify."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from lessonlib.grading.course import Course

roster = typer.Typer(help="Who is in the class.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    """Add them to the command `lessonlib`."""
    app.add_typer(roster, name="roster")
    app.command()(collect)
    app.command()(extend)
    app.command()(similar)
    app.command()(export)
    app.command()(verify)


@roster.command("import")
def import_(
    table: Annotated[Path, typer.Argument(help="A CSV file from Moodle, Canvas or a spreadsheet.")],
) -> None:
    """Enter a class in the gradebook: ids, names, e-mail addresses. All lines are entered, or none."""
    from lessonlib.grading.term.roster import import_roster, read_roster

    students = read_roster(table)
    with _gradebook() as (_, book):
        done = import_roster(book, students)
    print(f"{len(students)} students in {table}: {done.added} are new, {done.changed} have new entries.")


def collect(
    archive: Annotated[
        Path, typer.Argument(metavar="ZIP", help="All submissions, as the system packs them.")
    ],
    system: Annotated[str, typer.Option("--from", help="moodle or canvas.")],
    assignment: Annotated[
        str | None,
        typer.Option(help="The assignment; by default the one after which the notebooks are called."),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(help="Moodle's grading worksheet, or Canvas's gradebook file: who, and when."),
    ] = None,
    zone: Annotated[
        str, typer.Option(help="The time zone of the table's times, such as Asia/Seoul or +0900.")
    ] = "",
) -> None:
    """Put the submissions that Moodle or Canvas packed into submitted/. Status 1: something is left to do by hand."""
    from lessonlib import terminal
    from lessonlib.grading.book.release import read_assignment
    from lessonlib.grading.errors import GradingError
    from lessonlib.grading.private import REPORTS
    from lessonlib.grading.term.collecting.collect import collect as take
    from lessonlib.grading.term.collecting.collect import named_assignment
    from lessonlib.grading.term.collecting.layouts import LAYOUTS
    from lessonlib.grading.term.collecting.listing import read_listing
    from lessonlib.grading.term.collecting.show import collected_table, write_collected

    if system not in LAYOUTS:
        raise GradingError(f"Nothing is collected from '{system}'. There is {', '.join(LAYOUTS)}.")
    listing = read_listing(table, zone) if table else {}
    with _gradebook() as (course, book):
        name = assignment or named_assignment(course, archive, system)
        rows = take(course, book, archive, read_assignment(course, book, name), system, listing)
    terminal.console().print(collected_table(rows))
    file = course.root / REPORTS / name / "collected.csv"
    write_collected(file, rows)
    print(
        f"{sum(bool(row.change) for row in rows)} of {len(rows)} for {name} are in submitted/. Table: {file}"
    )
    if any(row.step for row in rows):
        raise typer.Exit(1)


def extend(
    student: Annotated[str, typer.Argument(help="The student's id.")],
    assignment: Annotated[str, typer.Argument(help="The assignment.")],
    until: Annotated[
        str, typer.Argument(help='Such as "2026-12-03 23:59 +0900"; without an offset it is UTC.')
    ],
) -> None:
    """Give one student more time. The penalty follows at once; nothing is run again."""
    from lessonlib.grading.errors import GradingError
    from lessonlib.grading.handed_in.timestamp import has_time_of_day, parse_timestamp
    from lessonlib.grading.term.extension import extend as give

    remedy = 'Remedy: write it as "2026-12-03 23:59 +0900".'
    try:
        moment = parse_timestamp(until)
    except ValueError as error:
        raise GradingError(f"{error}.\n  {remedy}") from None
    if moment.note:
        raise GradingError(f"The time zone of '{until}' stands for no certain offset.\n  {remedy}")
    if not has_time_of_day(until):
        raise GradingError(f"'{until}' says no time of day.\n  {remedy}")
    with _gradebook() as (course, book):
        done = give(course, book, student, assignment, moment.moment)
    print(f"{student} has time for {assignment} until {done.until:%Y-%m-%d %H:%M} UTC.")
    if done.before != done.now:
        print(f"The penalty was {done.before:g} and is {done.now:g}. Now make the report and the page again:")
        print(f"  lessonlib report {assignment}")
        print(f"  nbgrader generate_feedback {assignment} --student={student} --force")


def similar(
    assignment: Annotated[str, typer.Argument(help="The assignment, graded before.")],
    words: Annotated[
        int, typer.Option(min=1, help="Only pairs who share at least so many words of their answers.")
    ] = 25,
    pairs: Annotated[int, typer.Option(min=1, help="The most pairs on the page.")] = 50,
) -> None:
    """Show which students' answers share passages, side by side on a page for you alone. It is never a verdict."""
    from lessonlib import terminal
    from lessonlib.grading.similar.command import run_similar

    raise typer.Exit(run_similar(Path.cwd(), assignment, words, pairs, terminal.console()))


def export(
    to: Annotated[str, typer.Option("--to", help="csv, moodle or canvas.")] = "csv",
    assignment: Annotated[
        list[str] | None, typer.Option("--assignment", help="Only this one; can be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The file, or its folder; reports/SYSTEM.csv by default.")
    ] = None,
) -> None:
    """Write the final scores of the class as a table that another system takes."""
    from lessonlib import terminal
    from lessonlib.grading.private import REPORTS, write_private
    from lessonlib.grading.term.transfer import transfer_table, unfinished

    with _gradebook() as (course, book):
        text = transfer_table(book, to, assignment or ())
        file = output or course.root / REPORTS
        file = file / f"{to}.csv" if output is None or output.is_dir() else file
        left = list(unfinished(course, book, assignment or ()))
    write_private(file, text)
    for remark in left:
        terminal.console().print(remark, style="yellow", markup=False, highlight=False, soft_wrap=True)
    print(f"Table: {file}")


def verify(
    receipt: Annotated[Path, typer.Argument(help="Your feedback page.")],
    submission: Annotated[
        Path | None, typer.Argument(help="The notebook or archive that you handed in; in work/ it is found.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The course's receipts.pub; found in the course.")] = None,
    release: Annotated[
        Path | None, typer.Option(help="The exercise as you got it; found in the course.")
    ] = None,
) -> None:
    """Check the receipt in a feedback page: who signed it, and what was graded. Status 1: something does not fit."""
    from lessonlib import terminal
    from lessonlib.grading.receipt.command import run_verify

    raise typer.Exit(run_verify(receipt, submission, key, release, terminal.console()))


@contextmanager
def _gradebook() -> Iterator[tuple[Course, Gradebook]]:
    """The course in the working folder and its gradebook; what was changed is kept when the block ends well."""
    from lessonlib.grading.book.gradebook import save
    from lessonlib.grading.course import Course
    from lessonlib.grading.grade import opened

    course = Course(Path.cwd())
    with opened(course) as book:
        yield course, book
        save(book)
