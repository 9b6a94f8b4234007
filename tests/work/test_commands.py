"""The commands as a learner types them."""

import pytest
from typer.testing import CliRunner

from lessonlib import LessonlibError
from lessonlib.cli import app
from lessonlib.work.exercise import Exercise, read
from lessonlib.work.start import start
from tests.work.conftest import RELEASE, answer, notebook_of, write


@pytest.fixture
def run(exercise, monkeypatch, tmp_path):
    monkeypatch.chdir(exercise.root)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "jupyter"))

    def call(*arguments):
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return call


def test_a_learners_week(run, exercise):
    assert "not begun" in run("status")
    assert run("start", "1") == "Made work/01_small/01_small.ipynb\n"
    assert run("start", "1") == "It is there already: work/01_small/01_small.ipynb\n"
    notebook = read(exercise.notebook)
    answer(notebook, "half", "half = 0.5")
    write(exercise.notebook, notebook)
    assert "1 of 2" in run("status", "1")
    write(exercise.release, notebook_of(RELEASE[:-1]))
    assert "01_small has a new release: lessonlib update 1" in run("status")
    told = run("update")
    assert "01_small is up to date. Before: work/backups/01_small/" in told
    assert "  - 'halves' is not in the exercise any more." in told
    assert run("update", "1") == "01_small: nothing new.\n"
    told = run("submit", "1")
    assert "Without an answer: double" in told
    assert "Hand in this file: work/handed_in/01_small_" in told
    assert "handed in" in run("status")
    assert "Task half is as it was released. Before: work/backups/" in run("reset", "1", "--task", "half")
    assert "changed since it was handed in" in run("status")


def test_update_of_nothing(run):
    assert run("update") == ""


def test_an_exercise_that_cannot_be_read_does_not_keep_others_from_a_new_release(exercise, monkeypatch):
    other = Exercise(exercise.root, "02_other")
    write(other.release, notebook_of(RELEASE))
    for one in (exercise, other):
        start(one)
        write(one.release, notebook_of([*RELEASE, ("text", "", "New.")]))
    exercise.notebook.write_text("<<<<<<<", encoding="utf-8")
    monkeypatch.chdir(exercise.root)
    result = CliRunner().invoke(app, ["update"])
    assert isinstance(result.exception, LessonlibError)
    assert "01_small.ipynb cannot be read" in str(result.exception)
    assert "02_other is up to date" in result.output
    assert exercise.notebook.read_text("utf-8") == "<<<<<<<"
