"""Files that are written whole or not at all, even if their writer is killed."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PART = ".lessonlib-part"


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that at any moment it has its old or its new content: a temporary file, then a rename.

    Temporary files that killed writers left in the folder are removed first, where the system has file locks.
    """
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}{PART}")
    with _writing_in(file.parent):
        try:
            with temporary.open("xb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            os.replace(temporary, file)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def write_text(file: Path, text: str) -> bool:
    """Write `text` as UTF-8 in the same way, with the folders above it; return whether the file changed."""
    return write_changed(file, text.encode())


def copy_whole(source: Path, target: Path) -> bool:
    """Copy a file in the same way, with the folders above it; return whether the copy changed."""
    return write_changed(target, source.read_bytes())


def write_changed(file: Path, content: bytes) -> bool:
    """Write a file in the same way, with the folders above it; return whether it changed."""
    if file.is_file() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content)
    return True


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """Hold a shared lock on ``folder``. Whoever can get it exclusively knows that every temporary file there is
    abandoned.

    The system releases the lock when a process dies for any reason. Folders that cannot be locked are just not
    cleaned up.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # another writer is at work, or the file system has no locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for abandoned in folder.glob(f".*{PART}"):
                abandoned.unlink(missing_ok=True)
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)
