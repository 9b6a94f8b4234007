"""`lessonlib demo`: a class of five hands in two exercises, and nbgrader grades it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lessonlib.build.lesson import Lesson, find_lessons, find_root
from lessonlib.grading.batch import LOG, grade_all
from lessonlib.grading.course import Course, make_course
from lessonlib.grading.states import Grade, State
from lessonlib.grading.submissions import STUDENTS, submission

LESSONS = ("08", "09")
_COLOURS = {State.GRADED: "green", State.CRASHED: "yellow", State.TIMEOUT: "yellow", State.FAILED: "red"}


def run_demo(directory: Path | None = None, lessons: Sequence[str] = LESSONS) -> int:
    """Make a class in `directory` (a new temporary folder by default), grade it, print the scores; 0 if all
    is well.

    `lessons`: numbers or slugs of lessons in the checkout around the working directory. The folder stays.
    Raises LessonlibError when `directory` is not empty or the exercises are not built.
    """
    console = Console()
    checkout = find_root(Path.cwd())
    chosen = find_lessons(checkout, lessons)
    root = directory.resolve() if directory else Path(tempfile.mkdtemp(prefix="lessonlib-demo-"))
    console.print(f"A class of {len(STUDENTS)} students in {root}", highlight=False, soft_wrap=True)
    with _progress(console) as progress:
        course = _make_class(progress, checkout, root, chosen)
        grades = _grade_class(progress, course, chosen)
    console.print(_table(grades, chosen))
    faults = _faults(grades)
    for line in [*_notes(grades), *_places(course), *faults]:
        console.print(line, highlight=False, soft_wrap=True)
    return 1 if faults else 0


def _make_class(progress: Progress, checkout: Path, root: Path, lessons: Sequence[Lesson]) -> Course:
    step = progress.add_task("releasing", total=len(lessons))
    course = make_course(checkout, root, lessons)
    for lesson in lessons:
        course.release(lesson.slug)
        for student in STUDENTS:
            course.submit(student.name, lesson.slug, submission(student, lesson))
        progress.advance(step)
    return course


def _grade_class(
    progress: Progress, course: Course, lessons: Sequence[Lesson]
) -> dict[tuple[str, str], Grade]:
    pairs = [(student.name, lesson.slug) for lesson in lessons for student in STUDENTS]
    step = progress.add_task("grading", total=len(pairs))
    grades = {}
    for grade in grade_all(course.root, pairs):
        grades[grade.student, grade.exercise] = grade
        progress.advance(step)
    return grades


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _table(grades: dict[tuple[str, str], Grade], lessons: Sequence[Lesson]) -> Table:
    table = Table(title="Scores in the gradebook", title_justify="left")
    table.add_column("student")
    for lesson in lessons:
        table.add_column(lesson.slug, justify="right")
    for student in STUDENTS:
        table.add_row(student.name, *(_cell(grades[student.name, lesson.slug]) for lesson in lessons))
    return table


def _cell(grade: Grade) -> str:
    score = f"{grade.score:g} / {grade.max_score:g}"
    if grade.feedback:
        score = f"[link={grade.feedback.as_uri()}]{score}[/link]"
    return f"{score}  [{_COLOURS[grade.state]}]{grade.state}[/]"


def _notes(grades: dict[tuple[str, str], Grade]) -> list[str]:
    """Why a submission that was not graded to its end was not."""
    return [
        f"{grade.student}, {grade.exercise}: {grade.state}, {escape(grade.reason)}"
        for grade in grades.values()
        if grade.state is not State.GRADED
    ]


def _places(course: Course) -> list[str]:
    page = course.notebook("feedback", "STUDENT", "EXERCISE").with_suffix(".html")
    return [
        f"Feedback:  {page}",
        f"Gradebook: {course.root / 'gradebook.db'}",
        f"Log:       {course.root / LOG}",
    ]


def _faults(grades: dict[tuple[str, str], Grade]) -> list[str]:
    """What did not go as it should, for each student who was graded wrongly or got no feedback."""
    faults = []
    for student in STUDENTS:
        for grade in (grade for grade in grades.values() if grade.student == student.name):
            wrong = grade.state is not student.state or not student.fair(grade)
            if wrong or grade.feedback is None:
                what = "an unfair result" if wrong else "no feedback page"
                faults.append(f"[red]Wrong:[/] {student.name} got {what} in {grade.exercise}: {_cell(grade)}")
    return faults
