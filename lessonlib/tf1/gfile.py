"""tf.gfile: files and folders, with TensorFlow's names and errors. Paths are those of this machine."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from lessonlib.graph.errors import (
    AlreadyExistsError,
    FailedPreconditionError,
    InvalidValueError,
    NotFoundError,
)
from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import namespace

PathLike = str | os.PathLike[str]


@tf_export("gfile.FileStatistics")
class FileStatistics(NamedTuple):
    """``length`` in bytes, and when it was written."""

    length: int
    mtime_nsec: int
    is_directory: bool


@tf_export("gfile.GFile", "gfile.FastGFile", "gfile.Open")
class GFile:
    """A file: a context manager that reads and writes like Python's `open`, text in UTF-8.

    The file is opened at the first read or write. Raises NotFoundError then when it, or its folder, is missing.
    """

    _opened: Any = None

    def __init__(self, name: PathLike, mode: str = "r") -> None:
        if mode not in ("r", "w", "a", "r+", "w+", "a+", "rb", "wb", "ab", "r+b", "w+b", "a+b"):
            raise InvalidValueError(
                f"The mode of a file is r, w or a, perhaps with + or b, but {mode!r} was given."
            )
        self.name, self.mode = os.fspath(name), mode

    @property
    def _file(self) -> Any:
        if self._opened is None:
            encoding = None if "b" in self.mode else "utf-8"
            self._opened = _found(lambda: open(self.name, self.mode, encoding=encoding), self.name)  # noqa: SIM115  # closed in close()
        return self._opened

    def read(self, n: int = -1) -> Any:
        """Up to ``n`` characters (or bytes); all that is left when not said."""
        return self._file.read(n)

    def readline(self) -> Any:
        """One line, with its end."""
        return self._file.readline()

    def readlines(self) -> list[Any]:
        """All lines, with their ends."""
        return list(self._file)

    def write(self, file_content: Any) -> None:
        """Write text, or bytes in a mode with b."""
        self._file.write(file_content)

    def seek(self, offset: int, whence: int = 0) -> None:
        """Go to a place of the file."""
        self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place in the file."""
        return int(self._file.tell())

    def size(self) -> int:
        """How many bytes the file has."""
        return Stat(self.name).length

    def flush(self) -> None:
        """Write what is still in memory."""
        self._file.flush()

    def close(self) -> None:
        """Write and let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def __del__(self) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __enter__(self) -> GFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


FastGFile = Open = GFile


@tf_export("gfile.Exists")
def Exists(filename: PathLike) -> bool:
    """Whether there is a file or folder of this name."""
    return os.path.exists(filename)


@tf_export("gfile.IsDirectory")
def IsDirectory(dirname: PathLike) -> bool:
    """Whether it is a folder."""
    return os.path.isdir(dirname)


@tf_export("gfile.ListDirectory")
def ListDirectory(dirname: PathLike) -> list[str]:
    """The names in a folder, sorted. Raises NotFoundError when there is no such folder."""
    if not os.path.isdir(dirname):
        raise NotFoundError(None, None, f"Could not find directory {os.fspath(dirname)}.")
    return sorted(os.listdir(dirname))


@tf_export("gfile.Glob")
def Glob(filename: Any) -> list[str]:
    """The paths that fit a pattern such as ``logs/*.txt`` (or one of several), sorted."""
    patterns = [filename] if isinstance(filename, (str, os.PathLike)) else list(filename)
    return sorted({path for pattern in patterns for path in glob.glob(os.fspath(pattern))})


@tf_export("gfile.Walk")
def Walk(top: PathLike, in_order: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
    """(folder, names of folders, names of files) for ``top`` and all below."""
    return os.walk(top, topdown=in_order)


@tf_export("gfile.Stat")
def Stat(filename: PathLike) -> FileStatistics:
    """Size and time. Raises NotFoundError."""
    found = _found(lambda: os.stat(filename), filename)
    return FileStatistics(found.st_size, found.st_mtime_ns, os.path.isdir(filename))


@tf_export("gfile.MkDir")
def MkDir(dirname: PathLike) -> None:
    """Make one folder; its parent must be there."""
    _found(lambda: Path(dirname).mkdir(exist_ok=True), dirname)


@tf_export("gfile.MakeDirs")
def MakeDirs(dirname: PathLike) -> None:
    """Make a folder and those above it; nothing happens when it is there."""
    try:
        os.makedirs(dirname, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise FailedPreconditionError(
            None, None, f"{os.fspath(dirname)} is not a directory: a file is in the way."
        ) from None


@tf_export("gfile.Remove")
def Remove(filename: PathLike) -> None:
    """Delete a file. Raises NotFoundError, or FailedPreconditionError for a folder."""
    if os.path.isdir(filename):
        raise FailedPreconditionError(
            None, None, f"{os.fspath(filename)} is a directory. Remedy: tf.gfile.DeleteRecursively."
        )
    _found(lambda: os.remove(filename), filename)


@tf_export("gfile.DeleteRecursively")
def DeleteRecursively(dirname: PathLike) -> None:
    """Delete a folder with all that is in it. Raises NotFoundError. A link is deleted, not what it leads to."""
    if os.path.isdir(dirname) and not os.path.islink(dirname):
        shutil.rmtree(dirname)
    else:
        _found(lambda: os.remove(dirname), dirname)


@tf_export("gfile.Copy")
def Copy(oldpath: PathLike, newpath: PathLike, overwrite: bool = False) -> None:
    """Copy a file. Raises NotFoundError, or AlreadyExistsError unless ``overwrite``."""
    _check_free(newpath, overwrite)
    _found(lambda: shutil.copyfile(oldpath, newpath), oldpath)


@tf_export("gfile.Rename")
def Rename(oldname: PathLike, newname: PathLike, overwrite: bool = False) -> None:
    """Give a file or folder another name. Raises NotFoundError, or AlreadyExistsError unless ``overwrite``."""
    _check_free(newname, overwrite)
    _found(lambda: os.replace(oldname, newname), oldname)


def _check_free(path: PathLike, overwrite: bool) -> None:
    if not overwrite and os.path.exists(path):
        raise AlreadyExistsError(None, None, f"{os.fspath(path)} exists already. Remedy: overwrite=True.")


def _found(action: Callable[[], Any], path: PathLike) -> Any:
    try:
        return action()
    except FileNotFoundError as error:
        raise NotFoundError(None, None, f"{os.fspath(path)}: no such file or directory.") from error


__getattr__, __dir__ = namespace(globals())
