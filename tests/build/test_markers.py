from pathlib import Path

from lessonlib.build.markers import misplaced, wrong_markers
from lessonlib.build.source import Cell
from lessonlib.notebook.regions import HIDDEN_TESTS, SOLUTION

PATH = Path("exercise.py")


def cell(source):
    return Cell("code", source, {"task": "f"}, line=10)


def test_a_wrong_marker_is_named_with_its_place_in_the_file():
    (problem,) = wrong_markers(cell("x\n### BEGIN SOLUTION\ny"), PATH)
    assert str(problem) == (
        "exercise.py:12: task 'f': BEGIN SOLUTION is never closed. Add `### END SOLUTION` in this cell."
    )
    assert not list(wrong_markers(cell("### BEGIN SOLUTION\ny\n### END SOLUTION"), PATH))


def test_a_region_belongs_in_its_own_kind_of_cell():
    hidden = cell("x\n### BEGIN HIDDEN TESTS\ny\n### END HIDDEN TESTS")
    (problem,) = misplaced(hidden, PATH, [SOLUTION])
    assert (
        str(problem)
        == "exercise.py:12: task 'f': a HIDDEN TESTS region stands here. It belongs in a test cell."
    )
    assert not list(misplaced(hidden, PATH, [HIDDEN_TESTS]))
