"""Beginning an exercise, and dated copies."""

import json
from datetime import datetime

import pytest

from lessonlib import LessonlibError, whole_file
from lessonlib.work.backup import keep
from lessonlib.work.start import start


def test_the_copy_has_the_files_beside_the_release_and_the_release_stays(exercise):
    before = exercise.release.read_bytes()
    (exercise.release.parent / ".ipynb_checkpoints").mkdir()
    (exercise.release.parent / ".ipynb_checkpoints" / "old.csv").write_text("1", encoding="utf-8")
    assert start(exercise)
    assert exercise.notebook.read_bytes() == exercise.base.read_bytes() == before
    assert (exercise.notebook.parent / "data" / "rows.csv").read_text(encoding="utf-8") == "1,2\n"
    assert not (exercise.notebook.parent / ".ipynb_checkpoints").exists()
    exercise.notebook.write_text("mine", encoding="utf-8")
    assert exercise.release.read_bytes() == before


def test_what_was_begun_is_not_begun_again(exercise):
    start(exercise)
    exercise.notebook.write_text("mine", encoding="utf-8")
    assert not start(exercise)
    assert exercise.notebook.read_text(encoding="utf-8") == "mine"


def test_a_start_that_was_interrupted_begins_again(exercise, monkeypatch):
    def full(file, content):
        if file == exercise.notebook:
            raise OSError(28, "No space left on device")
        file.write_bytes(content)

    with monkeypatch.context() as patch:
        patch.setattr(whole_file, "write_whole", full)
        with pytest.raises(LessonlibError, match=r"No space left on device. Nothing (.|\n)*make room"):
            start(exercise)
    assert not exercise.is_started
    assert start(exercise)
    assert json.loads(exercise.notebook.read_text(encoding="utf-8"))["cells"]


def test_a_release_that_is_damaged_is_not_copied(exercise):
    exercise.release.write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(LessonlibError, match="cannot be read: it is not JSON"):
        start(exercise)
    assert not exercise.is_started


def test_two_copies_in_one_minute_have_two_names(exercise):
    start(exercise)
    now = datetime(2026, 11, 29, 9, 15)
    exercise.notebook.write_text("one", encoding="utf-8")
    first = keep(exercise, now)
    exercise.notebook.write_text("two", encoding="utf-8")
    second = keep(exercise, now)
    assert [first.name, second.name] == ["2026-11-29_0915.ipynb", "2026-11-29_0915_2.ipynb"]
    assert [file.read_text(encoding="utf-8") for file in (first, second)] == ["one", "two"]


def test_a_file_of_the_learners_in_the_place_of_a_released_one_is_kept(exercise):
    mine = exercise.notebook.parent / "data" / "rows.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("my own rows")
    kept = []
    assert start(exercise, kept)
    assert mine.read_text() == "1,2\n"
    assert [path.read_text() for path in kept] == ["my own rows"]
    assert kept[0].is_relative_to(exercise.backups)


def test_a_folder_with_the_notebooks_name_is_no_beginning(exercise):
    exercise.notebook.mkdir(parents=True)
    with pytest.raises(LessonlibError, match=r"01_small\.ipynb is a folder(.|\n)*move that away"):
        start(exercise)


def test_a_release_that_cannot_be_read_is_not_the_learners_to_reset(exercise):
    exercise.release.write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(LessonlibError, match="git checkout exercises"):
        start(exercise)
