"""What a student handed in, read from a folder that may hold anything: links, pipes, giants, strange names."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.utils import parse_utc

from lessonlib.grading.handed_in.contents import MAX_NOTEBOOK_MB, Malformed
from lessonlib.grading.printable import printable
from lessonlib.plain_file import open_plain

MAX_FILES = 1_000  # beside the notebook
MAX_FILES_MB = 100  # all of them together
_MAX_ENTRIES = 5_000  # looked at in a folder before giving up
_DEEPEST = 8
_IGNORED = frozenset({".ipynb_checkpoints", "__pycache__", ".git", ".DS_Store"})
_PLAIN_FILE = "Hand in the notebook itself, as an ordinary file."


@dataclass(frozen=True)
class Submission:
    """The files of one student's submission.

    `notebooks`: the bytes of each notebook of the assignment, or why it cannot be read; one that was not
    handed in is not there. `files`: what else was handed in, by its path. `notes`: what was left out.
    """

    student: str
    notebooks: dict[str, bytes | Malformed] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A text that is another one when anything that was handed in changes."""
        total = hashlib.sha256()
        for kind in (self.notebooks, self.files):
            for name, content in sorted(kind.items()):
                data = content if isinstance(content, bytes) else str(content).encode()
                total.update(f"{len(name)} {name} {len(data)} ".encode() + data)
        return total.hexdigest()

    def unpack(self, folder: Path) -> None:
        """Write what was handed in beside the notebooks into `folder`."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def read_submission(folder: Path, student: str, names: Sequence[str]) -> Submission:
    """Read the notebooks `names` and what is beside them; nothing is followed, opened or waited for that is
    not an ordinary file.

    A single notebook under another name is taken for the one that is missing.
    """
    if not _is_folder(folder):
        reason = Malformed(
            "its folder is a link to another place", "Collect the submission again, as a folder."
        )
        return Submission(student, dict.fromkeys(names, reason))
    notes: list[str] = []
    found = _notebook_files(folder, names)
    chosen = _chosen(found, names, notes)
    notebooks: dict[str, bytes | Malformed] = {}
    for name, path in chosen.items():
        try:
            notebooks[name] = path if isinstance(path, Malformed) else read_notebook_file(path)
        except Malformed as malformed:
            notebooks[name] = malformed
    files = dict(_files(folder, {path.name for path in found}, notes))
    return Submission(student, notebooks, files, tuple(notes))


def _is_folder(path: Path) -> bool:
    return all(stat.S_ISDIR(os.lstat(one).st_mode) for one in (path.parent, path))


def _notebook_files(folder: Path, names: Sequence[str]) -> list[Path]:
    """What ends in .ipynb; `names` are found in a folder of any size."""
    found = {entry.name for entry in _listed(folder) if entry.name.lower().endswith(".ipynb")}
    found |= {f"{name}.ipynb" for name in names if os.path.lexists(folder / f"{name}.ipynb")}
    return sorted(folder / name for name in found if not name.startswith("."))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, as far as one looks, in the order of names."""
    with os.scandir(folder) as entries:
        return sorted(itertools.islice(entries, _MAX_ENTRIES), key=lambda entry: entry.name)


def _chosen(found: Sequence[Path], names: Sequence[str], notes: list[str]) -> dict[str, Path | Malformed]:
    there = {path.name: path for path in found}
    chosen: dict[str, Path | Malformed] = {
        name: there[f"{name}.ipynb"] for name in names if f"{name}.ipynb" in there
    }
    others = [path for path in found if path not in chosen.values()]
    lacking = [name for name in names if name not in chosen]
    if len(lacking) == 1 and len(others) == 1:
        notes.append(
            f"The notebook was named '{printable(others[0].name)}'; it was taken for {lacking[0]}.ipynb."
        )
        chosen[lacking[0]] = others[0]
    elif lacking and others:
        listed = printable(", ".join(path.name for path in others))
        for name in lacking:
            chosen[name] = Malformed(
                f"{name}.ipynb is not there, and which of these it is cannot be known: {listed}",
                f"Name the notebook {name}.ipynb.",
            )
    return chosen


def read_notebook_file(path: Path) -> bytes:
    """The bytes of a notebook file. Raises Malformed when it is not an ordinary file, or too large."""
    try:
        return _read_plain(path, MAX_NOTEBOOK_MB * 1_000_000)
    except _NotPlain as problem:
        raise Malformed(f"the notebook is {problem}", problem.step) from None
    except OSError as error:
        raise Malformed(
            f"the file cannot be read: {error.strerror}", "Collect the submission again."
        ) from None


class _NotPlain(Exception):
    """A file that is not read. The text says what it is."""

    def __init__(self, what: str, step: str = _PLAIN_FILE) -> None:
        super().__init__(what)
        self.step = step


def _read_plain(path: Path, most: int) -> bytes:
    """The content of an ordinary file that is nobody else's. Raises _NotPlain, OSError."""
    try:
        descriptor = open_plain(path)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise _NotPlain("a link to another file" if error.errno == errno.ELOOP else "a socket") from None
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _NotPlain("a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device, not a file")
        if status.st_nlink > 1 and status.st_uid != os.stat(path.parent).st_uid:
            # Of two names of one file, this one was made by somebody who does not own it.
            raise _NotPlain("a second name (hard link) of another's file", "Copy the file instead.")
        if status.st_size > most:
            size = f"{most // 1_000_000} MB ({status.st_size / 1e6:,.0f} MB)"
            raise _NotPlain(f"larger than {size}", "Clear the outputs, save, and hand it in again.")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)


def _files(folder: Path, skipped: set[str], notes: list[str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of what else is in the folder, as far as it is plain and not too much."""
    room, count = MAX_FILES_MB * 1_000_000, 0
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if path.relative_to(folder).parts[0] in skipped:
            continue
        count += 1
        if count > MAX_FILES:
            notes.append(
                f"Of the files beside the notebook, {MAX_FILES:,} were taken along; there were more."
            )
            return
        try:
            name.encode()
            content = _read_plain(path, room)
            if name == "timestamp.txt":
                parse_utc(content.decode().strip())
        except (_NotPlain, OSError, ValueError) as problem:
            reason = problem if isinstance(problem, _NotPlain) else "a file that cannot be read"
            notes.append(f"'{printable(name)}' was left out: it is {reason}.")
            continue
        room -= len(content)
        yield name, content


def _walk(folder: Path, depth: int = 0) -> Iterator[Path]:
    """The files in a folder and its folders, in the order of names; links to folders are not entered."""
    for entry in _listed(folder):
        if entry.name in _IGNORED or entry.name.endswith(".pyc"):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield Path(entry.path)
        elif depth < _DEEPEST:
            yield from _walk(Path(entry.path), depth + 1)
