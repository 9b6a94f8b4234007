"""Outputs that nbgrader counts as the points that were earned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.book.endings import tell
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.outcome import Outcome, RanNotebook
from lessonlib.grading.states import State

MARKS = {"grade": True, "solution": False, "locked": True, "grade_id": "t", "schema_version": 3}
PRINTED = new_output("stream", name="stderr", text="a warning\n")
ERROR = new_output("error", ename="CheckFailed", evalue="no", traceback=["no"])
NUMBER = new_output("execute_result", data={"text/plain": "17"})


def told(outputs, earned, points=4.0, handed_in=True, state=State.GRADED, **exceptions):
    """The test cell of a notebook that ended so, as nbgrader gets it."""
    cell = new_code_cell("...", outputs=outputs, metadata={"nbgrader": {**MARKS, "points": points}})
    notebook = new_notebook(cells=[cell])
    assignment = Assignment("hw", (Release.of(notebook, "hw", "hw"),), **exceptions)
    tell(
        notebook,
        "hw",
        Outcome("ada", state, "Why.", ran={"hw": RanNotebook("", earned, handed_in)}),
        assignment,
    )
    return notebook.cells


@pytest.mark.parametrize("outputs", [[], [PRINTED], [NUMBER], [PRINTED, NUMBER]])
@given(points=st.floats(0, 100), share=st.floats(0, 1))
def test_nbgrader_counts_exactly_what_was_earned(outputs, points, share):
    earned = points * share
    [cell] = told(outputs, {"t": earned}, points)
    assert determine_grade(cell) == (earned, points)


@pytest.mark.parametrize("outputs", [[ERROR], [PRINTED, ERROR]])
def test_an_error_gives_nothing_and_is_shown(outputs):
    [cell] = told(outputs, {"t": 0.0})
    assert determine_grade(cell) == (0, 4)
    assert cell.outputs[-1] == ERROR


def test_a_test_without_points_to_its_name_did_not_run():
    [cell] = told([], {})
    assert determine_grade(cell) == (0, 4)
    assert cell.outputs[0].ename == "NotRun"


def test_a_test_of_no_points_shows_its_error():
    assert told([ERROR], {"t": 0.0}, points=0)[0].outputs == [ERROR]
    assert told([], {"t": 0.0}, points=0)[0].outputs == []


@pytest.mark.parametrize("outputs", [[], [ERROR]])
def test_a_skipped_test_gives_all_to_who_handed_in(outputs):
    skipped = {"skipped": frozenset({"t"})}
    [cell] = told(outputs, {"t": 0.0}, **skipped)
    assert determine_grade(cell) == (4, 4)
    assert "is skipped" in cell.outputs[0].text
    [cell] = told(outputs, {}, handed_in=False, **skipped)
    assert determine_grade(cell) == (0, 4)


@pytest.mark.parametrize("outputs", [[], [ERROR]])
def test_a_dropped_test_is_worth_nothing(outputs):
    [cell] = told(outputs, {"t": 4.0}, dropped=frozenset({"t"}))
    assert determine_grade(cell) == (0, 0)


def test_the_first_cell_tells_how_it_was_graded_unless_all_went_well():
    first, _ = told([], {"t": 4.0}, state=State.REPAIRED)
    assert first.source.startswith("**How this was graded: repaired.** Why\\.")
    assert len(told([], {"t": 4.0})) == 1
