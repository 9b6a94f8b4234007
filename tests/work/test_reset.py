"""Putting back: what was there is always kept."""

import pytest

from lessonlib import LessonlibError, whole_file
from lessonlib.work.exercise import read
from lessonlib.work.reset import reset
from lessonlib.work.start import start
from tests.work.conftest import STUB, answer, write

MINE = "def double(x):\n    return x + x"


@pytest.fixture
def begun(exercise):
    start(exercise)
    notebook = read(exercise.notebook)
    answer(notebook, "double", MINE)
    answer(notebook, "half", "half = 0.5")
    write(exercise.notebook, notebook)
    return exercise


def test_the_whole_exercise(begun):
    before = begun.notebook.read_bytes()
    kept = reset(begun)
    assert kept.read_bytes() == before
    assert begun.notebook.read_bytes() == begun.release.read_bytes()


def test_one_task(begun):
    reset(begun, "double")
    sources = [cell.source for cell in read(begun.notebook).cells]
    assert STUB in sources
    assert "half = 0.5" in sources


def test_a_damaged_notebook_can_be_put_back(begun):
    begun.notebook.write_text("<<<<<<< HEAD", encoding="utf-8")
    kept = reset(begun)
    assert kept.read_text(encoding="utf-8") == "<<<<<<< HEAD"
    assert begun.notebook.read_bytes() == begun.release.read_bytes()


@pytest.mark.parametrize("task", ["doubles", "nothing"])
def test_no_such_task(begun, task):
    before = begun.notebook.read_bytes()
    with pytest.raises(LessonlibError, match=rf"no task '{task}'. Its tasks are: double, half\."):
        reset(begun, task)
    assert begun.notebook.read_bytes() == before


def test_nothing_is_put_back_when_nothing_can_be_kept(begun, monkeypatch):
    before = begun.notebook.read_bytes()

    def full(file, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file, "write_whole", full)
    with pytest.raises(LessonlibError, match="No space left"):
        reset(begun)
    assert begun.notebook.read_bytes() == before


def test_what_was_not_begun(exercise):
    with pytest.raises(LessonlibError, match="not begun"):
        reset(exercise)
