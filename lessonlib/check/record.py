"""What has happened in this kernel: which cell is running, which tests have passed, which failure needs help."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_NAMED_TASK = re.compile(r"\btask\W+(\w+)")


@dataclass(frozen=True)
class Failure:
    """A test, or the check of a practice cell, that has failed and has not passed since.

    `name` is its task, `error` its message, and `claim` the first line of the test.
    """

    name: str
    error: str
    claim: str = ""


class Record:
    """Loaded by the first cell of a notebook; from then on it watches each cell that IPython runs.

    `running` is the text of the running cell, `passed` holds the first lines of the tests that have passed, `seen`
    the hints that were shown, by task.
    """

    def __init__(self) -> None:
        self.start({}, ())

    def start(self, tests: Mapping[str, str], names: Iterable[str]) -> None:
        """Forget everything. `tests` maps the first line of each test to its task; `names` are all tasks."""
        self._tests, self._names = dict(tests), frozenset(names)
        self.running = ""
        self.passed: set[str] = set()
        self.failure: Failure | None = None
        self.seen: dict[str, list[str]] = {}

    def watch(self, shell: Any) -> None:
        """Watch the cells of `shell`, an IPython, from now on."""
        shell.events.register("pre_run_cell", self.begin)
        shell.events.register("post_run_cell", self.end)

    def begin(self, info: Any) -> None:
        """Note that a cell begins: `info` is IPython's ExecutionInfo."""
        self.running = getattr(info, "raw_cell", None) or ""

    @property
    def is_test(self) -> bool:
        """Whether the running cell is a test."""
        return _claim(self.running) in self._tests

    def end(self, result: Any) -> None:
        """Note that a cell has ended: `result` is IPython's ExecutionResult."""
        claim = _claim(getattr(result.info, "raw_cell", None) or "")
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            self._succeeded(claim)
            return
        message = f"{type(error).__name__}: {error}"
        name = self._unfinished(message) or self._tests.get(claim)
        if name:
            self.failure = Failure(name, message, claim)

    def _succeeded(self, claim: str) -> None:
        if claim in self._tests:
            self.passed.add(claim)
        if self.failure and claim and claim == self.failure.claim:
            self.failure = None

    def _unfinished(self, message: str) -> str | None:
        """The task that `message` calls unfinished; it may be an earlier one than that of the test."""
        named = (match[1] for match in _NAMED_TASK.finditer(message))
        return next((name for name in named if name in self._names), None)


def _claim(source: str) -> str:
    """The first line of a cell: what a test tests."""
    return source.strip().partition("\n")[0].strip()


def running_shell() -> Any:
    """The running IPython, or None."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
