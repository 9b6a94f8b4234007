"""Checking a receipt: is it genuine, is it of this submission, and of the release that I have?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.archive import is_archive, opened
from lessonlib.grading.handed_in.contents import MAX_NOTEBOOK_MB
from lessonlib.grading.handed_in.plain_file import NotPlain, read_plain
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.receipt.key import PUBLIC, PublicKey, read_public
from lessonlib.grading.receipt.marks import file_digest
from lessonlib.grading.receipt.receipt import Receipt, Signed, loads
from lessonlib.notebook.file import read_notebook

_MOST = MAX_NOTEBOOK_MB * 1_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that was checked, in words; `holds` is None where there was nothing to compare with."""

    holds: bool | None
    text: str


def read_receipt(path: Path) -> Signed:
    """The receipt in `path`, a feedback page or a file of its own. Raises GradingError."""
    try:
        return loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise GradingError(f"{path} is no feedback page.") from None


def find_key(places: Sequence[Path]) -> PublicKey:
    """The course's public key in one of these folders, or in a folder around them. Raises GradingError."""
    for place in places:
        for folder in (place.resolve(), *place.resolve().parents):
            if (folder / PUBLIC).is_file():
                return read_public(folder / PUBLIC)
    raise GradingError(
        f"There is no {PUBLIC}, the course's public key, in this folder or around it.\n"
        f"  Remedy: run this in the folder of the course, or say where it is: --key {PUBLIC}"
    )


def check_signature(signed: Signed, key: PublicKey) -> Finding:
    """Whether the key that students have signed it. Without that, nothing else in it means anything."""
    if signed.is_genuine(key):
        return Finding(True, f"Genuine: signed with the course's key {key.name}..., and not changed since.")
    if signed.key != key and signed.is_genuine(signed.key):
        return Finding(
            False,
            f"Another key: it was signed with {signed.key.name}..., and yours is {key.name}.... It is from another "
            "course, or somebody made it who is not your instructor.",
        )
    return Finding(
        False,
        "Forged, or changed after it was signed: the signature does not fit what it says. Get the page again.",
    )


def check_submission(receipt: Receipt, path: Path) -> Finding:
    """Whether what lies at `path`, a notebook or an archive, is what was graded. Raises GradingError."""
    found = {file_digest(content): name for name, content in _notebooks(path)}
    if receipt.submission in found:
        return Finding(True, f"Your submission: {found[receipt.submission]} is the file that was graded.")
    return Finding(
        False,
        f"Another submission: what was graded has the SHA-256 {receipt.submission[:12]}..., and {path.name} has "
        f"{' and '.join(f'{one[:12]}...' for one in found) or 'no notebook'}. A notebook that was opened and saved "
        "since is another file: compare with the archive that you handed in.",
    )


def check_release(receipt: Receipt, exercise: Path) -> Finding:
    """Whether the exercise at `exercise` has the tests and texts that it was graded with. Raises GradingError."""
    try:
        mine = Release.of(read_notebook(exercise), receipt.assignment, receipt.notebook).given_key
    except (OSError, ValueError) as error:
        raise GradingError(f"{exercise} cannot be used as the released exercise: {error}") from None
    if mine == receipt.release:
        return Finding(True, f"Your release: the tests in {exercise.name} are those that graded it.")
    return Finding(
        False,
        f"Another release: {exercise.name} has other tests or texts than those that graded it. That is so after a "
        "repair: get the newest with `git pull`, then check again; and where it stays, ask.",
    )


def _notebooks(path: Path) -> Iterator[tuple[str, bytes]]:
    """The notebooks at `path`, by name."""
    try:
        if not is_archive(path.name):
            yield path.name, read_plain(path, _MOST)
            return
        with opened(path, path.name) as files:
            for file in files:
                if file.name.endswith(".ipynb"):
                    yield file.name, file.read(_MOST)
    except NotPlain as problem:
        raise GradingError(f"{path} is {problem}. {problem.step}") from None
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
