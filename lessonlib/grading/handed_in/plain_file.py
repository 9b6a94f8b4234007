"""Reading one file that somebody else put there: it may be a link, a pipe, a device, a giant."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessonlib.plain_file import open_plain

_AS_FILE = "Hand in the file itself, as an ordinary file."


class NotPlain(Exception):
    """A file that is not read. The text says what it is, `step` what to do."""

    def __init__(self, what: str, step: str = _AS_FILE) -> None:
        super().__init__(what)
        self.step = step


class TooLarge(NotPlain):
    """A file of more bytes than are read."""

    def __init__(self, most: int, size: int) -> None:
        super().__init__(
            f"larger than {most // 1_000_000} MB ({size / 1e6:,.0f} MB)",
            "Clear the outputs, save, and hand it in again.",
        )


def read_plain(path: Path, most: int) -> bytes:
    """The content of an ordinary file that is nobody else's. Raises NotPlain, OSError."""
    with plain_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise TooLarge(most, size)
        return file.read(most)


@contextmanager
def plain_file(path: Path) -> Iterator[io.FileIO]:
    """The file, open; nothing is followed or waited for. Raises NotPlain, OSError."""
    try:
        descriptor = open_plain(path)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise NotPlain("a link to another file" if error.errno == errno.ELOOP else "a socket") from None
        raise
    try:
        _expect_plain(os.fstat(descriptor), path)
        with io.FileIO(descriptor, closefd=False) as file:
            yield file
    finally:
        os.close(descriptor)


def _expect_plain(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotPlain("a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device, not a file")
    if status.st_nlink > 1 and status.st_uid != os.stat(path.parent).st_uid:
        # Of two names of one file, this one was made by somebody who does not own it.
        raise NotPlain("a second name (hard link) of another's file", "Copy the file instead.")
