"""The commands of authors: build, prove, new, init, handout."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lessonlib import LessonlibError, terminal

Lessons = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LESSON]...", help="Numbers or folder names, such as 8; all by default."),
]


class Kind(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"


def add_commands(app: typer.Typer) -> None:
    """Add them to the command `lessonlib`."""
    for command in (build, prove, new, init, handout):
        app.command()(command)


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


def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    name: Annotated[
        str, typer.Option(help="The course's name, for its first pages.")
    ] = "A course of our own",
    points: Annotated[
        str, typer.Option(help='What the tests of an exercise sum to; "any", where they may differ.')
    ] = "10",
) -> None:
    """Begin a course of your own: settings, .gitignore, the page with the map, and one lesson as an example."""
    from lessonlib.build.new_course import EXAMPLE, new_course

    new_course(folder.absolute(), name, _points(points))
    print(f"{folder} holds a course with the lesson {EXAMPLE}; README.md says what there is.")
    print("Now, in that folder: git init, then: lessonlib build, then: lessonlib prove")


def _points(text: str) -> float | None:
    """The option --points; None for "any"."""
    if text == "any":
        return None
    try:
        points = float(text)
    except ValueError:
        points = 0.0
    if not 0 < points < float("inf"):
        raise LessonlibError(f'--points is {text!r}. Write a positive number, or "any".')
    return points


def new(
    lesson: Annotated[str, typer.Argument(help="Its number and its words, such as 22_attention.")],
) -> None:
    """Write a new lesson that builds and proves as it is: an example to put your own in the place of."""
    from lessonlib.build.errors import shown
    from lessonlib.build.lesson import find_root
    from lessonlib.build.new_lesson import chapter_before, new_lesson
    from lessonlib.build.settings import SETTINGS

    made = new_lesson(find_root(Path.cwd()), lesson)
    print(
        f"Wrote {shown(made.directory)}: a chapter, an exercise, attempts; and its section in {SETTINGS.as_posix()}."
    )
    if before := chapter_before(made):
        print(
            f"{shown(before.source)} is not the last chapter any more: write `**Next**: {{{{next}}}}` at its end."
        )
    print(f"Now: lessonlib build {made.slug[:2]}, then: lessonlib prove {made.slug[:2]}")


def handout(
    folder: Annotated[
        Path, typer.Argument(help="A new folder outside of the course, or that of the last handout.")
    ],
    message: Annotated[
        str, typer.Option("--message", "-m", help="What is new, for the history.")
    ] = "The course as of today",
) -> None:
    """Make a repository for learners: without solutions, hidden tests and what only authors need."""
    from lessonlib.build.handout import make_handout
    from lessonlib.build.lesson import find_root

    done = make_handout(find_root(Path.cwd()), folder, message)
    news = f"committed as {done.commit}" if done.commit else "nothing is new"
    print(f"{folder} holds the course for learners, {done.files} files; {news}.")


def prove(
    lessons: Lessons = None,
    mutants: Annotated[
        int, typer.Option(min=0, help="Instead, run up to this many mutants of each task's solution.")
    ] = 0,
    minutes: Annotated[
        float, typer.Option(min=0, help="The most time for the mutants of one exercise.")
    ] = 30,
    times: Annotated[int, typer.Option(min=0, help="Instead, run each written attempt this often.")] = 0,
    draws: Annotated[
        int,
        typer.Option(min=1, help="With --times: ask each test this often in each run, with other inputs."),
    ] = 1,
    threads: Annotated[str, typer.Option(help="With --times: how many threads, such as 1,2.")] = "1",
    only: Annotated[
        Kind | None,
        typer.Option(help="With --times: only answers of this kind; the solution is a right one."),
    ] = None,
    chapters: Annotated[
        bool,
        typer.Option(
            "--chapters", help="Instead, run each chapter with its proofs and the answers to its practice."
        ),
    ] = False,
) -> None:
    """Run each exercise's solution, stub and attempts, and compare their scores with what they declare."""
    from lessonlib.build.lesson import find_lessons, find_root
    from lessonlib.notebook.execution import CELL_SECONDS
    from lessonlib.prove import chapter as taught
    from lessonlib.prove import mutants as mutated
    from lessonlib.prove import proof as proven
    from lessonlib.prove import repeats as repeated
    from lessonlib.prove.runner import fastest_runner

    console, holds = terminal.console(), True
    numbers = _numbers(threads)
    if only and not times:
        raise LessonlibError("--only goes with --times. Write how often, such as: --times 20 --only right")
    with fastest_runner(mutated.MOST_SECONDS if mutants else CELL_SECONDS) as run:
        for lesson in find_lessons(find_root(Path.cwd()), lessons or ()):
            if chapters:
                for one in taught.prove_chapters(lesson):
                    console.print(taught.report(one))
                    holds &= one.holds
            elif not lessons and not lesson.exercise.exists():
                continue
            elif mutants:
                with console.status("") as status:
                    found = mutated.try_mutants(lesson, run, mutants, minutes, status.update)
                console.print(mutated.report(lesson, found))
                holds &= all(one.holds for one in found)
            elif times:
                runs = repeated.repeat_lesson(lesson, run, times, numbers, draws, only=only or "")
                console.print(repeated.report(lesson, runs))
                holds &= all(one.holds for one in runs)
            else:
                proof = proven.prove_lesson(lesson, run)
                console.print(proven.report(proof))
                holds &= proof.holds
    sys.exit(0 if holds else 1)


def _numbers(text: str) -> list[int]:
    """The numbers of threads in `text`, such as "1,2"."""
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < 1:
        raise LessonlibError(f"--threads is {text!r}. Write numbers from 1, such as 1,2.")
    return numbers
