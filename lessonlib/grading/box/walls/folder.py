"""Copying a submission's folder into the box: what is plainly a file or a folder, and nothing else."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from lessonlib.grading.box.errors import FolderError, folder_too_large


def copy_folder(
    source: int, target: Path, user: int, most_bytes: int, leave_out: Sequence[str] = ()
) -> list[str]:
    """Copy the folder open at `source` into `target`, owned by `user`; returns up to 20 names left out.

    Left out are links (a hard link may be to a file elsewhere), pipes, sockets, devices and what cannot be read,
    and without a word the files whose name matches a pattern in `leave_out`. FolderError when the rest does not
    fit.
    """
    left_out: list[str] = []
    room = most_bytes
    try:
        for folder, folders, files, descriptor in os.fwalk(".", dir_fd=source):
            for name in folders:
                if stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                    left_out.append(os.path.join(folder, name))
                else:
                    _make(target / folder / name, user)
            for name in files:
                if any(fnmatchcase(name, pattern) for pattern in leave_out):
                    continue
                size = _copy(name, descriptor, target / folder / name, user, room)
                if size is None:
                    left_out.append(os.path.join(folder, name))
                room -= size or 0
    except (OSError, RecursionError) as error:
        raise FolderError(folder_too_large(most_bytes, error)) from None
    return [name[:200] for name in left_out[:20]]


def _make(folder: Path, user: int) -> None:
    folder.mkdir(0o700)
    os.chown(folder, user, -1)


def _copy(name: str, folder: int, target: Path, user: int, room: int) -> int | None:
    """The number of bytes copied, or None when it is not a plain file. OSError when it does not fit."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    kind = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if not stat.S_ISREG(kind.st_mode):
        return None
    try:
        descriptor = os.open(name, flags, dir_fd=folder)
    except PermissionError:
        return None
    with open(descriptor, "rb") as source:
        found = os.fstat(source.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            return None
        if found.st_size > room:
            raise OSError(f"{name!r} has {found.st_size:,} bytes")
        with target.open("xb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
    os.chown(target, user, -1)
    return found.st_size
