"""The command `lessonlib grade`: its options, what it asks and prints, and the files that it leaves."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from lessonlib.grading.box.client import Zygote, has_zygotes
from lessonlib.grading.course import CONFIG, Course, no_course
from lessonlib.grading.grade import Change, Executor, Options, all_grades, grade_class
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.report.export import write_csv
from lessonlib.grading.report.page import write_report
from lessonlib.grading.report.show import (
    attention_table,
    changes_table,
    progress_bar,
    questions_table,
    states_table,
)
from lessonlib.grading.report.statistics import class_statistics
from lessonlib.grading.result import Grade
from lessonlib.grading.running.apart import WARM
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import Warm
from lessonlib.grading.running.schedule import ThisMachine

REPORTS = "reports"


@dataclass(frozen=True)
class Wishes:
    """The options of the command. None: as nbgrader_config.py says for ExecuteApart."""

    students: Sequence[str] = ()
    jobs: int = 0
    resume: bool = False
    rerun_changed: bool = False
    yes: bool = False
    db_url: str | None = None
    scheduler: str = ""
    cell_seconds: float | None = None
    submission_seconds: float | None = None
    memory_mb: int | None = None
    sandbox: bool = True

    def options(self, course: Course) -> Options:
        """What they come to in this course."""
        names = ("cell_seconds", "submission_seconds", "memory_mb")
        given = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        configured = {
            name: course.config.ExecuteApart[name] for name in names if name in course.config.ExecuteApart
        }
        limits = Limits(**{**configured, **given, "sandbox": self.sandbox})
        return Options(self.students, self.resume, self.rerun_changed, limits)


def run_grade(root: Path, assignment: str, wishes: Wishes) -> int:
    """Grade `assignment` of the course in `root`, print what came of it; 0 when nobody needs attention.

    Raises LessonlibError when it cannot begin.
    """
    console = Console(width=None if sys.stdout.isatty() else 120)
    if not (root / CONFIG).is_file():
        raise no_course(root)
    try:
        with executor(wishes.sandbox, wishes.jobs, wishes.scheduler) as execute:
            course = Course(root, wishes.db_url)
            grades, releases = _grade(console, course, assignment, execute, wishes)
    except KeyboardInterrupt:
        print("Interrupted. What is done is kept: the same command with --resume goes on.", file=sys.stderr)
        return 130
    report_class(console, course, assignment, grades, releases)
    return 1 if any(grade.needs_attention for grade in grades) else 0


def _grade(
    console: Console, course: Course, assignment: str, execute: Executor, wishes: Wishes
) -> tuple[list[Grade], tuple[Release, ...]]:
    with progress_bar(console, "grading") as (bar, task):

        def confirm(changes: Sequence[Change]) -> bool:
            bar.stop()
            return _confirm(console, changes, wishes.yes)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return grade_class(
            course, assignment, execute, wishes.options(course), confirm=confirm, progress=progress
        )


@contextmanager
def executor(sandbox: bool = True, jobs: int = 0, scheduler: str = "") -> Iterator[Executor]:
    """Where submissions run. The zygote begins to import while nbgrader is imported here."""
    if scheduler:
        from lessonlib.grading.running.cluster import cluster

        with cluster(scheduler) as execute:
            yield execute
        return
    warm = Warm(lambda: Zygote(WARM, sandbox=sandbox))
    if sandbox or has_zygotes():
        warm.get()
    try:
        yield ThisMachine(warm, jobs or os.cpu_count() or 1)
    finally:
        warm.close()


def _confirm(console: Console, changes: Sequence[Change], yes: bool) -> bool:
    """Show the scores that would change, and ask; without a terminal, only `yes` is a yes."""
    console.print(changes_table(changes))
    if yes or not sys.stdin.isatty():
        return yes
    return console.input(f"Enter these {len(changes)} scores in the gradebook? [y/N] ").strip().lower() in (
        "y",
        "yes",
    )


def report_class(
    console: Console, course: Course, assignment: str, grades: Sequence[Grade], releases: Sequence[Release]
) -> None:
    """Print this run's figures; write those of the whole class to files."""
    possible = {
        release.question(grade_id): points
        for release in releases
        for grade_id, points in release.points.items()
    }
    figures = class_statistics(grades, possible)
    for table in (states_table(assignment, figures), questions_table(figures), attention_table(grades)):
        if table:
            console.print(table)
    everybody = all_grades(course, assignment, grades)
    folder = course.root / REPORTS / assignment
    write_csv(folder / "grades.csv", everybody, list(possible))
    write_report(folder / "report.html", assignment, everybody, class_statistics(everybody, possible))
    for what, place in (
        ("Report", folder / "report.html"),
        ("Table", folder / "grades.csv"),
        ("Feedback", course.notebook("feedback", "STUDENT", assignment).with_suffix(".html")),
    ):
        console.print(f"{what + ':':<10}{place}", highlight=False, soft_wrap=True)
