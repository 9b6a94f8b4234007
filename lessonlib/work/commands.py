"""The commands for a learner's weeks: start, status, reset, update, score, submit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from lessonlib import LessonlibError, terminal

if TYPE_CHECKING:
    from lessonlib.work.exercise import Exercise
    from lessonlib.work.progress import Progress

One = Annotated[str, typer.Argument(metavar="EXERCISE", help="Its number or folder name, such as 8.")]
Some = Annotated[
    list[str] | None,
    typer.Argument(metavar="[EXERCISE]...", help="Numbers or folder names, such as 8; all by default."),
]


def add_commands(app: typer.Typer) -> None:
    """Add them to the command `lessonlib`."""
    for command in (start, status, reset, update, score, submit):
        app.command()(command)


def start(exercise: One) -> None:
    """Begin an exercise: copy it from exercises/ to work/, where you write your answers."""
    from lessonlib.work.start import start as begin

    found = _one(exercise)
    kept: list[Path] = []
    made = begin(found, kept)
    for copy in kept:
        print(f"Another file of yours was in the place of a released one; it is kept: {found.shown(copy)}")
    print(f"{'Made' if made else 'It is there already:'} {found.shown(found.notebook)}")


def status(exercises: Some = None) -> None:
    """Show how far you are with each exercise, as your notebooks were last saved. Nothing is run."""
    from lessonlib.work.exercise import find_course, find_exercises
    from lessonlib.work.progress import progress

    table = Table("exercise", "state", "answered", "tests passed", "handed in", box=None, header_style="bold")
    everything = [(one, progress(one)) for one in find_exercises(find_course(Path.cwd()), exercises or ())]
    for found, state in everything:
        table.add_row(found.slug, *_cells(state))
    console = terminal.console()
    console.print(table)
    for found, state in everything:
        if state.why:
            print(state.why)
        if state.is_old:
            print(f"{found.slug} has a new release: lessonlib update {_number(found)}")


def reset(
    exercise: One,
    task: Annotated[str, typer.Option(metavar="NAME", help="Only this task, by the name in its error.")] = "",
) -> None:
    """Put an exercise back to what was released. Your notebook is kept, under its date, in work/backups/."""
    from lessonlib.work.reset import reset as put_back

    found = _one(exercise)
    kept = put_back(found, task)
    print(f"{f'Task {task}' if task else found.slug} is as it was released. Before: {found.shown(kept)}")


def update(exercises: Some = None) -> None:
    """Bring new releases into your notebooks: your answers stay, tests and texts become new."""
    from lessonlib.work.exercise import find_course, find_exercises
    from lessonlib.work.update import update as bring

    problems = []
    for found in find_exercises(find_course(Path.cwd()), exercises or ()):
        if not found.is_started and not exercises:
            continue
        try:
            done = bring(found)
        except LessonlibError as error:  # the other exercises are brought up to date all the same
            problems.append(str(error))
            continue
        if done.backup is None:
            print(f"{found.slug}: nothing new.")
            continue
        print(f"{found.slug} is up to date. Before: {found.shown(done.backup)}")
        for change in done.changes or ("Only texts are new.",):
            print(f"  - {change}")
    if problems:
        raise LessonlibError("\n".join(problems))


def score(exercise: One) -> None:
    """Grade your own notebook with all tests of the release, in the sandbox. Status 1: a test did not pass."""
    from lessonlib.grading.printable import printable
    from lessonlib.work.score import score as grade

    found, console = _one(exercise), terminal.console()
    with console.status(f"Running {found.slug} as the grader does ..."):
        result = grade(found)
    table = Table("test", "points", "", box=None, header_style="bold")
    for row in result.rows:
        table.add_row(row.test, f"{row.earned:g} of {row.points:g}", printable(row.message, 100))
    console.print(table)
    print(
        f"{result.earned:g} of {result.points:g} points. Tests that the release does not show may add others."
    )
    for note in filter(None, (result.stopped and f"It was stopped: {result.stopped}.", result.unboxed)):
        print(printable(note))
    sys.exit(0 if result.earned == result.points else 1)


def submit(exercise: One) -> None:
    """Pack your notebook for handing in, and hand it to nbgrader's exchange where one is configured."""
    from lessonlib.grading.preflight.form import check_form
    from lessonlib.work.submit import submit as hand_in

    found = _one(exercise)
    found.expect_started()
    form = check_form(found.notebook, found.release)
    done = hand_in(found)
    for problem in form.problems:
        print(f"Look at this before the deadline: {problem}")
    if form.unanswered:
        print(f"Without an answer: {', '.join(form.unanswered)}")
    for file in done.left:
        print(f"Not in it: {file}")
    if done.exchange:
        print(f"Handed in. nbgrader said: {done.exchange.splitlines()[-1]}")
    else:
        print(f"Hand in this file: {found.shown(done.archive)}")


def _one(name: str) -> Exercise:
    from lessonlib.work.exercise import find_course, find_exercises

    (found,) = find_exercises(find_course(Path.cwd()), [name])
    return found


def _cells(state: Progress) -> list[str]:
    if not state.tasks:
        return [state.state, "", "", ""]
    handed_in = f"{state.handed_in:%Y-%m-%d %H:%M}" if state.handed_in else ""
    return [state.state, f"{state.answered} of {state.tasks}", f"{state.passed} of {state.tests}", handed_in]


def _number(exercise: Exercise) -> str:
    return exercise.slug.split("_")[0].lstrip("0") or exercise.slug
