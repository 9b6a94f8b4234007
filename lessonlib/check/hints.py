"""`hint()`: help with the test that failed last, one step at a time.

A released exercise brings its hints along, packed, in its first code cell, which calls `hint.load`. So they
work in every notebook program, from any folder, and nobody reads them by accident.
"""

from __future__ import annotations

import base64
import bz2
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEVELS = ("where to look", "the idea", "nearly the answer")
_NAMED_TASK = re.compile(r"\btask\W+(\w+)")


@dataclass(frozen=True)
class TaskHints:
    """The help for one task: a text for each of LEVELS, and texts for errors whose message holds a fragment."""

    levels: tuple[str, ...]
    when: tuple[tuple[str, str], ...] = ()

    def after(self, error: str) -> list[tuple[str, str]]:
        """(title, text) of all that fits the message `error`, in the order in which a learner sees it."""
        fitting = [("about this error", text) for fragment, text in self.when if fragment in error]
        count = len(self.levels)
        levels = zip(LEVELS, self.levels, strict=True)
        return fitting + [
            (f"hint {number} of {count}, {name}", text) for number, (name, text) in enumerate(levels, start=1)
        ]


def pack(hints: Mapping[str, TaskHints], tests: Mapping[str, str]) -> str:
    """`hints` by task, and `tests` (the first line of each test cell -> its task), as one line of text."""
    tasks = {task: {"levels": one.levels, "when": one.when} for task, one in hints.items()}
    text = json.dumps({"tasks": tasks, "tests": tests}, ensure_ascii=False, separators=(",", ":"))
    # Not zlib: its bytes differ between its versions, and a build gives the same bytes everywhere.
    return base64.b64encode(bz2.compress(text.encode())).decode()


def unpack(packed: str) -> tuple[dict[str, TaskHints], dict[str, str]]:
    """What `pack` packed. Raises ValueError when `packed` was changed."""
    try:
        content = json.loads(bz2.decompress(base64.b64decode(packed)))
    except (ValueError, OSError) as error:
        raise ValueError(
            "These hints are damaged. Take a fresh copy of the exercise and copy its first code cell from there."
        ) from error
    hints = {
        task: TaskHints(tuple(one["levels"]), tuple((fragment, text) for fragment, text in one["when"]))
        for task, one in content["tasks"].items()
    }
    return hints, content["tests"]


class Advice:
    """A piece of help that a notebook shows as formatted text, and a terminal as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


class Hints:
    """`hint()` helps with the test that failed last; each further call says more, up to nearly the answer.

    `hint("batches")` does the same for a task of your choice; `hint("batches", 2)` shows its level 2: 1 is
    where to look, 2 the idea, 3 nearly the answer.
    """

    def __init__(self) -> None:
        self._hints: dict[str, TaskHints] = {}
        self._tests: dict[str, str] = {}
        self._task = ""  # of the test that failed last and has not passed since
        self._failed = ""  # this test's first line
        self._error = ""
        self._seen: dict[str, list[str]] = {}

    def load(self, packed: str) -> None:
        """Take up an exercise's hints, and look at the outcome of each cell from now on (in a notebook)."""
        self._hints, self._tests = unpack(packed)
        self._task = self._failed = self._error = ""
        self._seen = {}
        shell = _shell()
        if shell is not None:
            shell.events.register("post_run_cell", self.watch)

    def watch(self, result: Any) -> None:
        """Note whether the cell of `result`, an IPython ExecutionResult, is a test, and how it ended."""
        source = getattr(result.info, "raw_cell", None) or ""
        first_line = source.strip().partition("\n")[0].strip()
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            if first_line == self._failed:
                self._task = self._failed = self._error = ""
            return
        message = f"{type(error).__name__}: {error}"
        task = self._unfinished(message) or self._tests.get(first_line)
        if task:
            self._task, self._failed, self._error = task, first_line, message

    def __call__(self, task: str | None = None, level: int | None = None) -> Advice:
        if not self._hints:
            return Advice("The hints are not here yet: run the first code cell of this notebook.")
        if task is None and not self._task:
            return Advice(f"No test waits for help. Run a test first, or name a task: {self._names()}.")
        task = self._task if task is None else task
        if task not in self._hints:
            return Advice(f"There is no task `{task}` here. The tasks are: {self._names()}.")
        steps = self._hints[task].after(self._error if task == self._task else "")
        if level is None:
            return self._next(task, steps)
        if level not in range(1, len(LEVELS) + 1):
            return Advice(f"There is no level {level}. The levels are: {_numbered()}.")
        return self._shown(task, steps, len(steps) - len(LEVELS) + level - 1)

    def _next(self, task: str, steps: list[tuple[str, str]]) -> Advice:
        """The first step that was not shown yet; the last one again when all were."""
        seen = self._seen.get(task, [])
        new = (index for index, (_, text) in enumerate(steps) if text not in seen)
        return self._shown(task, steps, next(new, len(steps) - 1))

    def _shown(self, task: str, steps: list[tuple[str, str]], index: int) -> Advice:
        title, text = steps[index]
        self._seen.setdefault(task, []).append(text)
        call = "hint()" if task == self._task else f'hint("{task}")'
        if index + 1 < len(steps):
            footer = f"`{call}` again: {steps[index + 1][0]}."
        else:
            footer = f'This was the last hint. `hint("{task}", 1)` shows the first one again.'
        return Advice(f"**Task `{task}`, {title}**\n\n{text}\n\n*{footer}*")

    def _unfinished(self, message: str) -> str | None:
        """The task that `message` calls unfinished; it may stand above that of the test."""
        named = (match[1] for match in _NAMED_TASK.finditer(message))
        return next((task for task in named if task in self._hints), None)

    def _names(self) -> str:
        return ", ".join(f'`hint("{task}")`' for task in self._hints)


def _numbered() -> str:
    return ", ".join(f"{number} ({name})" for number, name in enumerate(LEVELS, start=1))


def _shell() -> Any:
    """The running IPython; None where there is none."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


hint = Hints()
