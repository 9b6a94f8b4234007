"""As nbgrader's own functions read the same cells."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from nbgrader.utils import is_grade, is_solution

from lessonlib.notebook.metadata import (
    SCHEMA_VERSION,
    grade_id,
    grading,
    is_test,
    nbgrader_metadata,
    points_of,
)

TEST = {
    "grade": True,
    "grade_id": "add_small",
    "locked": True,
    "points": 3.5,
    "solution": False,
    "task": False,
}
ANSWER = {"grade": False, "grade_id": "add", "locked": False, "solution": True, "task": False}
BY_HAND = {**ANSWER, "grade_id": "essay", "grade": True, "points": 3}
MARKS = [TEST, ANSWER, BY_HAND, {}]


def cell(marks, new=new_code_cell):
    return new("x", metadata={"nbgrader": dict(marks)} if marks else {})


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("new", [new_code_cell, new_markdown_cell])
def test_a_test_is_code_that_nbgrader_grades_and_nobody_answers(marks, new):
    node = cell(marks, new)
    assert is_test(node) == (node.cell_type == "code" and is_grade(node) and not is_solution(node))


def test_ids_and_points():
    assert [grade_id(cell(marks)) for marks in MARKS] == ["add_small", "add", "essay", ""]
    assert [points_of(cell(marks)) for marks in MARKS] == [3.5, 0, 3, 0]


def test_grading_leaves_out_what_nbgrader_computes():
    node = cell({**TEST, "checksum": "12ab", "schema_version": SCHEMA_VERSION})
    assert grading(node) == TEST
    assert grading(cell({})) == {}
    nbgrader_metadata(node)["checksum"] = "34cd"
    assert node.metadata.nbgrader.checksum == "34cd"


def test_the_version_is_nbgraders():
    assert MetadataValidatorV3.schema_version == SCHEMA_VERSION
