"""The files of a folder that may hold anything, in any number."""

from __future__ import annotations

import heapq
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from lessonlib.grading.handed_in.plain_file import read_plain
from lessonlib.grading.handed_in.timestamp import TIMESTAMP

CHECKPOINTS = ".ipynb_checkpoints"
_IGNORED = frozenset(
    {CHECKPOINTS, "__pycache__", "__MACOSX", ".git", ".DS_Store", "Thumbs.db", "desktop.ini"}
)
_MOST_ENTRIES = 20_000  # looked at in a folder and all within before giving up
_DEEPEST = 8


@dataclass(frozen=True)
class File:
    """A file that was handed in. `name`: its path below the folder, in one form of Unicode (NFC), with slashes.

    `read(most)` gives its content, at most so many bytes; it raises NotPlain or OSError. `path` is None for a file
    in an archive.
    """

    name: str
    read: Callable[[int], bytes]
    path: Path | None = None

    @property
    def parent(self) -> str:
        """The folder that it is in; "" for the outermost."""
        return self.name.rpartition("/")[0]

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def depth(self) -> int:
        return self.name.count("/")


def file_at(path: Path, name: str) -> File:
    """The file at `path`, whatever it is."""
    return File(name, partial(read_plain, path), path)


def files_below(
    folder: Path,
    first: Callable[[str], bool] = lambda name: False,
    leave: Callable[[str], bool] = lambda name: False,
) -> list[File]:
    """The files in `folder` and its folders, the outer ones first, in the order of names. Links to folders are
    not entered.

    Where there are too many, those for whose name `first` is true are kept. What `leave` names, a file or a
    folder, is not looked at.
    """
    found: list[File] = []
    level, room = [(folder, "")], _MOST_ENTRIES
    for _ in range(_DEEPEST + 1):
        entered = []
        for place, name in level:
            for is_folder, inner, path in _listed(place, name, room, first, leave):
                room -= 1
                if is_folder:
                    entered.append((path, inner))
                else:
                    found.append(file_at(path, inner))
        level = entered
    return sorted(found, key=lambda file: (file.depth, file.name))


def _listed(
    folder: Path, name: str, room: int, first: Callable[[str], bool], leave: Callable[[str], bool]
) -> Iterator[tuple[bool, str, Path]]:
    """Whether each entry is a folder, its name and its path; at most `room`, folders and `first` before others."""

    def entries() -> Iterator[tuple[bool, str, Path]]:
        with os.scandir(folder) as listing:
            for entry in listing:
                inner = normal(f"{name}/{entry.name}" if name else entry.name)
                if not is_ignored(inner) and not leave(inner):
                    yield entry.is_dir(follow_symlinks=False), inner, Path(entry.path)

    def rank(entry: tuple[bool, str, Path]) -> tuple[bool, str]:
        is_folder, inner, _ = entry
        return not (is_folder or first(inner)), inner

    try:
        yield from heapq.nsmallest(max(room, 0), entries(), key=rank)
    except OSError:  # reading it as a file will say so
        yield False, name, folder


def is_ignored(name: str) -> bool:
    """Whether a system or an editor made this file or folder for itself."""
    path = PurePosixPath(name)
    return path.name in _IGNORED or path.name.startswith("._") or path.suffix == ".pyc"


def normal(name: str) -> str:
    """`name` in the form in which one types it: macOS takes accents and Korean syllables apart."""
    return unicodedata.normalize("NFC", name)


def holds_anything(path: Path) -> bool:
    """Whether a student may have put something at `path`: a file, a link, or a folder that is not empty."""
    try:
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            return True
        with os.scandir(path) as listing:
            return any(not is_ignored(entry.name) and entry.name != TIMESTAMP for entry in listing)
    except FileNotFoundError:
        return False
    except OSError:
        return True
