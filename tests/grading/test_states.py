"""Every state says what it means and what to do."""

from __future__ import annotations

import pytest

from lessonlib.grading.states import State


def test_the_states_are_these():
    assert list(State) == [
        "graded",
        "repaired",
        "partial",
        "timeout",
        "out-of-memory",
        "crashed",
        "tampered",
        "set-aside",
        "malformed",
        "ungraded",
        "missing",
    ]


@pytest.mark.parametrize("state", State)
def test_each_has_a_meaning_and_a_next_step_where_one_is_needed(state):
    assert state.meaning.endswith(".")
    assert state.next_step.endswith(".") or state in (State.GRADED, State.REPAIRED)


def test_who_needs_attention():
    assert {state for state in State if not state.needs_attention} == {"graded", "repaired", "missing"}
