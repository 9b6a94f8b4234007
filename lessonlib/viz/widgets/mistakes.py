"""Errors in a learner's model, in plain words instead of a stack trace."""

from __future__ import annotations

import re
import sysconfig
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import lessonlib
from lessonlib import LessonlibError

# Beginners' mistakes, by PyTorch's message -> what to do about them.
_HINTS: dict[str, Callable[[re.Match[str]], str]] = {
    r"shapes cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)": lambda found: (
        f". A layer for {found[2]} numbers a row got {found[1]}: its first argument should be {found[1]}"
    ),
    r"before Module.__init__\(\) call": lambda found: ". Begin __init__ with super().__init__()",
    r"missing \d+ required positional argument": lambda found: (
        ". Pass a function without arguments: lambda: MyModel(2, 4)"
    ),
}


class ModelError(LessonlibError):
    """The learner's model cannot be made, called or trained; the message says where and why."""


@contextmanager
def told_as_mistake(doing: str) -> Iterator[None]:
    """Raise every error of the `with` block as a ModelError; `doing` says what was tried."""
    try:
        yield
    except Exception as error:
        raise ModelError(f"{doing} failed: {in_plain_words(error)}") from error


def in_plain_words(error: Exception) -> str:
    """The error's type and message, and the last line of the learner's own code that led to it."""
    message = str(error).strip().splitlines()
    told = f"{type(error).__name__}: {message[0]}" if message else type(error).__name__
    told += next((hint(found) for mistake, hint in _HINTS.items() if (found := re.search(mistake, told))), "")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(frame.filename)]
    if not frames:
        return told
    return f"{told}\nIn {frames[-1].name}, line {frames[-1].lineno} of its cell or file: {frames[-1].line}"


def _is_own(filename: str) -> bool:
    libraries = [sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")]
    libraries.append(str(Path(lessonlib.__file__).parent))
    return not filename.startswith(tuple(libraries))


def kind_of(value: object) -> str:
    """ "None", "a Tensor", "a tuple"."""
    return "None" if value is None else f"a {type(value).__name__}"
