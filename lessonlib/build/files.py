"""Writing files so that a reader never meets half a file."""

from __future__ import annotations

from pathlib import Path

from lessonlib.whole_file import write_whole


def write_atomic(path: Path, text: str) -> bool:
    """Write `text` as UTF-8 through a temporary file and a rename; return whether the file changed."""
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    return True
