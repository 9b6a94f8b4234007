"""The commands `lessonlib grade` and `lessonlib report`: what they ask and print, and the files that they leave."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from lessonlib import terminal
from lessonlib.grading.course import CONFIG, Course, no_course
from lessonlib.grading.grade import Change, Graded, Options, grade_class, opened, read_class
from lessonlib.grading.printable import LONG, printable
from lessonlib.grading.private import REPORTS
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
from lessonlib.grading.report.understanding.course_page import COURSE_PAGE, write_course
from lessonlib.grading.report.understanding.insight import class_insight
from lessonlib.grading.report.understanding.tables import write_insight
from lessonlib.grading.report.understanding.trends import course_trends
from lessonlib.grading.running.executor import Executor, ThisMachine
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.warm_process import WarmProcess, begun


@dataclass(frozen=True)
class GradeOptions:
    """The options of `lessonlib grade`. None: as nbgrader_config.py says for ExecuteApart."""

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
    skip_tests: Sequence[str] = ()
    drop_tests: Sequence[str] = ()
    seed: int | None = None

    def in_course(self, course: Course) -> Options:
        """What they come to in this course."""
        names = ("cell_seconds", "submission_seconds", "memory_mb")
        given = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        configured = {
            name: course.config.ExecuteApart[name] for name in names if name in course.config.ExecuteApart
        }
        limits = Limits(**{**configured, **given, "sandbox": self.sandbox})
        return Options(
            self.students,
            self.resume,
            self.rerun_changed,
            limits,
            self.skip_tests,
            self.drop_tests,
            self.seed,
        )


def run_grade(root: Path, assignment: str, options: GradeOptions, warm: WarmProcess | None = None) -> int:
    """Grade `assignment` of the course in `root`, print what came of it; 0 when nobody needs attention. `warm`: where
    submissions run, if it is there already.

    Raises LessonlibError when it cannot begin.
    """
    console = terminal.console()
    if not (root / CONFIG).is_file():
        raise no_course(root)
    try:
        with executor(options.sandbox, options.jobs, options.scheduler, warm) as execute:
            course = Course(root, options.db_url)
            graded = _grade(console, course, assignment, execute, options)
    except KeyboardInterrupt:
        print("Interrupted. What is done is kept: the same command with --resume goes on.", file=sys.stderr)
        return 130
    report_class(console, course, graded)
    return int(any(row.needs_attention for row in graded.rows))


def run_report(root: Path, assignment: str, db_url: str | None = None) -> int:
    """Write the report and the table of `assignment` from the gradebook as it is now; 0 when nobody needs attention."""
    course = Course(root, db_url)
    graded = read_class(course, assignment)
    report_class(terminal.console(), course, graded)
    return int(any(row.needs_attention for row in graded.rows))


def _grade(
    console: Console, course: Course, assignment: str, execute: Executor, options: GradeOptions
) -> Graded:
    with progress_bar(console, "grading") as (bar, task):

        def confirm(changes: Sequence[Change]) -> bool:
            bar.stop()
            return _confirm(console, changes, options.yes)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return grade_class(
            course, assignment, execute, options.in_course(course), confirm=confirm, progress=progress
        )


@contextmanager
def executor(
    sandbox: bool = True, jobs: int = 0, scheduler: str = "", warm: WarmProcess | None = None
) -> Iterator[Executor]:
    """Where submissions run: on the cluster with this scheduler, or in forks of `warm`, or of a new one."""
    if scheduler:
        from lessonlib.grading.running.cluster import cluster

        with cluster(scheduler) as execute:
            yield execute
        return
    with nullcontext(warm) if warm else begun(sandbox) as process:
        yield ThisMachine(process, jobs or os.cpu_count() or 1)


def _confirm(console: Console, changes: Sequence[Change], yes: bool) -> bool:
    """Show the points that would change, and ask; without a terminal, only `yes` is a yes."""
    console.print(changes_table(changes))
    if yes or not sys.stdin.isatty():
        return yes
    question = f"Enter the points of these {len(changes)} students in the gradebook? [y/N] "
    return console.input(question).strip().lower() in ("y", "yes")


def report_class(console: Console, course: Course, graded: Graded) -> None:
    """Print the figures of those who were graded; write those of the whole class to files."""
    assignment = graded.assignment
    figures = class_statistics(graded.rows, assignment.possible)
    for remark in graded.remarks:
        console.print(printable(remark, LONG), style="yellow", markup=False, highlight=False, soft_wrap=True)
    for table in (
        states_table(assignment.name, figures),
        questions_table(figures),
        attention_table(graded.rows),
    ):
        if table:
            console.print(table)
    report, csv = report_files(course, graded)
    feedback = course.folder("feedback", "STUDENT", assignment.name) / f"{assignment.releases[0].name}.html"
    whole = report.parent.parent / COURSE_PAGE
    for what, place in (("Report", report), ("Table", csv), ("Course", whole), ("Feedback", feedback)):
        console.print(f"{what + ':':<10}{place}", highlight=False, soft_wrap=True)


def report_files(course: Course, graded: Graded) -> tuple[Path, Path]:
    """Write the report and the tables of the whole class, and the page of the course; return the first two."""
    assignment, folder = graded.assignment, course.root / REPORTS / graded.assignment.name
    figures = class_statistics(graded.everybody, assignment.possible)
    insight = class_insight(course, assignment, graded.everybody)
    report, table = folder / "report.html", folder / "grades.csv"
    write_report(report, assignment.name, graded.everybody, figures, graded.remarks, graded.seed, insight)
    write_csv(table, graded.everybody, list(assignment.possible))
    write_insight(folder, insight)
    with opened(course) as book:
        write_course(course.root / REPORTS, course_trends(course, book))
    return report, table
