"""`check("name")`, with which a practice cell of a chapter ends. It says at once whether the learner's answer is
right.

It gives no points and never raises, so that *Run All* continues past a cell that nobody has answered.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lessonlib.check import expect
from lessonlib.check.advice import Advice, quoted
from lessonlib.check.failure import CheckFailed
from lessonlib.check.record import Failure, Record, running_shell
from lessonlib.check.solutions import Solution

Verdict = Literal["right", "wrong", "unanswered"]


@dataclass(frozen=True)
class Try:
    """A practice cell: `stub` is what the learner gets, `check` is the code that looks at the answer.

    The check can use the names of the notebook and `expect`; it leaves no names behind.
    """

    stub: str
    check: str


def learners_cell(name: str, stub: str) -> str:
    """The text of the cell that a learner gets for the practice `name`."""
    return f'{stub.rstrip()}\n\ncheck("{name}")'


class Outcome(Advice):
    """The result of a check: the `verdict` and, for a wrong answer, the `message`."""

    def __init__(self, verdict: Verdict, text: str, message: str = "") -> None:
        super().__init__(quoted(text))
        self.verdict, self.message = verdict, message


class Practice:
    """`check("last_row")` looks at what you did in the cell with this name, and says whether it is right.

    `last` is the outcome of the last check.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._tries: Mapping[str, Try] = {}
        self._solutions: Mapping[str, Solution] = {}
        self.last: Outcome | None = None

    def load(self, tries: Mapping[str, Try], solutions: Mapping[str, Solution]) -> None:
        """Load the practice cells of a notebook, with their solutions."""
        self._tries, self._solutions = tries, solutions

    def __call__(self, name: str) -> Advice:
        if not self._tries:
            return Advice("The checks are not here yet: run the first code cell of this notebook.")
        if name not in self._tries:
            names = ", ".join(f'`check("{known}")`' for known in self._tries)
            return Advice(f"There is no practice `{name}` here. There are: {names}.")
        one = self._tries[name]
        if code_lines(self._record.running) == code_lines(learners_cell(name, one.stub)):
            self.last = Outcome("unanswered", _your_turn(name, one.stub))
        else:
            self.last = self._checked(name, one)
        return self.last

    def _checked(self, name: str, one: Try) -> Outcome:
        try:
            exec(compile(one.check, f"<check of {name}>", "exec"), {**_notebook(), "expect": expect})
        except Exception as error:  # a mistake of the learner's may be any
            message = f"{type(error).__name__}: {error}"
            self._record.failure = Failure(name, message)
            return Outcome("wrong", f"**✗ Not yet.** {_told(error)}\n\n{_help(name)}", message)
        if self._record.failure and self._record.failure.name == name:
            self._record.failure = None
        why = self._solutions[name].why if name in self._solutions else ""
        return Outcome("right", f"**✓ Right.** {why}".rstrip())


def _notebook() -> dict[str, Any]:
    """The names of the notebook."""
    shell = running_shell()
    return dict(shell.user_ns if shell else sys.modules["__main__"].__dict__)


def code_lines(source: str) -> list[str]:
    """The lines of a cell that are code. Their indentation counts: an answer may be to change it."""
    lines = (line.rstrip() for line in source.splitlines())
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def _your_turn(name: str, stub: str) -> str:
    what = "Write your answer in place of `...`" if "..." in stub else "Change the cell as the text says"
    return f"**✎ Your turn.** {what}, then run the cell again.\n\n{_help(name)}"


def _help(name: str) -> str:
    return f'`hint("{name}")` helps, `solution("{name}")` shows an answer.'


def _told(error: Exception) -> str:
    """What is wrong, for a reader who does not know the code of the check."""
    if isinstance(error, NameError):
        return f"The name `{error.name}` is not there. Does your cell still make it?"
    if not isinstance(error, CheckFailed):
        return f"Your code stopped with an error:\n\n```\n{type(error).__name__}: {error}\n```"
    values = [("got", error.got), ("expected", error.expected)]
    lines = "\n".join(f"{label + ':':<10}{text}" for label, text in values if text)
    block = f"```\n{lines}\n```" if lines else ""
    return "\n\n".join(filter(None, (error.what, block, error.hint)))
