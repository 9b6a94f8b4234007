"""The command `lessonlib`. Each command loads its room only when it runs."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lessonlib import LessonlibError, terminal
from lessonlib.grading.term.commands import add_commands as add_term
from lessonlib.work.commands import add_commands as add_work

app = typer.Typer(
    help="Build, prove and grade the lessons of this course.", no_args_is_help=True, add_completion=False
)
data = typer.Typer(help="Fetch data sets, and see what is here.", no_args_is_help=True)
app.add_typer(data, name="data")
add_work(app)
add_term(app)
Lessons = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LESSON]...", help="Numbers or folder names, such as 8; all by default."),
]
DataSets = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="Such as mnist; all that can be fetched by default."),
]


def main() -> None:
    """Run the command line; a foreseen mistake is one message on stderr and exit status 2."""
    # nbgrader starts `alembic` and kernels by name: find this environment's, activated or not.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a character that the terminal cannot show must not stop a command
            stream.reconfigure(errors="backslashreplace")
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


@app.command()
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


@app.command()
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


@app.command()
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
                runs = repeated.repeat_lesson(lesson, run, times, numbers, draws)
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


@app.command()
def demo(
    directory: Annotated[
        Path | None, typer.Argument(help="Where to make the class; a new temporary folder by default.")
    ] = None,
    without_sandbox: Annotated[
        bool,
        typer.Option(
            "--without-sandbox", help="For systems that have none; each grade in the table says so."
        ),
    ] = False,
) -> None:
    """Release two exercises to a made-up class, grade it with nbgrader, and show the scores."""
    from lessonlib.grading.demo.command import run_demo

    sys.exit(run_demo(directory, sandbox=not without_sandbox))


@app.command()
def grade(
    assignment: Annotated[str, typer.Argument(help="An assignment of the nbgrader course in this folder.")],
    student: Annotated[
        list[str] | None, typer.Option("--student", help="Only this student; can be repeated.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, help="How many at a time; 0: one for each processor.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run that was interrupted.")
    ] = False,
    rerun_changed: Annotated[
        bool, typer.Option("--rerun-changed", help="Only what changed since it was graded last.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Enter scores that change without asking.")] = False,
    db: Annotated[
        str | None, typer.Option(metavar="URL", help="Another gradebook, such as postgresql+psycopg://...")
    ] = None,
    scheduler: Annotated[
        str, typer.Option(metavar="tcp://...", help="Run on the Dask cluster with this scheduler.")
    ] = "",
    cell_seconds: Annotated[float | None, typer.Option(min=0.1, help="Seconds that a cell may take.")] = None,
    submission_seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds that a submission may take.")
    ] = None,
    memory_mb: Annotated[
        int | None, typer.Option(min=64, help="Memory that a submission may take, in MB.")
    ] = None,
    skip_test: Annotated[
        list[str] | None,
        typer.Option("--skip-test", metavar="NAME", help="Give this test's points to all; can be repeated."),
    ] = None,
    drop_test: Annotated[
        list[str] | None,
        typer.Option("--drop-test", metavar="NAME", help="Do not count this test; can be repeated."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The seed of the tests' random inputs, which the report names.")
    ] = None,
    unsafe_in_process: Annotated[
        bool,
        typer.Option("--unsafe-in-process", help="Run without a sandbox; each row of the report says so."),
    ] = False,
) -> None:
    """Grade what was handed in. Status 0: done; 1: some need attention; 2: it could not begin."""
    from lessonlib.grading.command import GradeOptions, run_grade

    options = GradeOptions(
        students=student or (),
        jobs=jobs,
        resume=resume,
        rerun_changed=rerun_changed,
        yes=yes,
        db_url=db,
        scheduler=scheduler,
        cell_seconds=cell_seconds,
        submission_seconds=submission_seconds,
        memory_mb=memory_mb,
        sandbox=not unsafe_in_process,
        skip_tests=skip_test or (),
        drop_tests=drop_test or (),
        seed=seed,
    )
    sys.exit(run_grade(Path.cwd(), assignment, options))


@app.command()
def report(
    assignment: Annotated[str, typer.Argument(help="An assignment of the nbgrader course in this folder.")],
    db: Annotated[
        str | None, typer.Option(metavar="URL", help="Another gradebook, such as postgresql+psycopg://...")
    ] = None,
) -> None:
    """Write report.html and grades.csv from the gradebook, for example after manual grading. Status as for grade."""
    from lessonlib.grading.command import run_report

    sys.exit(run_report(Path.cwd(), assignment, db))


@app.command()
def check(
    notebook: Annotated[
        Path, typer.Argument(help="The notebook, or the folder or zip archive, that you want to hand in.")
    ],
    release: Annotated[
        Path | None, typer.Option(help="The exercise as you got it; found by itself in a checkout.")
    ] = None,
    run: Annotated[
        bool, typer.Option("--run/--no-run", help="Run it as the grader does, or only look at it.")
    ] = True,
) -> None:
    """Say what would be wrong with a notebook if you handed it in now. Status 1: there is something to correct."""
    from lessonlib.grading.preflight.command import run_check

    sys.exit(run_check(notebook, release, terminal.console(), run=run))


@app.command()
def serve(
    model: Annotated[Path, typer.Argument(help="A file that lessonlib.serving.export wrote.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0: a free port.")] = 8000,
    max_rows: Annotated[int, typer.Option(min=1, help="The most rows in one request.")] = 100,
) -> None:
    """Serve a trained classifier over HTTP, to this machine only, until Ctrl+C."""
    from lessonlib.serving.service import expect_extra

    expect_extra()
    from lessonlib.serving.process import run

    run(model, port, max_rows, lambda found: print(f"http://127.0.0.1:{found} (Ctrl+C stops it)", flush=True))


@app.command()
def doctor() -> None:
    """Try to break out of the sandbox, and say what this machine really enforces; in a course, also what others can
    read of it.
    """
    from lessonlib.grading.box.doctor.examination import doctor as examine
    from lessonlib.grading.private import examine_course

    status = examine(terminal.console())
    sys.exit(max(status, examine_course(Path.cwd(), terminal.console())))


@data.command("list")
def list_data() -> None:
    """List the data sets: rows, where they are, licence."""
    from lessonlib.data.catalogue import listing

    terminal.console().print(listing())


@data.command()
def fetch(
    names: DataSets = None,
    mirror: Annotated[
        list[str] | None,
        typer.Option("--mirror", metavar="URL", help="A folder to take the files from; can be repeated."),
    ] = None,
) -> None:
    """Download data sets that are not here yet; an interrupted download resumes where it stopped."""
    from lessonlib.data.catalogue import FETCHED, fetch

    for name in names or FETCHED:
        print(f"{name} is in {fetch(name, mirror or ())}")


@data.command()
def verify(names: DataSets = None) -> None:
    """Compare the files with the published ones; status 1 when one is damaged or missing."""
    from lessonlib.data.catalogue import verification

    table, whole = verification(names or ())
    terminal.console().print(table)
    sys.exit(0 if whole else 1)


@data.command()
def path(
    name: Annotated[
        str | None, typer.Argument(help="A data set; without it, the folder of all of them.")
    ] = None,
) -> None:
    """Print the folder that holds the data sets, or will hold them."""
    from lessonlib.data.catalogue import fetched_set
    from lessonlib.data.store import roots

    print(roots()[0] if name is None else fetched_set(name).folder)
