"""The tests that failed, read from the kept notebooks: which, with what message, and how long each cell took."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.outcome import Outcome, RanNotebook

_NUMBER = re.compile(r"(?<![A-Za-z_])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_STOPPED = "your code stopped with an error."
_NOT_DONE = "NotImplementedError"


@dataclass(frozen=True)
class Failure:
    """One test that a student did not pass, and the error's whole message."""

    student: str
    notebook: str
    test: str
    question: str
    message: str

    @property
    def is_open(self) -> bool:
        """Whether the task was left as it was given."""
        return _NOT_DONE in self.message

    @property
    def headline(self) -> str:
        """The message's first line, and where a learner's code stopped, the name of its error."""
        head, _, rest = self.message.partition("\n")
        error = re.search(r"got:\s*(\w+)", rest) if head.endswith(_STOPPED) else None
        return f"{head.removesuffix('.')}: {error[1]}" if error else head


@dataclass(frozen=True)
class FailureGroup:
    """The students who failed a test with the same message but for numbers; `headline` is the first one's."""

    question: str
    headline: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """What is kept of a class: who was run, the tests that failed, in the order of the notebook, and by question the
    seconds of its cell.
    """

    students: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    seconds: Mapping[str, list[float]] = field(default_factory=dict)


def read_outcomes(outcomes: Iterable[Outcome], releases: Iterable[Release]) -> Record:
    """The record of these outcomes. Of a notebook that was not handed in, no test failed."""
    releases = list(releases)
    students: list[str] = []
    failures: list[Failure] = []
    seconds: dict[str, list[float]] = {}
    for outcome in outcomes:
        ran = [(release, outcome.ran.get(release.name)) for release in releases]
        there = [(release, one) for release, one in ran if one is not None and one.handed_in]
        if there:
            students.append(outcome.student)
        for release, one in there:
            failures += _failures(outcome.student, release, one)
            for name, took in one.seconds.items():
                seconds.setdefault(release.question(name), []).append(took)
    return Record(tuple(students), tuple(failures), seconds)


def grouped(failures: Iterable[Failure]) -> list[FailureGroup]:
    """Failures of the same test with the same message but for numbers; the largest groups first."""
    groups: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        groups.setdefault((failure.question, _NUMBER.sub("#", failure.headline)), []).append(failure)
    made = [
        FailureGroup(question, members[0].headline, tuple(one.student for one in members))
        for (question, _), members in groups.items()
    ]
    return sorted(made, key=lambda group: -len(group.students))


def _failures(student: str, release: Release, ran: RanNotebook) -> Iterator[Failure]:
    """The tests of a notebook that ended in an error, in order."""
    tests = set(release.tests)
    for cell in json.loads(ran.notebook)["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        message = _message(cell) if name in tests else ""
        if message:
            yield Failure(student, release.name, name, release.question(name), message)


def _message(cell: Mapping[str, Any]) -> str:
    """The error that a test ended in; of a failed check the text alone, of others with the error's name."""
    for output in cell.get("outputs", ()):
        if output.get("output_type") == "error":
            text, name = str(output.get("evalue", "")).strip(), str(output.get("ename", ""))
            return text if name in ("CheckFailed", "LearnerError") and text else f"{name}: {text}"
    return ""
