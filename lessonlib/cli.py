"""The command `lessonlib`. Each command loads its room only when it runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lessonlib import LessonlibError

app = typer.Typer(
    help="Build, prove and grade the lessons of this course.", no_args_is_help=True, add_completion=False
)
Lessons = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LESSON]...", help="Numbers or folder names, such as 8; all by default."),
]


def main() -> None:
    """Run the command line; a foreseen mistake is one message on stderr and exit status 2."""
    # nbgrader starts `alembic` and kernels by name: find this environment's, activated or not.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    try:
        app()
    except LessonlibError as error:
        Console(stderr=True, soft_wrap=True).print("[bold red]Error:[/]", end=" ")
        print(error, file=sys.stderr)
        sys.exit(2)


@app.command()
def build(
    lessons: Lessons = None,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Bring edited notebooks back into lessons/ first.")
    ] = False,
) -> None:
    """Make course/, solutions/ and exercises/ from lessons/."""
    from lessonlib.build.derive import build as build_lessons
    from lessonlib.build.lesson import find_root

    root = find_root(Path.cwd())
    changed = build_lessons(root, lessons or (), adopt=adopt)
    for path in changed:
        print(f"{'wrote' if path.exists() else 'removed'} {path.relative_to(root)}")
    if not changed:
        print("Everything is up to date.")


@app.command()
def prove(lessons: Lessons = None) -> None:
    """Run each exercise's solution, stub and attempts, and compare their scores with what is declared."""
    from lessonlib.build.lesson import find_lessons, find_root
    from lessonlib.build.prove import prove_lesson, report

    console = Console(width=None if sys.stdout.isatty() else 120)
    holds = True
    for lesson in find_lessons(find_root(Path.cwd()), lessons or ()):
        if lessons or lesson.exercise.exists():
            proof = prove_lesson(lesson)
            console.print(report(proof))
            holds &= proof.holds
    sys.exit(0 if holds else 1)


@app.command()
def demo(
    directory: Annotated[
        Path | None, typer.Argument(help="Where to make the class; a new temporary folder by default.")
    ] = None,
) -> None:
    """Release the exercises to a made-up class, grade it with nbgrader, and show the scores."""
    from lessonlib.grading.demo import run_demo

    sys.exit(run_demo(directory))
