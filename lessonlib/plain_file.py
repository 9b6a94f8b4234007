"""Opening files that somebody else made: ordinary files only, and nothing that merely takes the place of one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_LIKE_POSIX = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC")  # each is missing on some system
_LIKE_WINDOWS = ("O_BINARY", "O_NOINHERIT")


def open_plain(path: str | Path) -> int:
    """A descriptor for reading `path`, which the caller closes. Opening never blocks, as it would for a pipe.

    Ask os.fstat what was opened: a folder or a device is opened like a file. Raises OSError: ELOOP for a link, which
    is never followed, and others as os.open does.
    """
    if os.path.islink(path):  # for systems without O_NOFOLLOW
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    flags = [getattr(os, name, 0) for name in (*_LIKE_POSIX, *_LIKE_WINDOWS)]
    return os.open(path, os.O_RDONLY | sum(flags))
