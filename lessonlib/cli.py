"""The command `lessonlib`. Each command loads its room only when it runs."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from lessonlib import LessonlibError, terminal
from lessonlib.grading.term.commands import add_commands as add_term
from lessonlib.prove.commands import add_commands as add_authors
from lessonlib.work.commands import add_commands as add_work

app = typer.Typer(
    help="Build, prove and grade the lessons of this course.", no_args_is_help=True, add_completion=False
)
data = typer.Typer(help="Fetch data sets, and see what is here.", no_args_is_help=True)
app.add_typer(data, name="data")
_OF_THE_DISK = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM)
add_authors(app)
add_work(app)
add_term(app)
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
        _fail(str(error))
    except OSError as error:
        if error.filename is None and error.errno not in _OF_THE_DISK:
            raise
        _fail(_about_a_file(error))


def _fail(message: str) -> NoReturn:
    Console(stderr=True, soft_wrap=True).print("[bold red]Error:[/]", end=" ")
    print(message, file=sys.stderr)
    sys.exit(2)


def _about_a_file(error: OSError) -> str:
    """What is told of a file that a command could not read or write, where the command itself had no words for it."""
    path = error.filename2 or error.filename
    where = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else "A file"
    return (
        f"{where}: {error.strerror or error}.\n"
        "  Remedy: see that the path is right, that it is yours, and that the disk has room, and run this again."
    )


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
    from lessonlib.grading.running.warm_process import begun

    with nullcontext() if scheduler else begun(not unsafe_in_process) as warm:
        # This takes a second or two, in which the warm process imports what submissions need.
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
        status = run_grade(Path.cwd(), assignment, options, warm)
    sys.exit(status)


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
