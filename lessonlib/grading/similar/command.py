"""The command `lessonlib similar`: reads what was graded, writes the page, prints who shares most."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import nbformat
from nbgrader.utils import is_solution
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.release import read_assignment, source_notebooks
from lessonlib.grading.course import Course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.grade import opened
from lessonlib.grading.journal import Journal, journal_of
from lessonlib.grading.printable import printable
from lessonlib.grading.private import REPORTS, write_private
from lessonlib.grading.similar.passages import Answer, Pair, similar_pairs
from lessonlib.grading.web_page import environment
from lessonlib.notebook.metadata import grade_id

PAGE = "similar.html"
_MOST_ROWS = 20


def run_similar(root: Path, assignment: str, least: int, most: int, console: Console) -> int:
    """Compare the answers that the last grading kept; write the `most` pairs who share at least `least` words. Raises
    GradingError when nothing was graded.
    """
    course = Course(root)
    with opened(course) as book:
        task = read_assignment(course, book, assignment)
    journal = journal_of(course, assignment)
    students = sorted(journal.entries())
    if not students:
        raise GradingError(
            f"Nothing of {assignment} was graded here.\n  Remedy: lessonlib grade {assignment}"
        )
    answers = [
        answer
        for student in track(students, "reading", console=console, transient=True)
        for answer in answers_of(journal, student, task)
    ]
    with console.status("comparing"):
        pairs = [
            pair for pair in similar_pairs(answers, given_answers(course, task)) if pair.shared >= least
        ][:most]
    page = root / REPORTS / assignment / PAGE
    write_page(page, assignment, pairs, len({answer.student for answer in answers}))
    console.print(_table(pairs))
    console.print(f"Page: {page}", highlight=False, soft_wrap=True)
    return 0


def answers_of(journal: Journal, student: str, assignment: Assignment) -> Iterator[Answer]:
    """What a student wrote, from the notebooks that were kept. Nothing of those that were not handed in."""
    outcome = journal.outcome(student)
    for release in assignment.releases:
        ran = outcome.ran.get(release.name)
        if ran is None or not ran.handed_in:
            continue
        for cell in json.loads(ran.notebook)["cells"]:
            marks = cell["metadata"].get("nbgrader", {})
            if marks.get("solution"):
                task = release.question(marks["grade_id"])
                yield Answer(student, task, "".join(cell["source"]), cell["cell_type"] == "code")


def given_answers(course: Course, assignment: Assignment) -> list[Answer]:
    """The texts that nobody has from somebody else: all cells of the release, and the solution."""
    given = [
        Answer("", cell.grade_id, cell.visible, cell.cell_type == "code")
        for release in assignment.releases
        for cell in release.cells
    ]
    for source in source_notebooks(course, assignment.name).values():
        for cell in nbformat.reads(source.decode(), as_version=4).cells:
            if is_solution(cell):
                given.append(Answer("", grade_id(cell), cell.source, cell.cell_type == "code"))
    return given


def write_page(path: Path, assignment: str, pairs: Sequence[Pair], students: int) -> None:
    """Write the page, for its owner alone."""
    template = environment().get_template("grading.similar:similar.html")
    made = datetime.now().astimezone()
    write_private(path, template.render(assignment=assignment, pairs=pairs, students=students, made=made))


def _table(pairs: Sequence[Pair]) -> Table:
    table = Table(title="Shared passages: look before you ask", title_justify="left")
    for column in ("students", "tasks"):
        table.add_column(column)
    for column in ("shared words", "part of theirs"):
        table.add_column(column, justify="right")
    for pair in pairs[:_MOST_ROWS]:
        names = Text(printable(" and ".join(pair.students), 80))
        tasks = Text(printable(", ".join(task for task, *_ in pair.tasks)))
        table.add_row(names, tasks, str(pair.shared), f"{pair.share:.0%}")
    if len(pairs) > _MOST_ROWS:
        table.caption = f"and {len(pairs) - _MOST_ROWS} more; the page has all"
    return table
