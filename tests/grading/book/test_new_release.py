"""`nbgrader generate_assignment`: stamped as the build stamps it, and possible after somebody handed in."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.grading.book.new_release import StampRelease
from lessonlib.grading.errors import GradingError
from lessonlib.notebook.stamp import content_hash, stored_hash

pytestmark = pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session")


def test_a_release_carries_the_hash_of_its_own_content(lesson):
    notebook = nbformat.read(lesson.solution_notebook, as_version=4)
    notebook.cells[1].source = "changed = True"
    assert stored_hash(notebook) != content_hash(notebook)
    stamped, _ = StampRelease().preprocess(notebook, {})
    assert stored_hash(stamped) == content_hash(stamped)


def test_an_instructors_own_notebook_is_left_as_it_is():
    notebook = new_notebook(cells=[new_code_cell("x = 1", execution_count=3)])
    before = nbformat.writes(notebook)
    StampRelease().preprocess(notebook, {})
    assert nbformat.writes(notebook) == before


def test_cells_and_notebooks_may_come_and_go_after_somebody_handed_in(small, tmp_path):
    course = small.SmallCourse(tmp_path).release()
    with course.gradebook() as book:
        book.add_student("ada")
        book.add_submission("hw1", "ada")
        book.find_grade("nine", "hw1", "hw1", "ada").manual_score = 1.5
        book.db.commit()
    course.write(small.SQUARE, small.NINE, small.test("more", 1, "assert 1"))
    course.write(part=[small.SQUARE, small.NINE])
    course.release()
    assert (tmp_path / "exercises/hw1/part.ipynb").exists()
    with course.gradebook() as book:
        assert {cell.name for cell in book.find_notebook("hw1", "hw1").grade_cells} == {"nine", "more"}
        assert book.find_grade("nine", "hw1", "hw1", "ada").manual_score == 1.5
        assert book.find_submission("hw1", "ada").max_score == 5
    assert len(list((tmp_path / ".lessonlib/history/hw1").iterdir())) == 1


def test_a_source_that_cannot_be_released_is_told(small, tmp_path):
    course = small.SmallCourse(tmp_path, small.SQUARE, small.NINE, small.NINE)
    with pytest.raises(GradingError, match=r"could not release hw1: .*hw1\.ipynb"):
        course.release()
