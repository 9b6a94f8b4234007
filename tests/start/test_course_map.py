import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.build.contents import Entry, contents_file, contents_of, contents_text
from lessonlib.start.course_map import course_map
from lessonlib.work.exercise import Exercise
from lessonlib.work.submit import submit

LESSONS = (
    Entry("01_tensors", "Tensors", "numbers in rows"),
    Entry("02_graphs_and_sessions", "Graphs and sessions", "describe first, run later"),
    Entry("03_linear_regression", "Linear regression", "loss | descent"),
)
ERROR = new_output("error", ename="CheckFailed", evalue="no", traceback=[])


def code(ran=False, error=False, points=None):
    cell = new_code_cell("1", execution_count=4 if ran or error else None, outputs=[ERROR] if error else [])
    if points is not None:
        cell.metadata["nbgrader"] = {"grade": True, "points": points, "grade_id": "x"}
    return cell


@pytest.fixture
def save(tmp_path):
    """save(place, *cells): a notebook of a copy of a course of three lessons."""
    contents_file(tmp_path).parent.mkdir()
    contents_file(tmp_path).write_text(contents_text(LESSONS), encoding="utf-8")

    def write(place, *cells):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=[new_markdown_cell("# Title"), *cells]), path)

    return write


def row(page, number):
    return page.rows[number - 1]


def test_a_fresh_copy_has_links_and_nothing_done(tmp_path, save, monkeypatch):
    save("course/02_graphs_and_sessions.ipynb", code(), code())
    save("exercises/02_graphs_and_sessions/02_graphs_and_sessions.ipynb", code(), code(points=10))
    monkeypatch.chdir(tmp_path / "course")
    page = course_map()
    assert len(page.rows) == 3
    assert page.summary.startswith("**0 of 3 lessons read.**")
    assert row(page, 2)[3:] == (
        "[chapter](02_graphs_and_sessions.ipynb)",
        "[exercise](../work/02_graphs_and_sessions/02_graphs_and_sessions.ipynb)",
    )
    assert row(page, 3) == ("3", "Linear regression", r"loss \| descent", "", ""), "not in this copy"


@pytest.mark.parametrize(
    ("cells", "done"),
    [
        ([code(ran=True), code()], "1 of 2 cells"),
        ([code(ran=True), code(error=True)], "1 of 2 cells"),
        ([code(ran=True), code(ran=True)], "done"),
    ],
)
def test_a_chapter_is_done_when_each_cell_has_run_without_an_error(tmp_path, save, cells, done):
    save("course/01_tensors.ipynb", *cells)
    page = course_map(tmp_path)
    assert row(page, 1)[3].endswith(f".ipynb) {done}")
    assert page.summary.startswith("**1 of 3") is (done == "done")


def test_a_lesson_of_several_chapters_is_read_when_all_are(tmp_path, save):
    save("course/01a_tensors.ipynb", code(ran=True))
    save("course/01b_tensors.ipynb", code(ran=True), code())
    save("course/01_tensors.ipynb", code())  # of an earlier release
    folder = f"{os.path.relpath(tmp_path)}/course"
    page = course_map(tmp_path)
    assert row(page, 1)[3] == (
        f"[chapter 1a]({folder}/01a_tensors.ipynb) done, [chapter 1b]({folder}/01b_tensors.ipynb) 1 of 2 cells"
    )
    assert page.summary.startswith("**0 of 3")
    save("course/01b_tensors.ipynb", code(ran=True))
    assert course_map(tmp_path).summary.startswith("**1 of 3")


def test_each_lesson_has_an_exercise(tmp_path, save):
    for lesson in LESSONS:
        save(f"exercises/{lesson.slug}/{lesson.slug}.ipynb", code(points=10))
    assert all(place.startswith("[exercise](") for *_, place in course_map(tmp_path).rows)


def test_an_exercise_has_the_points_of_the_tests_that_passed(tmp_path, save):
    save(
        "exercises/01_tensors/01_tensors.ipynb",
        *(code(ran=True), code(ran=True, points=2.5), code(error=True, points=4), code(points=3.5)),
    )
    assert row(course_map(tmp_path), 1)[4].endswith(".ipynb) 2.5 of 10 points")


def test_the_link_leads_to_a_copy_that_goes_its_own_way(tmp_path, save):
    name = "01_tensors/01_tensors.ipynb"
    save(f"exercises/{name}", code(points=10))
    assert f"]({os.path.relpath(tmp_path)}/work/{name})" in row(course_map(tmp_path), 1)[4]
    save(f"work/{name}", code(ran=True, points=10))
    assert row(course_map(tmp_path), 1)[4].endswith(".ipynb) 10 of 10 points")
    submit(Exercise(tmp_path, "01_tensors"))
    assert row(course_map(tmp_path), 1)[4].endswith(".ipynb) 10 of 10 points, **handed in**")
    save(f"exercises/{name}", code(points=9))
    assert row(course_map(tmp_path), 1)[4].endswith(", new release: `lessonlib update 1`")


def test_where_no_copy_can_be_made_the_link_leads_to_the_release(tmp_path, save):
    save("exercises/01_tensors/01_tensors.ipynb", code(points=10))
    (tmp_path / "work").write_text("a file is in the way", encoding="utf-8")
    assert "/exercises/01_tensors/01_tensors.ipynb)" in row(course_map(tmp_path), 1)[4]


@pytest.mark.parametrize(
    ("opening", "minutes"),
    [
        ("**Time**: 55 minutes, with the practice.", " (55 min)"),
        ("# 1. Tensors\n\n**Time**: 40 to 60 minutes. **Points**: 10.", " (40 to 60 min)"),
        ("**Time**: about 60 minutes, and 40 minutes for the exercise.", " (60 min)"),
        ("It takes 5 minutes.", ""),
    ],
)
def test_a_notebook_has_the_minutes_that_its_opening_states(tmp_path, save, opening, minutes):
    save("course/01_tensors.ipynb")
    path = tmp_path / "course" / "01_tensors.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell(opening), code(ran=True), code()]), path)
    assert row(course_map(tmp_path), 1)[3].endswith(f".ipynb){minutes} 1 of 2 cells")


@pytest.mark.parametrize("text", ["<<<<<<< HEAD", "[]", '{"cells": 3}', '{"cells": [{}]}'])
def test_a_damaged_notebook_is_told_and_stops_nothing(tmp_path, save, text):
    save("course/02_graphs_and_sessions.ipynb", code())
    (tmp_path / "course" / "01_tensors.ipynb").write_text(text)
    page = course_map(tmp_path)
    assert row(page, 1)[3].endswith("(cannot be read)")
    assert row(page, 2)[3]


def test_far_from_the_course_it_says_where_to_open_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = course_map()
    assert repr(page) == (
        "**There is no map here.** No notebooks were found near this one. Open it in the folder of the course."
    )


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< HEAD", "{}", "[3]", '[{"slug": "x"}]', '[{"slug": "x", "title": "", "about": ""}]', None],
)
def test_without_the_list_of_lessons_it_says_how_to_get_it(tmp_path, save, text):
    save("course/01_tensors.ipynb", code())
    contents_file(tmp_path).unlink()
    if text is not None:
        contents_file(tmp_path).write_text(text)
    page = course_map(tmp_path)
    assert not page.rows
    assert "`git checkout course/lessons.json` brings it back" in page.summary


def test_this_course_has_its_lessons_in_a_row():
    root = Path(__file__).parents[2]
    lessons = contents_of(root)
    assert [lesson.number for lesson in lessons] == list(range(1, len(lessons) + 1))
    assert [row[0] for row in course_map(root).rows] == [str(lesson.number) for lesson in lessons]
