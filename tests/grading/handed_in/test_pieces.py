"""Cells that were merged or split."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.grading.handed_in.contents import HandedIn
from lessonlib.grading.handed_in.pieces import joined, taken_apart
from lessonlib.grading.handed_in.reference import Release

TEST = "# the square of 3\nassert answer.square(3) == 9"
ANSWER = "def square(x):\n    y = x\n    return x * y"


@pytest.fixture
def release():
    marks = {"q": {"solution": True}, "t": {"grade": True, "locked": True, "points": 1}}
    cells = [
        new_code_cell(text, metadata={"nbgrader": {"grade_id": name, **marks[name]}})
        for name, text in (("q", "def square(x): ..."), ("t", TEST))
    ]
    return Release.of(new_notebook(cells=cells), "hw", "hw")


def texts(cells):
    return [(cell.grade_id, cell.source) for cell in cells]


def test_a_test_that_was_merged_into_an_answer_is_cut_out(release):
    notes = []
    merged = HandedIn("code", f"{ANSWER}\n{TEST}\nprint(square(4))", "q")
    assert texts(taken_apart([merged], release, notes)) == [
        ("q", ANSWER),
        ("t", TEST),
        ("", "print(square(4))"),
    ]
    assert notes == ["'t' was merged with another cell; they were taken apart."]


def test_a_test_that_is_still_there_is_not_cut_out(release):
    notes = []
    cells = [HandedIn("code", f"{ANSWER}\n{TEST}", "q"), HandedIn("code", TEST, "t")]
    assert taken_apart(cells, release, notes) == cells
    assert notes == []


@pytest.mark.parametrize("at", [1, 2])
def test_an_answer_that_was_split_is_joined(release, at):
    notes = []
    lines = ANSWER.split("\n")
    pieces = [HandedIn("code", "\n".join(lines[:at]), "q"), HandedIn("code", "\n".join(lines[at:]))]
    assert texts(joined(pieces, release, notes)) == [("q", ANSWER)]
    assert notes == ["The answer 'q' was split into 2 cells; they were joined."]


@pytest.mark.parametrize(
    "cells",
    [
        [HandedIn("code", ANSWER, "q"), HandedIn("code", "print(1)")],
        [HandedIn("code", "def square(x)", "q"), HandedIn("code", "print(1)")],  # an error of its own
        [HandedIn("code", "def square(x):", "q"), HandedIn("markdown", "    return x")],
        [HandedIn("code", "%%time\nx = 1", "q"), HandedIn("code", "x")],
    ],
)
def test_what_is_no_piece_stays(release, cells):
    assert joined(cells, release, []) == cells
