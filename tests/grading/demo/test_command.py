"""The demo, on a small exercise."""

from __future__ import annotations

import re

import pytest

from lessonlib.grading.course import GradingError
from lessonlib.grading.demo.command import run_demo
from lessonlib.grading.demo.students import STUDENTS

pytestmark = [pytest.mark.slow, pytest.mark.smoke]


def test_the_demo_grades_a_class(checkout, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(checkout)
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    assert run_demo(tmp_path / "class", ["01"]) == 0
    shown = capsys.readouterr().out
    scores = dict(re.findall(r"(\w+) +│ +(\d+) / 10  (?:graded|crashed)", shown))
    assert scores == {"perfect": "10", "half_right": "6", "wrong": "2", "empty": "0", "crashing": "0"}
    assert (
        "crashing, 01_xor: crashed, In the cell 'xor', the process that runs the learner's code ended"
        in shown
    )
    for student in STUDENTS:
        assert (tmp_path / "class" / "feedback" / student.name / "01_xor" / "01_xor.html").exists()
    assert f"Feedback:  {tmp_path}/class/feedback/STUDENT/EXERCISE/EXERCISE.html" in shown
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


def test_a_folder_with_files_is_left_alone(checkout, tmp_path, monkeypatch):
    monkeypatch.chdir(checkout)
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(GradingError, match=r"is not empty.*Name a new folder"):
        run_demo(tmp_path, ["01"])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_exercises_that_are_not_built_are_named(checkout, tmp_path, monkeypatch):
    (tmp_path / "lessons" / "01_xor").mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_bytes((checkout / "nbgrader_config.py").read_bytes())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GradingError, match=r"01_xor\.ipynb is missing. Run `make course` first"):
        run_demo(tmp_path / "class", ["01"])
