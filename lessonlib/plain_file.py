"""Opening files that somebody else made: ordinary ones, and nothing that only stands where one is expected."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_LIKE_POSIX = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC")  # each is missing on some system
_LIKE_WINDOWS = ("O_BINARY", "O_NOINHERIT")


def open_plain(path: str | Path) -> int:
    """A descriptor to read `path` with, which the caller closes. It waits for nobody, as a pipe would have it.

    What it is can then be asked with os.fstat: a folder or a device is opened like a file. Raises OSError: ELOOP
    for a link, which is never followed, and others as os.open does.
    """
    if os.path.islink(path):  # where the system has no O_NOFOLLOW
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    flags = [getattr(os, name, 0) for name in (*_LIKE_POSIX, *_LIKE_WINDOWS)]
    return os.open(path, os.O_RDONLY | sum(flags))
