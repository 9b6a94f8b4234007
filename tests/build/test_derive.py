import json

import nbformat
import pytest

from lessonlib.build.contents import contents_file
from lessonlib.build.derive import build
from lessonlib.build.errors import BuildError
from lessonlib.build.lesson import Lesson


def add_mark(notebook) -> None:
    notebook.cells[0].source += "!"


def test_it_writes_three_notebooks_and_then_nothing(lesson, files):
    assert build(lesson.root) == [
        lesson.chapters[0].notebook,
        lesson.solution_notebook,
        lesson.release_notebook,
        contents_file(lesson.root),
    ]
    before = files(lesson)
    assert build(lesson.root) == []
    assert files(lesson) == before
    assert not any(".tmp" in name for name in before)


def test_it_builds_the_same_bytes_from_nothing(built, files):
    before = files(built)
    for path in (built.chapters[0].notebook, built.solution_notebook, built.release_notebook):
        path.unlink()
    build(built.root)
    assert files(built) == before


def test_outputs_are_cleared_and_are_no_edit(built, edit, files):
    before = files(built)

    def run(notebook):
        notebook.cells[1].execution_count = 3
        notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="3")]

    edit(built.chapters[0].notebook, run)
    assert build(built.root) == [built.chapters[0].notebook]
    assert files(built) == before


@pytest.mark.parametrize("name", ["chapter.py", "exercise.py"])
def test_an_edited_notebook_is_not_overwritten_and_the_way_back_is_told(built, name, edit, files):
    path = built.chapters[0].notebook if name == "chapter.py" else built.solution_notebook
    edit(path, add_mark)
    before = files(built)
    message = rf"{path}.* was edited by hand.*{name}, run `lessonlib build --adopt 01_addition`.*delete"
    with pytest.raises(BuildError, match=message):
        build(built.root)
    assert files(built) == before


@pytest.mark.parametrize("adopt", [False, True])
def test_an_edited_release_cannot_be_adopted(built, adopt, edit, files):
    edit(built.release_notebook, add_mark)
    edit(built.chapters[0].notebook, add_mark)
    before = files(built)
    with pytest.raises(BuildError, match=r"exercises/.*cannot be adopted: edit that instead"):
        build(built.root, adopt=adopt)
    assert files(built) == before


@pytest.mark.parametrize(
    "text", ["<<<<<<< HEAD", json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})]
)
def test_a_foreign_file_in_the_way_is_left_alone(built, text):
    built.chapters[0].notebook.write_text(text)
    with pytest.raises(
        BuildError, match=r"course/.* is not a notebook that lessonlib wrote \(it .*\).*delete it"
    ):
        build(built.root)
    assert built.chapters[0].notebook.read_text() == text


def test_one_broken_lesson_does_not_stop_the_others(lesson):
    broken = Lesson(lesson.root, "00_broken")
    broken.directory.mkdir()
    with pytest.raises(BuildError, match=r"00_broken is empty: write chapter\.py or exercise\.py"):
        build(lesson.root)
    assert lesson.release_notebook.exists()


def test_notebooks_of_a_deleted_lesson_go_and_those_of_others_stay(built, edit):
    mine = built.root / "course" / "Untitled.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), mine)
    chapter = built.chapters[0].notebook
    edit(chapter, add_mark)
    built.directory.rename(built.root / "lessons" / "03_addition")
    moved = build(built.root)
    assert not built.release_notebook.parent.exists()
    assert built.solution_notebook in moved
    assert mine.exists()
    assert chapter.exists(), "an edited one is kept"


def test_two_chapters_are_two_notebooks_with_links(second, split):
    build(second.root)
    whole = second.chapters[0].notebook
    split(second)
    assert build(second.root) == [
        second.root / "course" / "01a_addition.ipynb",
        second.root / "course" / "01b_addition.ipynb",
        whole,  # removed
    ]
    assert not whole.exists()
    first, last = (nbformat.read(chapter.notebook, as_version=4) for chapter in second.chapters)
    assert first.cells[-1].source.endswith("**Next**: [1b. Addition](01b_addition.ipynb)")
    assert "**Time**: 5 minutes." in first.cells[0].source
    assert {cell.id[:3] for cell in [*first.cells, *last.cells]} == {"01a", "01b", "01-"}, (
        "ids name the chapter"
    )
