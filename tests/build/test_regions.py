import re
from pathlib import Path

import pytest

from lessonlib.build.regions import find_regions
from lessonlib.build.source import Cell

SOURCE = """\
def f(x):
    ### BEGIN SOLUTION
    y = x
    return y
    ### END SOLUTION
def g(x):
        ### BEGIN SOLUTION
        return 2
        ### END SOLUTION
"""


def regions(source, **options):
    return find_regions(Cell("code", source, options or {"task": "f"}, line=10), Path("exercise.py"))


def test_lines_inside_and_outside_are_told_apart():
    found = regions(SOURCE)
    assert found.lines("SOLUTION") == ["    y = x", "    return y", "        return 2"]
    assert found.outside() == ["def f(x):", "def g(x):", ""]
    assert found.problems == []


def test_a_stub_takes_the_indentation_of_its_region():
    assert (
        regions(SOURCE).replaced("SOLUTION", "raise E")
        == "def f(x):\n    raise E\ndef g(x):\n        raise E\n"
    )


def test_regions_without_a_stub_disappear():
    source = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc"
    assert regions(source).replaced("HIDDEN TESTS") == "a\nc"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x\n### BEGIN SOLUTION\ny", r"exercise\.py:12: task 'f': BEGIN SOLUTION is never closed.*Add"),
        ("x\n### END SOLUTION", r":12: task 'f': END SOLUTION closes nothing"),
        (
            "### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n",
            r":12: .*BEGIN HIDDEN TESTS stands inside a SOLUTION region",
        ),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", r":12: .*stands inside a SOLUTION"),
        ("### BEGIN SOLUTION\nx\n### END HIDDEN TESTS", r":13: .*END HIDDEN TESTS closes nothing"),
        ("### BEGIN HIDDEN TESTS", r":11: .*BEGIN HIDDEN TESTS is never closed"),
        ("    ### begin solution", r"'### begin solution' looks like a marker and is none"),
        (
            "#END_HIDDEN_TEST",
            r"'#END_HIDDEN_TEST' looks like a marker and is none. Write one of: ### BEGIN SOLUTION",
        ),
    ],
)
def test_wrong_markers_are_named_with_their_line(source, message):
    problems = [str(problem) for problem in regions(source).problems]
    assert any(re.search(message, problem) for problem in problems), problems
