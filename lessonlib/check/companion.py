"""What a notebook brings along for its reader: hints, solutions, the checks of its practice cells, explanations.

They are packed into the notebook's first code cell, which calls `companion.load`. So they work in every notebook
program and from any folder, and nobody reads them by accident.
"""

from __future__ import annotations

import base64
import bz2
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lessonlib.check.explained import Explanations, explanations
from lessonlib.check.hints import Hints, TaskHints
from lessonlib.check.namespace import Apart
from lessonlib.check.practice import Practice, Try
from lessonlib.check.record import Record, running_shell
from lessonlib.check.solutions import Solution, Solutions


@dataclass(frozen=True)
class Load:
    """What is packed into a notebook.

    `hints`, `solutions` and `tries` are by task; `tests` maps the first line of each test to its task; `explained`
    has the locked texts (explained.py) by the keys of their questions.
    """

    hints: Mapping[str, TaskHints] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)
    solutions: Mapping[str, Solution] = field(default_factory=dict)
    tries: Mapping[str, Try] = field(default_factory=dict)
    explained: Mapping[str, str] = field(default_factory=dict)


def pack(load: Load) -> str:
    """`load` as one line of text, the same on every machine."""
    text = json.dumps(asdict(load), ensure_ascii=False, separators=(",", ":"))
    # Not zlib: its bytes differ between its versions, and a build gives the same bytes everywhere.
    return base64.b64encode(bz2.compress(text.encode())).decode()


def unpack(packed: str) -> Load:
    """The content that `pack` packed. Raises ValueError when `packed` was changed."""
    try:
        content = json.loads(bz2.decompress(base64.b64decode(packed)))
    except (ValueError, OSError) as error:
        raise ValueError(
            "This cell is damaged. Take a fresh copy of the notebook and copy its first code cell from there."
        ) from error
    return Load(
        {
            name: TaskHints(tuple(one["levels"]), _pairs(one["when"]))
            for name, one in content["hints"].items()
        },
        content["tests"],
        {
            name: Solution(one["code"], one["why"], tuple(one["tests"]))
            for name, one in content["solutions"].items()
        },
        {name: Try(**one) for name, one in content["tries"].items()},
        content["explained"],
    )


def _pairs(lists: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((fragment, text) for fragment, text in lists)


class Companion:
    """The functions that help a reader. They share one record of what has happened in this kernel."""

    def __init__(self, explained: Explanations) -> None:
        self.record = Record()
        self.hint = Hints(self.record)
        self.solution = Solutions(self.record, self.hint)
        self.check = Practice(self.record)
        self._explained = explained

    def load(self, packed: str) -> None:
        """Load what a notebook brings along and, in a notebook, watch each cell from now on.

        Raises ValueError when `packed` was changed.
        """
        load = unpack(packed)
        self.record.start(load.tests, load.hints)
        self.hint.load(load.hints)
        self.solution.load(load.solutions, tuple(load.hints))
        self.check.load(load.tries, load.solutions)
        self._explained.load(load.explained)
        shell: Any = running_shell()
        if shell is not None:
            self.record.watch(shell)
            Apart(self.record, shell).start()
        stderr: Any = sys.stderr
        if os.environ.get("NBGRADER_EXECUTION") and hasattr(stderr, "session"):
            # A warning is no mistake, but nbgrader's Validate fails a test that writes anything to "stderr".
            stderr.name = "stdout"


companion = Companion(explanations)
check, hint, solution = companion.check, companion.hint, companion.solution
