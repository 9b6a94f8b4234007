"""Where fetched data sets lie on this machine, and how they get there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from lessonlib.data.download import download
from lessonlib.data.errors import DamagedFileError, MissingDataError, StorageError
from lessonlib.data.files import DataFile

_GZIP_OVERHEAD = 1 << 16  # bytes; compressing never makes one of these files longer than this


class FileState(NamedTuple):
    """What is known about one file: where it is or should be, and what is wrong with it."""

    path: Path
    state: Literal["ok", "damaged", "missing"]
    reason: str = ""


@dataclass(frozen=True)
class FetchedSet:
    """A data set that is published as files; they lie in a folder with its name."""

    name: str
    title: str
    rows: int
    licence: str
    files: tuple[DataFile, ...]

    def find(self) -> Path | None:
        """The first folder with all of its files: in ``$LESSONLIB_DATA``, then in the user's cache."""
        return next((f for f in self.folders() if all(file.find(f) for file in self.files)), None)

    @property
    def folder(self) -> Path:
        """Where it is, or where fetching will put it."""
        return self.find() or self.folders()[0]

    def folders(self) -> list[Path]:
        """The folders to look in, in this order. Fetched files go to the first one."""
        return [root / self.name for root in roots()]

    def read(self) -> list[np.ndarray]:
        """The array of each file.

        Raises MissingDataError when no folder has all files, DamagedFileError when one is not the published file.
        """
        folder = self.find()
        if folder is None:
            raise MissingDataError(self.name, self.folders())
        return [file.read(file.find(folder) or folder) for file in self.files]

    def verify(self) -> list[FileState]:
        """Read each file again, and say in what state it is."""
        folder = self.folder
        return [_state(file, folder) for file in self.files]

    def say_stand_in(self, stand_in: str) -> None:
        """Print one line: the data set is not here, what is used instead, and how to get it."""
        # On stdout: nbgrader takes a cell that writes to stderr for a failure.
        print(
            f"{self.title} is not on this machine: {stand_in}. "
            f"To have the real one, run: lessonlib data fetch {self.name}"
        )

    def fetch(self, mirrors: Sequence[str] = (), timeout: float = 20.0) -> Path:
        """Download what is missing or damaged, with a progress bar; returns the folder.

        mirrors: addresses of folders that hold the files, in place of the published addresses. Only here is plain
            http accepted: what arrives must have the published SHA-256 in any case.

        Two processes may fetch at the same time: the second one waits for the first.

        Raises DownloadError, or StorageError when the folder cannot be written to.
        """
        found = self.find()
        if found and all(_state(file, found).state == "ok" for file in self.files):
            return found
        folder = self.folders()[0]
        with _alone_in(folder):
            for file in self.files:
                if _state(file, folder).state != "ok":
                    urls = [f"{mirror.rstrip('/')}/{file.names[0]}" for mirror in mirrors] or file.urls
                    download(urls, folder / file.names[0], file.read, file.size + _GZIP_OVERHEAD, timeout)
        return folder


def roots() -> list[Path]:
    """The folders that hold the data sets' folders: ``$LESSONLIB_DATA`` if it is set, and the user's cache."""
    cache = user_cache_path("lessonlib", appauthor=False)
    chosen = os.environ.get("LESSONLIB_DATA")
    return [Path(chosen).expanduser(), cache] if chosen else [cache]


def _state(file: DataFile, folder: Path) -> FileState:
    path = file.find(folder)
    if path is None:
        return FileState(folder / file.names[0], "missing")
    try:
        file.read(path)
    except DamagedFileError as error:
        return FileState(path, "damaged", error.reason)
    return FileState(path, "ok")


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system releases when a process dies."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            print(f"Another process is fetching {folder.name}; waiting for it.")
            lock.acquire()
    except OSError as error:
        raise StorageError(folder, error) from error
    try:
        yield
    finally:
        lock.release()
