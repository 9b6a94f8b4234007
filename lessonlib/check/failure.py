"""A failed check as the learner reads it: what was asked, what came back, what was expected, and a hint."""

from __future__ import annotations

import textwrap

WIDTH = 80  # `nbgrader validate` cuts lines at 87 characters
_MOST = 400  # characters of a learner's own text that a message quotes


class CheckFailed(AssertionError):
    """A check did not pass. `str()` gives the whole message, one part a line; a notebook shows it without a
    traceback.

    `what` says which value was looked at and what is wrong with it; empty ones of `got`, `expected` and `hint` are
    left out.
    """

    def __init__(self, what: str, got: str = "", expected: str = "", hint: str = "") -> None:
        self.what, self.got, self.expected, self.hint = what, got, expected, hint
        parts = [("got", got), ("expected", expected), ("hint", hint)]
        super().__init__("\n".join([what, *(f"  {name + ':':<10}{text}" for name, text in parts if text)]))

    def _render_traceback_(self) -> list[str]:
        """The lines IPython shows in place of a traceback."""
        name = type(self).__name__
        first, *rest = (line for text in f"{name}: {self}".splitlines() for line in _wrap(text))
        return [f"\x1b[0;31m{name}\x1b[0m{first.removeprefix(name)}", *rest]


class LearnerError(CheckFailed):
    """The learner's own code raised an error while a check asked it for a value.

    `types` are the names of the error's class and of its bases, `message` is its text, `line` the line of the
    learner's code.
    """

    def __init__(self, label: str, types: tuple[str, ...], message: str, line: str) -> None:
        self.types, self.message, self.line = types, message, line
        error = f"{types[0]}: {message}" if message else types[0]
        if types[0] == "NotImplementedError":
            super().__init__(f"{label}: this task is not done yet.", got=error, hint=_NOT_DONE)
        else:
            super().__init__(f"{label}: your code stopped with an error.", got=_at(error, line), hint=_MEND)


_NOT_DONE = (
    "Write your answer in the task's cell in place of the line that raises, run it, then run this test again."
)
_MEND = "Correct this in your cell, run the cell again, then run this test again."


def shorten(text: str, most: int = _MOST) -> str:
    """`text`, cut in the middle if it is longer than `most` characters."""
    half = (most - 5) // 2
    return text if len(text) <= most else f"{text[:half]} ... {text[-half:]}"


def _at(error: str, line: str) -> str:
    return f"{error}\n  {'at:':<10}{line}" if line else error


def _wrap(line: str) -> list[str]:
    """`line` in pieces no wider than WIDTH, with all but the first indented to the start of the first one's text."""
    indent = " " * (12 if line.startswith("  ") else 2)
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, replace_whitespace=False) or [line]
