"""The files beside a notebook that are taken along: those that tests ask for first, and not too many or too large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from lessonlib.grading.handed_in.archive import is_archive
from lessonlib.grading.handed_in.file_patterns import FilePatterns
from lessonlib.grading.handed_in.plain_file import NotPlain, TooLarge
from lessonlib.grading.handed_in.tree import File
from lessonlib.grading.printable import printable

MAX_FILES = 1_000
MAX_FILES_MB = 100  # all of them together
_MOST_NOTES = 10
_NEEDED = "Hand in only what the notebook needs."


def files_beside(
    files: Sequence[File], folder: str, patterns: FilePatterns, reserved: Sequence[str], notes: list[str]
) -> dict[str, bytes]:
    """The content of `files` by the name that each has for a notebook in `folder` ("" is the outermost).

    `reserved` are names that are taken already. What is left out, and why, is added to `notes`.
    """
    placed = _without_clashes(_placed(files, folder, patterns), reserved)
    order = sorted(placed, key=lambda name: (not patterns.is_asked(name), name.count("/"), name))
    taken: dict[str, bytes] = {}
    left = _left_elsewhere(files, folder)
    room = MAX_FILES_MB * 1_000_000
    for name in order[:MAX_FILES]:
        file = placed[name]
        try:
            name.encode()
            taken[name] = file.read(room)
        except TooLarge:
            left.append(
                f"'{printable(name)}' was left out: {MAX_FILES_MB} MB is the most for all files. {_NEEDED}"
            )
        except NotPlain as problem:
            left.append(f"'{printable(name)}' was left out: it is {problem}. {problem.step}")
        except (OSError, ValueError):
            left.append(
                f"'{printable(name)}' was left out: it cannot be read. Collect it again, with a plain name."
            )
        else:
            room -= len(taken[name])
            if file.path is None and not _archive_of(folder):
                notes.append(f"'{printable(name)}' was taken out of '{printable(_archive_of(file.name))}'.")
    if len(order) > MAX_FILES:
        left.insert(0, _too_many(order))
    notes += left[:_MOST_NOTES]
    if len(left) > _MOST_NOTES:
        notes.append(f"{len(left) - _MOST_NOTES} more files were left out for such reasons.")
    return taken


def _placed(files: Sequence[File], folder: str, patterns: FilePatterns) -> Iterator[tuple[str, File]]:
    """The files beside and below the notebook; then those in the folders around it, which lie beside it for
    whoever opened an archive or a folder of folders; then what tests ask for and only an archive holds.
    """
    prefix = _prefix(folder)
    below = [(file.name.removeprefix(prefix), file) for file in files if file.name.startswith(prefix)]
    yield from ((name, file) for name, file in below if not _archive_of(name))
    for file in files:
        if file.parent in _around(folder) and not prefix.startswith(f"{file.name}/"):
            yield file.base, file
    for name, file in below:
        yield from ((unpacked, file) for unpacked in _unpacked(name) if patterns.is_asked(unpacked))


def _prefix(folder: str) -> str:
    return f"{folder}/" if folder else ""


def _around(folder: str) -> set[str]:
    """The folders that `folder` is in."""
    parents = [str(parent) for parent in PurePosixPath(folder).parents]
    return {"" if parent == "." else parent for parent in parents}


def _left_elsewhere(files: Sequence[File], folder: str) -> list[str]:
    """The note on files in other folders than the notebook's."""
    around = _around(folder)
    names = [file.name for file in files if file.path and file.parent not in around]
    names = [name for name in names if not name.startswith(_prefix(folder))]
    if not names:
        return []
    return [
        f"What is not in '{printable(folder)}' was left out, such as '{printable(names[0])}'. What the notebook needs "
        "has to lie beside it."
    ]


def _too_many(order: Sequence[str]) -> str:
    shown = ", ".join(f"'{printable(name)}'" for name in order[MAX_FILES : MAX_FILES + 3])
    return (
        f"{len(order) - MAX_FILES:,} files were left out, such as {shown}: {MAX_FILES:,} is the most. "
        f"{_NEEDED}"
    )


def _archive_of(name: str) -> str:
    """The archive that a file is in, by its path; "" for none."""
    parents = [str(parent) for parent in PurePosixPath(name).parents]
    return next((parent for parent in parents if is_archive(parent)), "")


def _unpacked(name: str) -> list[str]:
    """Where a file of an archive would lie if that was unpacked here, or into a folder of its name."""
    archive = _archive_of(name)
    if not archive:
        return []
    inner = name.removeprefix(f"{archive}/")
    return [str(PurePosixPath(archive).parent / inner), f"{archive[: -len('.zip')]}/{inner}"]


def _without_clashes(placed: Iterator[tuple[str, File]], reserved: Sequence[str]) -> dict[str, File]:
    """The first file of each name; none where another one needs a folder, or the other way round."""
    kept: dict[str, File] = {}
    folders: set[str] = set()
    for name, file in placed:
        above = [str(parent) for parent in PurePosixPath(name).parents][:-1]
        taken = name in kept or name in reserved or name in folders
        if not taken and not any(parent in kept or parent in reserved for parent in above):
            kept[name] = file
            folders.update(above)
    return kept
