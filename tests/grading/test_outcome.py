"""Outcomes: of one notebook, of several together, and as text."""

from __future__ import annotations

from lessonlib.grading.outcome import Outcome, RanNotebook
from lessonlib.grading.states import State


def part(name, state=State.GRADED, **rest):
    return Outcome("ada", state, ran={name: RanNotebook(f"text of {name}", {"test": 0.1})}, **rest)


def test_of_several_notebooks_the_worst_one_names_the_state():
    merged = Outcome.merged(
        [
            part("a", State.REPAIRED, notes=("x", "y"), answers="1"),
            part("b", State.TIMEOUT, reason="Too long.", notes=("y", "z"), answers="2"),
            part("c", answers=""),
        ]
    )
    assert (merged.state, merged.reason) == (State.TIMEOUT, "Too long.")
    assert merged.notes == ("x", "y", "z")
    assert list(merged.ran) == ["a", "b", "c"]
    assert merged.answers == "1-2"


def test_who_answered_nothing_has_no_answers():
    assert Outcome.merged([part("a"), part("b")]).answers == ""


def test_text_and_back():
    given = part("a", State.OUT_OF_MEMORY, step="Buy more.", notes=("é",), seconds=0.25, sandboxed=False)
    assert Outcome.loads(given.dumps()) == given
    assert "\n" not in given.dumps()
    assert given.summary.ran["a"] == RanNotebook("", {"test": 0.1})
