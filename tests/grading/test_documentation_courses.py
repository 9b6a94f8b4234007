"""The assignments of nbgrader's own documentation, as many instructors begin: graded as they are."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import nbgrader
import pytest

from lessonlib.grading.course import CONFIG as CONFIG_NAME
from lessonlib.grading.course import Course
from lessonlib.grading.grade import Options, grade_class
from lessonlib.grading.states import State

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
    pytest.mark.filterwarnings("ignore:Unclosed socket:ResourceWarning"),
]

DOCUMENTED = Path(nbgrader.__file__).parent / "docs/source/user_guide"
TESTS = ("correct_squares", "squares_invalid_input", "correct_sum_of_squares", "sum_of_squares_uses_squares")


@pytest.mark.parametrize("assignment", ["ps1", pytest.param("ps1_autotest", marks=pytest.mark.nightly)])
@pytest.mark.usefixtures("small")
def test_it_is_graded_as_it_is(assignment, tmp_path, execute, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where nbgrader looks for autotests.yml
    shutil.copy(Path(__file__).parents[2] / CONFIG_NAME, tmp_path)
    shutil.copy(DOCUMENTED / "autotests.yml", tmp_path)
    shutil.copytree(DOCUMENTED / "source" / assignment, tmp_path / "solutions" / assignment)
    course = Course(tmp_path)
    course.release(assignment)
    gc.collect()  # nbgrader leaves its kernel's sockets, which would warn in another test
    for student, step in (("solver", "solutions"), ("untouched", "exercises")):
        shutil.copytree(tmp_path / step / assignment, tmp_path / "submitted" / student / assignment)
    rows = {row.student: row for row in grade_class(course, assignment, execute, Options()).rows}
    assert {row.state for row in rows.values()} == {State.PARTIAL}
    assert [rows["solver"].points[f"problem1/{test}"] for test in TESTS] == [1, 1, 0.5, 0.5]
    assert [rows["untouched"].points[f"problem1/{test}"] for test in TESTS] == [0, 0, 0, 0]
