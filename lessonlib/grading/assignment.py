"""What a class is graded with: the notebooks of an assignment, its files, and which tests count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.given_files import GivenFiles
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.printable import printable
from lessonlib.grading.running.apart import Conditions


@dataclass(frozen=True)
class Assignment:
    """`skipped`: tests whose points everybody gets who handed in their notebook; `dropped`: tests that count nothing,
    also not in the maximum. Both are names as in the tables: the cell's id, or NOTEBOOK/ID. `conditions`: by the
    notebook's name, what its tests need besides the learner's work.
    """

    name: str
    releases: tuple[Release, ...]
    files: GivenFiles = field(default_factory=GivenFiles)
    skipped: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    conditions: Mapping[str, Conditions] = field(default_factory=dict)

    @property
    def possible(self) -> dict[str, float]:
        """What each question that counts is worth, in the order of the notebooks."""
        return {
            release.question(grade_id): points
            for release in self.releases
            for grade_id, points in release.points.items()
            if release.question(grade_id) not in self.dropped
        }

    @property
    def max_score(self) -> float:
        return sum(self.possible.values())

    def key(self) -> str:
        """A digest of the tests, what they need, and the files: it changes when any of them does. Which tests count is
        not part of it, because that changes no run; nor is the seed of their random inputs.
        """
        parts = [*(f"{release.name} {release.key()}" for release in self.releases), self.files.key()]
        needs = [
            (name, one.given, sorted(one.binds.items())) for name, one in sorted(self.conditions.items())
        ]
        parts.append(repr(needs))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def earned(self, outcome: Outcome) -> dict[str, float]:
        """The points that the tests give a student, by question."""
        return {
            release.question(test): self._points(release, test, outcome)
            for release in self.releases
            for test in release.tests
        }

    def _points(self, release: Release, test: str, outcome: Outcome) -> float:
        ran = outcome.ran.get(release.name)
        if ran is None or release.question(test) in self.dropped:
            return 0.0
        if release.question(test) in self.skipped and ran.handed_in:
            return release.points[test]
        return ran.earned.get(test, 0.0)

    def with_exceptions(self, skip: Iterable[str], drop: Iterable[str]) -> Assignment:
        """The same with these tests skipped or dropped. Raises GradingError for a name that is no test."""
        names = self._names()
        skipped = frozenset(_known(name, names) for name in skip)
        dropped = frozenset(_known(name, names) for name in drop)
        if both := skipped & dropped:
            raise GradingError(
                f"A test cannot be skipped and dropped: {printable(', '.join(sorted(both)))}. "
                "--skip-test gives its points to all, --drop-test takes them out of the maximum."
            )
        return replace(self, skipped=skipped, dropped=dropped)

    def drawing_from(self, seed: int) -> Assignment:
        """The same, with the random inputs of the tests drawn from `seed`."""
        conditions = {name: replace(one, seed=seed) for name, one in self.conditions.items()}
        return replace(self, conditions=conditions)

    def believing(
        self,
        said: Mapping[str, Mapping[str, Sequence[str]]],
        counting: Mapping[str, Sequence[str]] | None = None,
    ) -> Assignment:
        """The same, where objects are believed what the solution's objects said of themselves in the same test:
        `said`, by notebook and grade_id. `counting`: by notebook, the tests that end in points on the solution.
        """
        counting = counting or {}
        conditions = {
            name: replace(one, said=said[name], counting=counting.get(name, ()))
            for name, one in self.conditions.items()
        }
        return replace(self, conditions=conditions)

    def exceptions(self) -> tuple[str, ...]:
        """What is said of the tests that are set aside."""
        worth = {
            release.question(test): release.points[test]
            for release in self.releases
            for test in release.tests
        }
        return (
            *(
                f"The test '{name}' was skipped: its {worth[name]:g} points are given to all who handed in."
                for name in worth
                if name in self.skipped
            ),
            *(
                f"The test '{name}' was dropped: its {worth[name]:g} points do not count."
                for name in worth
                if name in self.dropped
            ),
        )

    def _names(self) -> dict[str, list[str]]:
        """The tests that a name can mean: its question, or its id where that is enough."""
        names: dict[str, list[str]] = {}
        for release in self.releases:
            for test in release.tests:
                for name in {test, release.question(test)}:
                    names.setdefault(name, []).append(release.question(test))
        return names


def _known(name: str, names: Mapping[str, list[str]]) -> str:
    match names.get(name, []):
        case [question]:
            return question
        case []:
            listed = ", ".join(dict.fromkeys(one for found in names.values() for one in found)) or "none"
            raise GradingError(
                f"There is no test '{printable(name)}'. The tests are: {printable(listed, 2000)}."
            )
        case several:
            raise GradingError(f"Several tests are called '{name}'. Say which one: {', '.join(several)}.")
