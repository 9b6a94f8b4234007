"""Which notebooks are a submission to a release, and which belong to something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.grading.handed_in.belonging import origin
from lessonlib.grading.handed_in.contents import Malformed, read_contents
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import repair
from lessonlib.notebook.file import read_notebook

ROOT = Path(__file__).parents[3]


def marked(grade_id, source, **marks):
    return new_code_cell(source, metadata={"nbgrader": {"grade_id": grade_id, **marks}})


def homework(function, number):
    """An exercise as many instructors write them: each has the same ids."""
    return new_notebook(
        cells=[
            new_markdown_cell(f"# Homework {number}"),
            marked("imports", "import math", locked=True),
            marked("q1", f"def {function}(x):\n    raise NotImplementedError()", solution=True),
            marked("q1_test", f"assert {function}(3) == {number}", grade=True, locked=True, points=1),
            marked("q2", "", solution=True),
            marked("q2_test", f"assert {function}({number}) == 1", grade=True, locked=True, points=1),
        ]
    )


def contents(notebook):
    return read_contents(json.dumps(notebook).encode())


@pytest.fixture
def release():
    return Release.of(homework("square", 9), "hw1", "hw1")


def test_a_notebook_with_the_same_ids_and_other_tests_is_another_assignment(release):
    with pytest.raises(Malformed, match=r"it holds no task of hw1\. Hand in your notebook of hw1\."):
        repair(contents(homework("cube", 27)), release)


def rewrite_answers(notebook):
    notebook.cells[2].source = "square = lambda x: x * x"
    notebook.cells[4].source = "print(square(2))"


def delete_tests(notebook):
    rewrite_answers(notebook)
    del notebook.cells[5], notebook.cells[3]


def edit_a_test(notebook):
    notebook.cells[3].source = "pass"


def keep_one_task(notebook):
    notebook.cells[2].source = "def square(x):\n    return x * x"
    notebook.cells = notebook.cells[2:3]


def copy_cells(notebook):
    notebook.cells += notebook.cells[1:4]


def add_a_stranger(notebook):
    notebook.cells.append(marked("hw0_test", "assert True", grade=True))


def lose_all_marks(notebook):
    for cell in notebook.cells:
        cell.metadata.clear()


@pytest.mark.parametrize(
    "change",
    [rewrite_answers, delete_tests, edit_a_test, keep_one_task, copy_cells, add_a_stranger, lose_all_marks],
)
def test_what_learners_do_to_a_notebook_does_not_make_it_another_one(release, change):
    notebook = homework("square", 9)
    change(notebook)
    repair(contents(notebook), release)


@pytest.mark.parametrize("source", ["print('my holidays')", "import math", "x = 1"])
def test_a_notebook_without_a_task_is_refused(release, source):
    with pytest.raises(Malformed, match=r"holds no task of hw1"):
        repair(contents(new_notebook(cells=[new_code_cell(source)])), release)


def test_it_is_said_where_a_notebook_comes_from(release):
    notebook = new_notebook(cells=[new_code_cell("x = 1")])
    for source, reason in (
        ("lessons/02_graphs/exercise.py", r"it is the exercise 02_graphs, and holds no task of hw1"),
        (
            "lessons/02_graphs/chapter.py",
            r"it is the chapter 02_graphs, in which there is nothing to hand in",
        ),
        ("lessons/02_graphs/chapter_b.py", r"it is the chapter 02_graphs"),
        ("/etc/passwd", r"^it holds no task of hw1\. "),
        (7, r"^it holds no task of hw1\. "),
    ):
        notebook.metadata["lessonlib"] = {"derived_from": source}
        with pytest.raises(Malformed, match=reason):
            repair(contents(notebook), release)
    assert origin(contents(new_notebook())) == ("", "")


def all_of(pattern):
    return {path.stem: contents(read_notebook(path)) for path in sorted(ROOT.glob(pattern))}


@pytest.mark.nightly
def test_no_exercise_and_no_chapter_of_this_course_is_taken_for_another_exercise():
    exercises = all_of("exercises/*/*.ipynb")
    others = [("exercise", *item) for item in exercises.items()]
    others += [("chapter", *item) for item in all_of("course/*.ipynb").items()]
    assert len(exercises) >= 16
    for path in sorted(ROOT.glob("exercises/*/*.ipynb")):
        release = Release.of(read_notebook(path), path.stem, path.stem)
        taken = [(kind, name) for kind, name, other in others if belongs(other, release)]
        assert taken == [("exercise", path.stem)]


def belongs(notebook, release):
    try:
        repair(notebook, release)
    except Malformed:
        return False
    return True
