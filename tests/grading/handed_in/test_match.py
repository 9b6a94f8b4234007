"""Cells of a submission and of its release, matched by one thing after the other."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.utils import compute_checksum

from lessonlib.grading.handed_in.contents import HandedIn
from lessonlib.grading.handed_in.match import is_as_given, match_cells, same_text, untouched

IMPORTS, STUB, TEST = range(3)  # the cells of the release
ANSWER = "def square1(x):\n    return x * x"
ASSERTION = "assert answer.square1(3) == 9"


def code(source, grade_id="", cell_id=""):
    return HandedIn("code", source, grade_id, cell_id, {"grade_id": grade_id} if grade_id else {})


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (
            [code("x", "imports"), code(ANSWER, "q"), code(ASSERTION, "q_test")],
            {0: IMPORTS, 1: STUB, 2: TEST},
        ),
        ([code(ASSERTION, "q_test"), code("note"), code(ANSWER, "q")], {0: TEST, 2: STUB}),  # moved
        ([code("x", cell_id="1-q"), code("y", cell_id="1-q_test")], {0: STUB, 1: TEST}),  # the marks are lost
        ([code(ASSERTION + "  \n"), code("import math")], {0: TEST, 1: IMPORTS}),  # the ids are lost, too
        ([code("import math"), code(ANSWER)], {0: IMPORTS, 1: STUB}),  # it still has the line with `def`
        ([code("import math"), code("square1 = float"), code(ASSERTION)], {0: IMPORTS, 1: STUB, 2: TEST}),
        ([code("import math"), code("one"), code("two"), code(ASSERTION)], {0: IMPORTS, 3: TEST}),
    ],
    ids=["grade ids", "moved", "cell ids", "texts", "given lines", "place", "no place"],
)
def test_cells_are_recognised(release, cells, found):
    assert match_cells(cells, release) == found


def test_of_two_answers_the_last_counts_and_of_two_tests_the_one_that_is_as_given(release):
    first, last = code("def square1(x): ...", "q"), code(ANSWER, "q")
    edited, given = code("assert True", "q_test"), code(ASSERTION, "q_test")
    assert match_cells([first, last, given, edited], release) == {1: STUB, 2: TEST}


def test_blanks_at_the_ends_are_no_difference(release):
    assert same_text("\na  \nb\n\n", "a\nb")
    assert not same_text("a\nb", "a\n b")
    assert is_as_given(code("import math \n"), "imports", release.handed_out)
    assert not is_as_given(code("import math"), "q", release.handed_out)


def test_a_checksum_tells_who_is_untouched():
    node = new_code_cell("assert True", metadata={"nbgrader": {"grade_id": "t", "grade": True, "points": 1}})
    marks = {**node.metadata.nbgrader, "checksum": compute_checksum(node)}
    whole, edited = (HandedIn("code", text, "t", "", marks) for text in ("assert True", "assert 1"))
    assert untouched([whole]).keys() == {"t"}
    assert untouched([edited, HandedIn("code", "x", "u", "", {"checksum": []})]) == {}
