"""What came of running one submission."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from lessonlib.grading.states import State

# The first of these that a submission's notebooks reached is the submission's state.
_WORST = (
    State.TAMPERED,
    State.SET_ASIDE,
    State.CRASHED,
    State.OUT_OF_MEMORY,
    State.TIMEOUT,
    State.MALFORMED,
    State.PARTIAL,
    State.REPAIRED,
    State.GRADED,
)


@dataclass(frozen=True)
class RanNotebook:
    """One notebook after its run: its text with outputs, and the points of its tests, by grade_id.

    `handed_in` is False where the release stands in for a notebook that could not be read, or was not there.
    `said`: by grade_id, what the learner's objects had to say of themselves in the test. `seconds`: by grade_id, how
    long a cell took. `endings`: by grade_id, the kind of value that the test ended in.
    """

    notebook: str
    earned: Mapping[str, float] = field(default_factory=dict)
    handed_in: bool = True
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    endings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a submission ended: the state, its reason and the next step in words, and each of its notebooks.

    `answers`: a digest of what the student wrote, empty where nothing was. `sandboxed` is False where the code ran
    without a box.
    """

    student: str
    state: State
    reason: str = ""
    step: str = ""
    notes: tuple[str, ...] = ()
    ran: Mapping[str, RanNotebook] = field(default_factory=dict)
    answers: str = ""
    seconds: float = 0.0
    sandboxed: bool = True

    @classmethod
    def merged(cls, parts: Iterable[Outcome]) -> Outcome:
        """The outcome of a submission whose notebooks ended so."""
        parts = list(parts)
        worst = min(parts, key=lambda part: _WORST.index(part.state))
        return replace(
            worst,
            notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
            ran={name: ran for part in parts for name, ran in part.ran.items()},
            answers="-".join(part.answers for part in parts).strip("-"),
        )

    @property
    def summary(self) -> Outcome:
        """The same without the notebooks' texts."""
        return replace(self, ran={name: replace(ran, notebook="") for name, ran in self.ran.items()})

    def dumps(self) -> str:
        """As JSON on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def loads(cls, text: str | bytes) -> Outcome:
        plain: dict[str, Any] = json.loads(text)
        ran = {name: RanNotebook(**one) for name, one in plain["ran"].items()}
        return cls(**{**plain, "state": State(plain["state"]), "notes": tuple(plain["notes"]), "ran": ran})
