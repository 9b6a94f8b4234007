"""What came of grading: of running one submission (`Result`), and of entering it in the gradebook (`Grade`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.states import State


@dataclass(frozen=True)
class Ran:
    """One notebook after its run: its text with outputs, and the tests that passed with a receipt."""

    notebook: str
    passed: frozenset[str]


@dataclass(frozen=True)
class Result:
    """What running a submission gave.

    `ran`: by the notebook's name. `answers`: a digest of what the student wrote, empty where nothing was.
    `sandboxed` is False where the code ran without a box.
    """

    student: str
    state: State
    reason: str = ""
    step: str = ""
    notes: tuple[str, ...] = ()
    ran: Mapping[str, Ran] = field(default_factory=dict)
    answers: str = ""
    seconds: float = 0.0
    sandboxed: bool = True

    def points(self, releases: Sequence[Release]) -> dict[str, float]:
        """The points that the tests give, by question."""
        return {
            release.question(test): release.points[test] if test in self._passed(release) else 0.0
            for release in releases
            for test in release.tests
        }

    def _passed(self, release: Release) -> frozenset[str]:
        return self.ran[release.name].passed if release.name in self.ran else frozenset()

    def to_plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        ran = {
            name: {"notebook": one.notebook, "passed": sorted(one.passed)} for name, one in self.ran.items()
        }
        return asdict(self) | {"ran": ran, "notes": list(self.notes)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Result:
        ran = {name: Ran(one["notebook"], frozenset(one["passed"])) for name, one in plain["ran"].items()}
        return cls(**{**plain, "state": State(plain["state"]), "notes": tuple(plain["notes"]), "ran": ran})


@dataclass(frozen=True)
class Grade:
    """One student's row in the reports: the state and, from the gradebook, the points by question.

    `feedback` is None where there is no page; `before` is the score that the gradebook had, None for none.
    `held_back`: the result is not entered, for it would change a score.
    """

    student: str
    exercise: str
    state: State
    reason: str
    score: float
    max_score: float
    feedback: Path | None
    step: str = ""
    notes: tuple[str, ...] = ()
    points: Mapping[str, float] = field(default_factory=dict)
    before: float | None = None
    answers: str = ""
    seconds: float = 0.0
    sandboxed: bool = True
    held_back: bool = False

    @property
    def needs_attention(self) -> bool:
        """Whether someone has to look at it before the grade is final."""
        return self.held_back or self.state.needs_attention

    @property
    def next_step(self) -> str:
        return self.step or self.state.next_step

    def to_plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        page = str(self.feedback) if self.feedback else None
        return asdict(self) | {"feedback": page, "notes": list(self.notes), "points": dict(self.points)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Grade:
        page = Path(plain["feedback"]) if plain["feedback"] else None
        return cls(
            **{**plain, "state": State(plain["state"]), "notes": tuple(plain["notes"]), "feedback": page}
        )
