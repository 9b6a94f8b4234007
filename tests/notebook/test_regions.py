import re

import pytest

from lessonlib.notebook.regions import find_regions, first_hidden_line, visible_source, without_markers

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


def test_lines_inside_and_outside_are_told_apart():
    found = find_regions(SOURCE)
    assert found.lines("SOLUTION") == ["    y = x", "    return y", "        return 2"]
    assert found.outside() == ["def f(x):", "def g(x):", ""]
    assert found.mistakes == []


def test_a_stub_takes_the_indentation_of_its_region():
    assert (
        find_regions(SOURCE).replaced("SOLUTION", "raise E")
        == "def f(x):\n    raise E\ndef g(x):\n        raise E\n"
    )


def test_regions_without_a_stub_disappear():
    source = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc"
    assert find_regions(source).replaced("HIDDEN TESTS") == "a\nc"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x\n### BEGIN SOLUTION\ny", "1: BEGIN SOLUTION is never closed.*Add"),
        ("x\n### END SOLUTION", "1: END SOLUTION closes nothing"),
        (
            "### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n",
            "1: BEGIN HIDDEN TESTS stands inside a SOLUTION region",
        ),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "1: .*stands inside a SOLUTION"),
        ("### BEGIN SOLUTION\nx\n### END HIDDEN TESTS", "2: END HIDDEN TESTS closes nothing"),
        ("### BEGIN HIDDEN TESTS", "0: BEGIN HIDDEN TESTS is never closed"),
        ("    ### begin solution", r"'### begin solution' looks like a marker and is none"),
        (
            "#END_HIDDEN_TEST",
            r"'#END_HIDDEN_TEST' looks like a marker and is none. Write one of: ### BEGIN SOLUTION",
        ),
    ],
)
def test_wrong_markers_are_named_with_their_line(source, message):
    mistakes = [f"{one.line}: {one.what}. {one.remedy}" for one in find_regions(source).mistakes]
    assert any(re.search(message, mistake) for mistake in mistakes), mistakes


def test_what_is_hidden_is_told_from_what_is_seen():
    source = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc\n### BEGIN HIDDEN TESTS\nd"
    assert visible_source(source) == "a\nc", "what is never ended is hidden to its end"
    assert first_hidden_line(source) == 2
    assert (visible_source(SOURCE), first_hidden_line(SOURCE)) == (SOURCE, None)


def test_the_markers_alone_are_left_out():
    assert without_markers(SOURCE) == "def f(x):\n    y = x\n    return y\ndef g(x):\n        return 2\n"
