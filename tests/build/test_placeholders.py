from pathlib import Path

import pytest

from lessonlib.build.lesson import Lesson
from lessonlib.build.placeholders import LAST, check_places, filled, missing_places, unfilled, values_for
from lessonlib.build.source import Cell

PATH = Path("chapter.py")
VALUES = {"time": "25 minutes", "next": "[2. Graphs](02_graphs.ipynb)"}
TEXT = "It takes {{time}}. Then comes {{next}}; $x_{{a}}$."


@pytest.fixture
def course(tmp_path):
    for name, title in {
        "01_one/chapter.py": "1. One",
        "02_two/chapter_a.py": "2a. Two",
        "02_two/chapter_b.py": "",
    }.items():
        path = tmp_path / "lessons" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# %% [markdown]\n# # {title}\n" if title else "# %%\n1\n")
    return tmp_path


def test_neighbours_are_links_with_their_titles(course):
    first, last = Lesson(course, "01_one").chapters[0], Lesson(course, "02_two").chapters[1]
    text = [Cell("markdown", "word " * 300)]
    assert values_for(first, text, course) == {"time": "5 minutes", "next": "[2a. Two](02a_two.ipynb)"}
    assert values_for(last, text, course) == {
        "time": "5 minutes",
        "previous": "[2a. Two](02a_two.ipynb)",
        "next": "*this was the last chapter*",
    }
    middle = Lesson(course, "02_two").chapters[0]
    assert values_for(middle, text, course)["next"] == "[02b_two](02b_two.ipynb)"


def test_filling_can_be_undone():
    text = filled(TEXT, VALUES)
    assert text == "It takes 25 minutes. Then comes [2. Graphs](02_graphs.ipynb); $x_{{a}}$."
    assert unfilled(text, VALUES) == TEXT


def test_a_name_without_a_value_is_told():
    (problem,) = check_places([Cell("markdown", TEXT, line=3), Cell("code", "f'{{x}}'")], VALUES, PATH)
    assert "nothing to put in place of '{{a}}'. Here the build knows {{time}}, {{next}}. In a formula" in str(
        problem
    )


def test_the_opening_tells_the_time_and_the_end_what_comes_next():
    good = [Cell("markdown", "{{time}}"), Cell("code", "1"), Cell("markdown", "{{next}}")]
    assert not list(missing_places(good, VALUES, PATH))
    assert not list(missing_places(good[:1], {"time": "x"}, PATH))
    assert not list(missing_places(good[:1], {"time": "x", "next": LAST}, PATH)), "it may say nothing"
    problems = [str(problem) for problem in missing_places(good[::-1], VALUES, PATH)]
    assert "its first cell does not say how long it takes" in problems[0]
    assert "its last cell does not lead to the next chapter" in problems[1]
