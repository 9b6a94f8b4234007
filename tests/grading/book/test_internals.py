"""nbgrader's Autograde in a gradebook that is open: also with steps of the course's own, and its other settings."""

from __future__ import annotations

import nbgrader
import pytest

from lessonlib.grading.states import State

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
]

OWN_STEP = """
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

class Praise(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        named = resources["nbgrader"]
        with Gradebook(named["db_url"]) as book:
            submission = book.find_submission(named["assignment"], named["student"])
            comment = book.find_comment("why", named["notebook"], named["assignment"], named["student"])
            comment.manual_comment = f"{submission.score:g} points!"
            book.db.commit()
        return nb, resources

c.Autograde.autograde_preprocessors.append(Praise)
"""


def test_the_version_that_was_read_is_the_one_that_is_installed():
    """When this fails: read nbgrader's autograde, base, saveautogrades, latesubmissions and getgrades again."""
    assert nbgrader.__version__ == "0.9.6"


def test_a_step_of_the_courses_own_may_open_the_gradebook(small, tmp_path, execute):
    cells = (small.SQUARE, small.NINE, small.essay("why", 4, "Say why."))
    course = small.SmallCourse(tmp_path, *cells, config=OWN_STEP).release()
    course.submit("ada")
    [row] = course.grade(execute).rows
    assert (row.state, row.score) == (State.GRADED, 2)
    with course.gradebook() as book:
        assert book.find_comment("why", "hw1", "hw1", "ada").comment == "2 points!"
    assert "2 points!" in row.feedback.read_text()


def test_students_may_have_to_be_known(small, tmp_path, execute):
    course = small.SmallCourse(tmp_path, config="c.Autograde.create_student = False").release()
    course.submit("ada")
    course.submit("stranger")
    with course.gradebook() as book:
        book.add_student("ada")
    rows = {row.student: row for row in course.grade(execute).rows}
    assert rows["ada"].score == 5
    assert rows["stranger"].state is State.CRASHED
    assert rows["stranger"].reason.startswith("nbgrader could not enter the result")
    assert course.scores() == {"ada": 5}


def test_what_cannot_be_entered_leaves_the_gradebook_as_it_was(small, tmp_path, execute):
    course = small.SmallCourse(tmp_path).release()
    course.submit("ada", small.WRONG)
    course.grade(execute)
    course.submit("ada")
    autograded = course.root / "autograded"
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.Autograde.autograde_preprocessors = ['no.step']\n")
    course.course = type(course.course)(course.root)
    [row] = course.grade(execute).rows
    assert (row.score, row.state) == (0, State.CRASHED)
    assert course.scores() == {"ada": 0}
    assert autograded.exists()
