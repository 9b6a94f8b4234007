"""One file of a fetched data set: its names, its mirrors, and how to verify that it is the published one."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lessonlib.data.errors import DamagedFileError


@dataclass(frozen=True)
class DataFile:
    """A published file.

    names: what it may be called in a folder; fetching gives it the first of these names.
    urls: where it is published, https only; the first that works is used.
    size, sha256: bytes and SHA-256 of the unpacked content, so that any compression of the same content is right.
    unpack: reads a file with at most a given number of bytes of content.
    parse: makes the array. Both raise ValueError with the reason when they cannot.
    """

    names: tuple[str, ...]
    urls: tuple[str, ...]
    size: int
    sha256: str
    unpack: Callable[[Path, int], bytes]
    parse: Callable[[bytes], np.ndarray]

    def find(self, folder: Path) -> Path | None:
        """The path of the file in a folder, if it is there."""
        return next((path for name in self.names if (path := folder / name).is_file()), None)

    def read(self, path: Path) -> np.ndarray:
        """The array in the file at `path`, which is first verified to be the published one.

        Raises DamagedFileError when it is not.
        """
        try:
            content = self.unpack(path, self.size)
            array = self.parse(content)
        except ValueError as error:
            raise DamagedFileError(path, str(error)) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise DamagedFileError(path, "its content has another SHA-256 than the published file")
        return array


def unpack_gzip(path: Path, limit: int) -> bytes:
    """The content of a gzip file, or of a file that is already unpacked.

    Raises ValueError when it is truncated, broken, or longer than `limit` bytes.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        try:
            content = (gzip.GzipFile(fileobj=file) if packed else file).read(limit + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(f"a truncated or broken gzip file ({error})") from error
    if len(content) > limit:
        raise ValueError(f"its content is longer than {limit:,} bytes")
    return content
