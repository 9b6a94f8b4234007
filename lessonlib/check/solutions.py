"""`solution("task")`: an answer with its explanation, for a learner who has finished the task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessonlib.check.advice import Advice
from lessonlib.check.hints import Hints
from lessonlib.check.record import Record


@dataclass(frozen=True)
class Solution:
    """`code` answers the task; `why` explains it, and says what else would be right.

    `tests` are the first lines of the tests that must have passed before it is shown; a practice cell has none.
    """

    code: str
    why: str = ""
    tests: tuple[str, ...] = ()

    def shown(self, name: str) -> Advice:
        """Code and text, one below the other."""
        code = f"```python\n{self.code}\n```" if self.code else ""
        return Advice("\n\n".join(filter(None, (f"**`{name}`, a solution**", code, self.why))))


class Solutions:
    """`solution("batches")` shows and explains an answer to the task `batches`.

    For a graded task it opens when the tests of the task have passed since the kernel started, or when you have seen
    all of its hints. In a chapter it opens whenever you ask.
    """

    def __init__(self, record: Record, hints: Hints) -> None:
        self._record, self._hints = record, hints
        self._solutions: Mapping[str, Solution] = {}
        self._names: tuple[str, ...] = ()

    def load(self, solutions: Mapping[str, Solution], names: tuple[str, ...]) -> None:
        """Load the solutions of a notebook; `names` are all of its tasks, including those without a solution here."""
        self._solutions, self._names = solutions, names

    def __call__(self, task: str | None = None) -> Advice:
        if not self._names:
            return Advice("The solutions are not here yet: run the first code cell of this notebook.")
        if task not in self._names:
            wrong = f"There is no task `{task}` here. " if task is not None else ""
            names = ", ".join(f'`solution("{name}")`' for name in self._names)
            return Advice(f"{wrong}Name a task: {names}.")
        if task not in self._solutions:
            return Advice("This copy of the notebook comes without solutions.")
        one = self._solutions[task]
        missing = [claim for claim in one.tests if claim not in self._record.passed]
        unseen = self._hints.unseen(task)
        if not missing or not unseen:
            return one.shown(task)
        tests = "\n".join(f"- {claim.lstrip('# ')}" for claim in missing)
        return Advice(
            f"The solution of `{task}` opens when these tests have passed since you started the kernel:\n\n"
            f'{tests}\n\nOr when you have seen all its hints: `hint("{task}")` has {unseen} more for you.'
        )
