"""What a class is graded with: points, and tests that are set aside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.given_files import GivenFiles
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.outcome import Outcome, RanNotebook
from lessonlib.grading.running.apart import Conditions
from lessonlib.grading.states import State


def release(name, **points):
    marks = [
        {"grade_id": test, "grade": True, "locked": True, "points": worth} for test, worth in points.items()
    ]
    cells = [new_code_cell("assert True", metadata={"nbgrader": one}) for one in marks]
    return Release.of(new_notebook(cells=cells), "hw", name)


@pytest.fixture
def assignment():
    """Two notebooks, in both of which is a test "last"."""
    releases = (release("hw", first=1, last=2), release("extra", last=4))
    return Assignment("hw", releases, conditions={"hw": Conditions(seed=1), "extra": Conditions(seed=1)})


def outcome(**ran):
    return Outcome("ada", State.GRADED, ran={name: RanNotebook("", earned) for name, earned in ran.items()})


def test_questions_are_named_by_their_notebook_where_it_has_a_name_of_its_own(assignment):
    assert assignment.possible == {"first": 1, "last": 2, "extra/last": 4}
    assert assignment.max_score == 7
    assert assignment.earned(outcome(hw={"first": 1, "last": 0.5})) == {
        "first": 1,
        "last": 0.5,
        "extra/last": 0,
    }


def test_a_skipped_test_gives_its_points_to_those_who_handed_the_notebook_in(assignment):
    skipping = assignment.with_exceptions(skip=["first", "extra/last"], drop=[])
    assert skipping.max_score == 7
    assert skipping.earned(outcome(hw={})) == {"first": 1, "last": 0, "extra/last": 0}
    stand_in = Outcome("ada", State.PARTIAL, ran={"extra": RanNotebook("", handed_in=False)})
    assert skipping.earned(stand_in)["extra/last"] == 0
    assert skipping.exceptions()[0].startswith("The test 'first' was skipped: its 1 points are given to all")


def test_a_dropped_test_counts_nothing(assignment):
    dropping = assignment.with_exceptions(skip=[], drop=["first"])
    assert dropping.possible == {"last": 2, "extra/last": 4}
    assert dropping.earned(outcome(hw={"first": 1, "last": 2})) == {"first": 0, "last": 2, "extra/last": 0}
    assert dropping.exceptions() == ("The test 'first' was dropped: its 1 points do not count.",)


@pytest.mark.parametrize(
    ("skip", "drop", "message"),
    [
        (["second"], [], r"There is no test 'second'\. The tests are: .*first.*extra/last"),
        (["first"], ["first"], "A test cannot be skipped and dropped: first"),
    ],
)
def test_what_cannot_be_set_aside(assignment, skip, drop, message):
    with pytest.raises(GradingError, match=message):
        assignment.with_exceptions(skip, drop)


def test_an_id_that_two_notebooks_have_is_not_enough():
    both = Assignment("hw", (release("part1", last=2), release("part2", last=4)))
    with pytest.raises(
        GradingError, match=r"Several tests are called 'last'\. Say which one: part1/last, part2/last"
    ):
        both.with_exceptions(["last"], [])


def test_the_key_changes_with_what_is_graded_and_with_nothing_else(assignment):
    same = [
        assignment.with_exceptions(skip=["first"], drop=[]),
        assignment.drawing_from(7),
        assignment.believing({"hw": {"first": ["x"]}, "extra": {}}),
    ]
    assert {one.key() for one in same} == {assignment.key()}
    others = [
        replace(assignment, files=GivenFiles(learners={"data.csv": b"1"})),
        replace(assignment, releases=(release("hw", first=1, last=3), assignment.releases[1])),
        replace(assignment, conditions={"hw": Conditions(binds={"q": ["x"]}), "extra": Conditions()}),
    ]
    assert len({one.key() for one in [assignment, *others]}) == 4
