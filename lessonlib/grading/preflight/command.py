"""The command `lessonlib check`: what it prints, in a learner's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from lessonlib.grading.preflight.differences import FailedCell, failed_tests, failures, files_elsewhere
from lessonlib.grading.preflight.dry_run import dry_run
from lessonlib.grading.preflight.form import AcceptedNotebook, check_form
from lessonlib.grading.printable import printable


def run_check(path: Path, release: Path | None, console: Console, *, run: bool = True) -> int:
    """Print what is found by looking at `path` and, unless `run` is False, by running it as the grader does.

    Returns 1 when there is something to correct, else 0. Raises LessonlibError as `check_form` does.
    """
    found = check_form(path, release)
    _show(console, "You have to correct:", found.problems)
    _show(console, "Grading will put right by itself, or leave out:", found.repairs)
    _show(console, "Without an answer yet:", found.unanswered)
    wrong = bool(found.problems)
    if run and found.accepted:
        wrong |= _run(console, found.accepted)
    if not wrong and not found.unanswered:
        console.print("This notebook is ready to be handed in.", style="green")
    if not found.exercise and not found.problems:
        _say(console, "It is not known which exercise this is, so it was compared with none: use --release.")
    return 1 if wrong else 0


def _run(console: Console, accepted: AcceptedNotebook) -> bool:
    """Run the notebook, and print what comes of it; whether there is something to correct."""
    with _waiting(console):
        ran = dry_run(accepted)
    found = failures(accepted, ran)
    news = [_line(one) for one in found if not one.seen]
    if ran.stopped:
        news.append(f"It was stopped: {ran.stopped}.")
    if ran.unboxed:
        news += [
            f"'{name}' does not lie beside the notebook, and is not there."
            for name in files_elsewhere(accepted)
        ]
    _show(console, "Where it is graded, this fails, and you have not seen it fail:", news)
    known = [_line(one) for one in found if one.seen]
    _show(console, "This fails there as it does in your JupyterLab:", known)
    total = len(accepted.release.tests)
    passed = total - len(failed_tests(accepted, ran))
    _say(console, f"{passed} of {total} visible tests pass where it is graded.")
    if ran.unboxed:
        _say(
            console, f"It ran in a kernel, which reaches the network and all files. {printable(ran.unboxed)}"
        )
    return bool(news)


def _line(failure: FailedCell) -> str:
    stop = "" if failure.message.endswith((".", "…")) else "."
    return f"{failure.cell[:1].upper()}{failure.cell[1:]}: {failure.message}{stop} {failure.why}".strip()


@contextmanager
def _waiting(console: Console) -> Iterator[None]:
    """Say that it takes a while, with the time that passes where the output is a terminal."""
    what = "Running the notebook as the grader does (--no-run leaves this out)"
    if not console.is_terminal:
        _say(console, f"{what} ...")
        yield
        return
    with Progress(
        SpinnerColumn(), TextColumn(what), TimeElapsedColumn(), console=console, transient=True
    ) as bar:
        bar.add_task("")
        yield


def _show(console: Console, title: str, lines: Sequence[str]) -> None:
    if lines:
        console.print(title, style="bold")
    for line in lines:
        _say(console, f"  - {printable(line, 600)}")


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
