"""`lessonlib similar` in a graded course."""

import re

import pytest
from typer.testing import CliRunner

from lessonlib import LessonlibError
from lessonlib.cli import app

ODD = """\
def square(x):
    total = 0
    for step in range(abs(x)):
        total += {}
    return total if x else {} * 0
"""


def similar(*arguments):
    return CliRunner().invoke(app, ["similar", "hw1", *arguments], catch_exceptions=False)


def test_copies_side_by_side_on_a_page_for_its_owner(small, tmp_path, execute, monkeypatch):
    course = small.SmallCourse(tmp_path / "course").release()
    monkeypatch.chdir(course.root)
    with pytest.raises(LessonlibError, match=r"Nothing of hw1 was graded(.|\n)*lessonlib grade hw1"):
        similar()
    evil = ODD.format("abs(x)", "'</pre><script>alert(1)</script>'")
    course.submit("ada", {"square": evil})
    course.submit("bob", {"square": evil.replace("total", "sum_").replace("step", "n")})
    course.submit("eve", {"square": "def square(x):\n    return x * x"})
    course.submit("kim", {"square": "def square(x):\n    return x * x"})  # the solution, as most write it
    course.grade(execute)
    result = similar()
    assert result.exit_code == 0
    assert "ada and bob" in result.output
    page = course.root / "reports/hw1/similar.html"
    text = page.read_text()
    assert "<script>" not in text
    assert page.stat().st_mode & 0o077 == 0
    flat = re.sub(r"\s+", " ", text)
    assert "never why" in flat
    assert flat.count('<section id="pair-') == 1
    assert flat.count("<main>") == 1
    assert flat.count("<mark>") == 2
    assert "kim" not in flat
    assert "Nobody shares" in re.sub(r"\s+", " ", similar("--words", "500") and page.read_text())
