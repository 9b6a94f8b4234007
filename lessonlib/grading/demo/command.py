"""`lessonlib demo`: a class of five hands in two exercises, and `lessonlib grade` grades it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lessonlib.build.lesson import Lesson, find_lessons, find_root
from lessonlib.grading.book.writer import LOG
from lessonlib.grading.box.doctor.examination import probe
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.command import executor
from lessonlib.grading.course import Course
from lessonlib.grading.demo.course import make_course
from lessonlib.grading.demo.students import STUDENTS, submission
from lessonlib.grading.errors import GradingError
from lessonlib.grading.grade import Options, grade_class
from lessonlib.grading.report.row import Row
from lessonlib.grading.report.show import progress_bar, state_text
from lessonlib.grading.running.executor import Executor
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.states import State

MOST = 2  # exercises, where none are named
_WARNING = (
    "[yellow]Without a sandbox.[/] What the class handed in runs with all of your rights. This class is made up, so "
    "here it is safe; a real one would have to be trusted."
)


def run_demo(directory: Path | None = None, lessons: Sequence[str] = (), *, sandbox: bool = True) -> int:
    """Make a class in `directory` (a new temporary folder by default), grade it, print the scores; 0 if all
    is well.

    `lessons`: numbers or slugs of lessons in the checkout around the working directory; by default the first two with
    an exercise. The folder stays. Without `sandbox`, or where there is none, each grade says so.
    Raises LessonlibError when `directory` is not empty or the exercises are not built.
    """
    console = Console()
    checkout = find_root(Path.cwd())
    chosen = find_lessons(checkout, lessons)
    if not lessons:
        chosen = [lesson for lesson in chosen if lesson.exercise.exists()][:MOST]
    if not chosen:
        raise GradingError(
            f"No lesson in {checkout / 'lessons'} has an exercise, so there is nothing to hand in."
        )
    root = directory.resolve() if directory else Path(tempfile.mkdtemp(prefix="lessonlib-demo-"))
    console.print(f"A class of {len(STUDENTS)} students in {root}", highlight=False, soft_wrap=True)
    limits = Limits(sandbox=_has_sandbox(console) if sandbox else False)
    if not limits.sandbox:
        console.print(_WARNING, highlight=False, soft_wrap=True)
    with executor(limits.sandbox) as execute:
        course = _make_class(console, checkout, root, chosen)
        grades = _grade_class(console, course, chosen, execute, limits)
    console.print(_table(grades, chosen))
    faults = _faults(grades)
    for line in [*_notes(grades), *_places(course), *faults]:
        console.print(line, highlight=False, soft_wrap=True)
    return 1 if faults else 0


def _has_sandbox(console: Console) -> bool:
    """Whether this machine has one. Where it has not, the demo goes on: its class is known to be honest."""
    try:
        with Zygote([]) as zygote:
            probe(zygote)
    except BoxError as error:
        console.print(escape(str(error)), highlight=False, soft_wrap=True)
        return False
    return True


def _make_class(console: Console, checkout: Path, root: Path, lessons: Sequence[Lesson]) -> Course:
    with progress_bar(console, "releasing") as (bar, task):
        bar.update(task, total=len(lessons))
        course = make_course(checkout, root, lessons)
        for lesson in lessons:
            course.release(lesson.slug)
            for student in STUDENTS:
                course.submit(student.name, lesson.slug, submission(student, lesson))
            bar.advance(task)
    return course


def _grade_class(
    console: Console, course: Course, lessons: Sequence[Lesson], execute: Executor, limits: Limits
) -> dict[tuple[str, str], Row]:
    grades: dict[tuple[str, str], Row] = {}
    with progress_bar(console, "grading") as (bar, task):
        bar.update(task, total=len(lessons) * len(STUDENTS))
        for lesson in lessons:
            graded = grade_class(
                course,
                lesson.slug,
                execute,
                Options(limits=limits),
                progress=lambda done, total: bar.advance(task),
            )
            grades |= {(row.student, lesson.slug): row for row in graded.rows}
    return grades


def _table(grades: dict[tuple[str, str], Row], lessons: Sequence[Lesson]) -> Table:
    table = Table(title="Scores in the gradebook", title_justify="left")
    table.add_column("student")
    for lesson in lessons:
        table.add_column(lesson.slug, justify="right")
    for student in STUDENTS:
        table.add_row(student.name, *(_cell(grades[student.name, lesson.slug]) for lesson in lessons))
    return table


def _cell(grade: Row) -> str:
    score = f"{grade.score:g} / {grade.max_score:g}"
    if grade.feedback:
        score = f"[link={grade.feedback.as_uri()}]{score}[/link]"
    return f"{score}  {state_text(grade).markup}"


def _notes(grades: dict[tuple[str, str], Row]) -> list[str]:
    """Why a submission that was not graded to its end was not."""
    return [
        f"{grade.student}, {grade.assignment}: {grade.state}, {escape(grade.reason)}"
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


def _faults(grades: dict[tuple[str, str], Row]) -> list[str]:
    """What did not go as it should, for each student who was graded wrongly or got no feedback."""
    faults = []
    for student in STUDENTS:
        for grade in (grade for grade in grades.values() if grade.student == student.name):
            wrong = grade.state is not student.state or not student.fair(grade)
            if wrong or grade.feedback is None:
                what = "an unfair result" if wrong else "no feedback page"
                faults.append(
                    f"[red]Wrong:[/] {student.name} got {what} in {grade.assignment}: {_cell(grade)}"
                )
    return faults
