"""Which exercise a learner means, and where its files lie."""

import pytest

from lessonlib import LessonlibError
from lessonlib.work.exercise import Exercise, find_course, find_exercises, read


@pytest.fixture
def course(tmp_path):
    for slug in ("01_small", "02_large", "capstone"):
        folder = tmp_path / "exercises" / slug
        folder.mkdir(parents=True)
        (folder / f"{slug}.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "exercises" / "notes").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["2", "02", "02_large", "exercises/02_large/", "02_large.ipynb"])
def test_names_of_one_exercise(course, name):
    assert find_exercises(course, [name]) == [Exercise(course, "02_large")]


def test_all_in_order_and_names_without_a_number(course):
    assert [exercise.slug for exercise in find_exercises(course)] == ["01_small", "02_large", "capstone"]
    assert find_exercises(course, ["capstone", "1"])[0].slug == "01_small"


def test_no_such_exercise(course):
    with pytest.raises(LessonlibError, match=r"no exercise '7'. The exercises are: 01_small, 02_large"):
        find_exercises(course, ["7"])


def test_the_course_is_found_from_a_folder_below(course):
    assert find_course(course / "exercises" / "notes") == course


def test_no_course(tmp_path):
    with pytest.raises(LessonlibError, match=r"no exercises in(.|\n)*holds exercises/"):
        find_course(tmp_path)


def test_what_was_not_begun_says_how_to_begin(course):
    with pytest.raises(LessonlibError, match=r"not begun 02_large(.|\n)*lessonlib start 2"):
        Exercise(course, "02_large").expect_started()


@pytest.mark.parametrize("text", ["", "<<<<<<< HEAD\n{", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_left_and_the_way_out_is_said(tmp_path, text):
    file = tmp_path / "x.ipynb"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LessonlibError, match=r"x\.ipynb cannot be read: (.|\n)*work/backups/(.|\n)*reset"):
        read(file)
    assert file.read_text(encoding="utf-8") == text
