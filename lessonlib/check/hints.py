"""`hint()`: help with the last failure, one step at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessonlib.check.advice import Advice
from lessonlib.check.record import Record

LEVELS = ("where to look", "the idea", "nearly the answer")


@dataclass(frozen=True)
class TaskHints:
    """The help for one task: texts from vague to explicit, and texts for errors whose message contains a fragment.

    A graded task has one text for each of LEVELS; a practice cell has one to three.
    """

    levels: tuple[str, ...]
    when: tuple[tuple[str, str], ...] = ()

    def after(self, error: str) -> list[tuple[str, str]]:
        """(title, text) of everything that fits the error message `error`, in the order in which a learner sees it."""
        fitting = [("about this error", text) for fragment, text in self.when if fragment in error]
        return fitting + [(self.title(number), text) for number, text in enumerate(self.levels, start=1)]

    def title(self, number: int) -> str:
        """The name of the level `number`, counted from 1."""
        name = f", {LEVELS[number - 1]}" if len(self.levels) == len(LEVELS) else ""
        return f"hint {number} of {len(self.levels)}{name}"


class Hints:
    """`hint()` helps with the test that failed last; each further call says more, up to nearly the whole answer.

    `hint("batches")` does the same for a task of your choice; `hint("batches", 2)` shows its level 2. Level 1 says
    where to look, 2 gives the idea, 3 nearly the answer.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._hints: Mapping[str, TaskHints] = {}

    def load(self, hints: Mapping[str, TaskHints]) -> None:
        """Load the hints of a notebook, by task."""
        self._hints = hints

    def unseen(self, name: str) -> int:
        """How many levels of a task's hints have not been shown yet."""
        seen = self._record.seen.get(name, [])
        return sum(text not in seen for text in self._hints[name].levels) if name in self._hints else 0

    def __call__(self, task: str | None = None, level: int | None = None) -> Advice:
        failure = self._record.failure
        if not self._hints:
            return Advice("The hints are not here yet: run the first code cell of this notebook.")
        if task is None:
            if failure is None:
                return Advice(f"No test waits for help. Run a test first, or name a task: {self._names()}.")
            task = failure.name
        if task not in self._hints:
            return Advice(f"There is no task `{task}` here. The tasks are: {self._names()}.")
        error = failure.error if failure and failure.name == task else ""
        steps = self._hints[task].after(error)
        if level is None:
            return self._next(task, steps)
        count = len(self._hints[task].levels)
        if level not in range(1, count + 1):
            return Advice(f"There is no level {level}. The levels are: {self._levels(task)}.")
        return self._shown(task, steps, len(steps) - count + level - 1)

    def _next(self, task: str, steps: list[tuple[str, str]]) -> Advice:
        """The first level that has not been shown yet, or the last one if all have."""
        seen = self._record.seen.get(task, [])
        new = (index for index, (_, text) in enumerate(steps) if text not in seen)
        return self._shown(task, steps, next(new, len(steps) - 1))

    def _shown(self, task: str, steps: list[tuple[str, str]], index: int) -> Advice:
        title, text = steps[index]
        self._record.seen.setdefault(task, []).append(text)
        failure = self._record.failure
        call = "hint()" if failure and failure.name == task else f'hint("{task}")'
        if index + 1 < len(steps):
            footer = f"`{call}` again: {steps[index + 1][0]}."
        else:
            footer = f'This was the last hint. `hint("{task}", 1)` shows the first one again.'
        return Advice(f"**Task `{task}`, {title}**\n\n{text}\n\n*{footer}*")

    def _names(self) -> str:
        return ", ".join(f'`hint("{task}")`' for task in self._hints)

    def _levels(self, task: str) -> str:
        count = len(self._hints[task].levels)
        names = LEVELS if count == len(LEVELS) else ("",) * count
        return ", ".join(
            f"{number} ({name})" if name else f"{number}" for number, name in enumerate(names, 1)
        )
