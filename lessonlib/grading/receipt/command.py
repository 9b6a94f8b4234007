"""The command `lessonlib verify`: what it looks for by itself, and what it prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lessonlib.grading.printable import printable
from lessonlib.grading.receipt.key import read_public
from lessonlib.grading.receipt.receipt import Receipt
from lessonlib.grading.receipt.verify import (
    Finding,
    check_release,
    check_signature,
    check_submission,
    find_key,
    read_receipt,
)

_SIGNS = {True: ("yes", "green"), False: ("NO", "red"), None: ("?", "yellow")}


def run_verify(
    path: Path, submission: Path | None, key: Path | None, release: Path | None, console: Console
) -> int:
    """Check the receipt in `path` and print what was found; 0 when all that could be compared fits, 1 when something
    does not. Raises GradingError when there is no receipt, or no key.
    """
    signed = read_receipt(path)
    public = read_public(key) if key else find_key([Path.cwd(), path.parent])
    genuine = check_signature(signed, public)
    findings = [genuine, *(_compared(signed.receipt, submission, release) if genuine.holds else ())]
    for one in findings:
        word, style = _SIGNS[one.holds]
        console.print(Text(f"{word:<4}", style), Text(printable(one.text, 600)), soft_wrap=True)
    if genuine.holds:
        console.print(_table(signed.receipt))
    return int(any(one.holds is False for one in findings))


def _compared(receipt: Receipt, submission: Path | None, release: Path | None) -> Iterator[Finding]:
    if submission:
        yield check_submission(receipt, submission)
    else:
        yield _among_those_handed_in(receipt)
    exercise = release or Path.cwd() / "exercises" / receipt.assignment / f"{receipt.notebook}.ipynb"
    if release or exercise.is_file():
        yield check_release(receipt, exercise)
    else:
        yield Finding(None, "The release was not compared: give the exercise with --release EXERCISE.ipynb.")


def _among_those_handed_in(receipt: Receipt) -> Finding:
    """The archive of `lessonlib submit` that was graded, if it is still there."""
    for archive in sorted((Path.cwd() / "work" / "handed_in").glob(f"{receipt.assignment}_*.zip")):
        finding = check_submission(receipt, archive)
        if finding.holds:
            return finding
    return Finding(
        None, "The submission was not compared: give the notebook or the archive that you handed in."
    )


def _table(receipt: Receipt) -> Table:
    """What was earned."""
    about = f"{receipt.assignment} of {receipt.student}, {receipt.signed_at}"
    table = Table("question", "points", title=Text(printable(about)), title_justify="left", box=None)
    for name, (earned, most) in receipt.points.items():
        table.add_row(Text(printable(name)), f"{earned:g} of {most:g}")
    if receipt.penalty:
        table.add_row("handed in late", f"-{receipt.penalty:g}")
    table.add_row("score", f"{receipt.score:g} of {receipt.max_score:g}", style="bold")
    return table
