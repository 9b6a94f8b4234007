"""Where in the user's program something was made."""

from __future__ import annotations

import linecache
import os
import sys

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def users_line() -> tuple[str, int]:
    """(file, line) of the innermost frame that is not lessonlib's own."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def describe(file: str, line: int) -> str:
    """The place in words, with the source line when it can be found."""
    where = (
        f"line {line} of a notebook cell" if _is_cell(file) else f"line {line} of {os.path.basename(file)}"
    )
    text = linecache.getline(file, line).strip()
    return f"{where}: {text}" if text else where


def _is_cell(file: str) -> bool:
    return "ipykernel_" in file or file.startswith("<ipython-input")
