"""Releases as they are on disk: made of the source, compared with what learners got, remembered."""

from __future__ import annotations

import json

import nbformat
import pytest

from lessonlib.grading.book.catalogue import bring_up_to_date
from lessonlib.grading.book.gradebook import open_gradebook, save
from lessonlib.grading.book.release import check_release, read_assignment
from lessonlib.grading.errors import GradingError


@pytest.fixture
def course(small, tmp_path):
    course = small.SmallCourse(tmp_path)
    for name, text in (("data/x.csv", "1"), ("helper.py", "given"), ("notes.pyc", "no")):
        course.file("solutions", name).parent.mkdir(parents=True, exist_ok=True)
        course.file("solutions", name).write_text(text)
    return course


def read(course, enter=False):
    with open_gradebook(course.course.db_url, "") as book:
        assignment = read_assignment(course.course, book, "hw1")
        if enter:
            bring_up_to_date(book, assignment)
            save(book)
        return assignment


def edit(course, old, new, step="exercises", name="hw1.ipynb"):
    path = course.file(step, name)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_it_is_made_of_the_source_with_hidden_tests_and_without_solutions(course):
    [release] = read(course).releases
    cells = {cell.grade_id: cell for cell in release.graded}
    assert "square(-4)" in cells["secret"].source
    assert "square(-4)" not in cells["secret"].visible
    assert "return x * x" not in cells["square"].source
    assert release.points == {"nine": 2, "secret": 3}
    assert all(len(cell.metadata["checksum"]) == 32 for cell in release.graded)


def test_it_is_what_generate_assignment_makes(course):
    made = read(course)
    course.release()
    check_release(course.course, made)
    given = nbformat.read(course.file("exercises", "hw1.ipynb"), 4)
    assert [cell.source for cell in given.cells] == [cell.visible for cell in made.releases[0].cells]
    assert read(course) == made


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("expect.equal(answer.square(3), 9", "expect.equal(answer.square(3), 10", "'nine' has another text"),
        ('"points": 2', '"points": 4', "'nine' is worth 4 points, not 2"),
        ('"grade_id": "nine"', '"grade_id": "ten"', "'nine' is missing.*'ten' is not in the source"),
        ('"cell_type": "code"', '"cell_type": "markdown"', "is another kind of cell|cannot be read"),
        ("{", "[", "cannot be read"),
    ],
)
def test_a_release_that_its_source_does_not_give_is_refused(course, old, new, message):
    course.release()
    edit(course, old, new)
    with pytest.raises(GradingError, match=rf"(?s){message}.*nbgrader generate_assignment hw1"):
        check_release(course.course, read(course))


def test_a_source_that_was_changed_since_is_refused_until_the_release_is_made_again(course):
    course.release()
    edit(course, '"points": 2', '"points": 4', step="solutions")
    with pytest.raises(GradingError, match=r"'nine' is worth 2 points, not 4"):
        check_release(course.course, read(course))
    course.release()
    check_release(course.course, read(course))


def test_what_is_not_graded_may_differ(small, course):
    course.write(small.new_markdown_cell("A typing errror."), small.SQUARE, small.NINE, small.SECRET)
    course.release()
    edit(course, "errror", "error")
    edit(course, "def square(x):", "def square(x, /):")
    check_release(course.course, read(course))


def test_a_notebook_of_several_that_learners_did_not_get_is_told(small, course):
    course.release()
    course.write(part=[small.SQUARE, small.NINE])
    with pytest.raises(GradingError, match=r"part\.ipynb is missing"):
        check_release(course.course, read(course))


def test_without_a_release_on_disk_there_is_nothing_to_compare(course):
    check_release(course.course, read(course))


def test_files_are_those_that_learners_got(course):
    assert read(course).files.learners == {"data/x.csv": b"1", "helper.py": b"given"}
    course.release()
    course.file("exercises", "model.bin").write_text("left by a notebook that ran there")
    course.file("solutions", "hidden.csv").write_text("for tests")
    files = read(course).files
    assert files.learners == {"data/x.csv": b"1", "helper.py": b"given"}
    assert files.tests == {**files.learners, "hidden.csv": b"for tests"}


def test_a_file_that_changed_since_is_refused(course):
    course.release()
    course.file("solutions", "data/x.csv").write_text("2")
    with pytest.raises(GradingError, match=r"the file data/x\.csv differs"):
        check_release(course.course, read(course))


def test_files_that_do_not_fit_are_refused(course, monkeypatch):
    monkeypatch.setattr("lessonlib.grading.book.release.Box.disk_mb", 0)
    with pytest.raises(GradingError, match=r"take 0 MB, and a submission's folder may take 0 MB"):
        read(course)


def test_a_source_that_nbgrader_cannot_release_is_named(small, course):
    course.write(small.SQUARE, small.NINE, small.NINE)
    message = r"cannot make the release of .*hw1\.ipynb: .*corrupted\. Several cells have one id: 'nine' \(2 cells\)"
    with pytest.raises(GradingError, match=message):
        read(course)


def test_a_source_that_fails_for_another_reason_is_named(small, course):
    course.write(small.answer("square", "### BEGIN SOLUTION\n1"), small.NINE)
    with pytest.raises(
        GradingError, match=r"cannot make the release of .*hw1\.ipynb: .*Correct the notebook"
    ):
        read(course)


def test_without_a_source_the_gradebook_has_the_hidden_tests(course):
    made = read(course.release())
    course.file("solutions", "hw1.ipynb").unlink()
    [release] = read(course).releases
    assert [cell.source for cell in release.graded] == [cell.source for cell in made.releases[0].graded]
    edit(course, "expect.equal(answer.square(3), 9", "expect.equal(answer.square(3), 10")
    assert "10" in next(cell.source for cell in read(course).releases[0].graded if cell.grade_id == "nine")
    edit(course, '"from lessonlib.check import answer, expect"', '"import math"')
    with pytest.raises(GradingError, match=r"'secret'.*another one than in the gradebook.*Put the source"):
        read(course)


def test_earlier_releases_are_remembered(small, course):
    first = read(course, enter=True).releases[0]
    course.write(small.SQUARE, small.test("nine", 2, "assert True"), small.SECRET)
    second = read(course, enter=True).releases[0]
    assert second.earlier == (first.handed_out,)
    assert read(course).releases[0] == second
    course.write(small.SQUARE, small.NINE, small.SECRET)
    assert read(course).releases[0].earlier == (second.handed_out,)


def test_what_only_the_gradebook_remembers_is_an_earlier_release_too(small, course):
    first = read(course, enter=True).releases[0]
    (course.root / ".lessonlib/releases/hw1.json").unlink()
    course.write(small.SQUARE, small.test("nine", 2, "assert True"), small.SECRET)
    assert read(course).releases[0].earlier == (first.handed_out,)


def test_memory_holds_no_text_of_a_test(course):
    read(course, enter=True)
    text = (course.root / ".lessonlib/releases/hw1.json").read_text()
    assert json.loads(text)["hw1"][0].keys() == {"square", "nine", "secret"}
    assert "expect" not in text
