"""Before a class is graded: the tests are tried on the solution, and the gradebook learns the release on disk."""

from __future__ import annotations

import re

import pytest
from nbgrader.api import Gradebook, MissingEntry

from lessonlib.grading.errors import GradingError
from lessonlib.grading.grade import Options, grade_class, read_class
from lessonlib.grading.proof import UNPROVEN

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(r"ignore:Object of type <\w+> not in session"),
]

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
IMPORT = "from lessonlib.check import answer, expect\n"
BROKEN = {
    "a misspelt name": (
        HIDDEN.format("vlaue_of(3)"),
        r"NameError: name 'vlaue_of'.*in line 2: vlaue_of\(3\)",
    ),
    "a missing module": ("import pandas_not_here", r"ModuleNotFoundError: .*pandas_not_here"),
    "a wrong reference": (
        f"{IMPORT}expect.equal(answer.square(3), 10, what='nine')",
        r"CheckFailed: nine.*got: +9",
    ),
    "some of its points": ("2", r"it gives 2 of 3 points"),
    "no number": ("float('nan')", r"PointsError: .*nan"),
    "too many points": ("4", r"PointsError: .*ended in 4"),
}


def nobody_is_entered(course):
    with Gradebook(course.course.db_url) as book:
        try:
            submissions = book.assignment_submissions("hw1")
        except MissingEntry:
            submissions = []
    return submissions == [] and not list((course.root / "autograded").iterdir())


@pytest.fixture
def course(small, tmp_path):
    return small.SmallCourse(tmp_path / "course")


@pytest.mark.parametrize("kind", BROKEN)
def test_a_test_that_fails_on_the_solution_stops_the_run_before_anything_is_entered(
    small, course, execute, kind
):
    source, message = BROKEN[kind]
    course.write(small.SQUARE, small.NINE, small.test("broken", 3, source))
    course.release().submit("ada")
    (course.root / "autograded").mkdir()
    with pytest.raises(GradingError) as refused:
        course.grade(execute)
    told = " ".join(str(refused.value).split())
    assert re.search(rf"the test 'broken': {message}", told)
    assert "the test 'nine'" not in told
    assert "--skip-test broken" in told
    assert nobody_is_entered(course)


def test_a_test_of_no_points_must_hold_too(small, course, execute):
    course.write(small.SQUARE, small.NINE, small.test("zero", 0, "assert False"))
    course.release().submit("ada")
    with pytest.raises(GradingError, match=r"the test 'zero': AssertionError"):
        course.grade(execute)


def test_what_the_solution_itself_lacks_is_named(small, course, execute):
    course.write(
        small.answer("read", "data = open('data.csv').read()"), small.test("t", 1, f"{IMPORT}answer.data")
    )
    course.release().submit("ada", {})
    with pytest.raises(GradingError, match=r"the solution itself: read: FileNotFoundError.*data\.csv"):
        course.grade(execute)


def test_a_skipped_test_gives_its_points_to_all_who_handed_in(small, course, execute):
    course.write(small.SQUARE, small.NINE, small.test("broken", 3, "vlaue_of(3)"))
    course.release()
    course.submit("right")
    course.submit("wrong", small.WRONG)
    course.submit("no_notebook", change=lambda notebook: "my essay")
    graded = course.grade(execute, skip_tests=["broken"])
    assert {row.student: row.score for row in graded.rows} == {"right": 5, "wrong": 3, "no_notebook": 0}
    assert course.scores() == {"right": 5, "wrong": 3, "no_notebook": 0}
    said = "The test 'broken' was skipped: its 3 points are given to all who handed in."
    assert said in graded.remarks
    assert said in course.table()["wrong"]["notes"]
    assert said.replace("'", "&#39;") in (course.root / "reports/hw1/report.html").read_text()


def test_a_dropped_test_does_not_count_and_counts_again(small, course, execute):
    course.write(small.SQUARE, small.NINE, small.test("broken", 3, "vlaue_of(3)"))
    course.release().submit("right")
    graded = course.grade(execute, drop_tests=["broken"])
    assert [(row.score, row.max_score) for row in graded.rows] == [(2, 2)]
    assert "The test 'broken' was dropped: its 3 points do not count." in graded.remarks
    assert "broken" not in course.table()["right"]
    with course.gradebook() as book:
        assert book.find_assignment("hw1").max_score == 2
    course.write(small.SQUARE, small.NINE, small.SECRET)
    course.release()
    assert [(row.score, row.max_score) for row in course.grade(execute).rows] == [(5, 5)]


def test_setting_a_test_aside_runs_nothing_again(course, execute):
    course.release().submit("right")
    course.grade(execute)
    ran = []
    graded = course.grade(watched(execute, ran), drop_tests=["secret"], rerun_changed=True)
    assert ran == ["solution", "untouched"]
    assert [(row.score, row.max_score, row.held_back) for row in graded.rows] == [(2, 2, False)]


def watched(execute, ran):
    def watch(submissions, *arguments, **options):
        for submission, outcome in execute(submissions, *arguments, **options):
            ran.append(submission.student)
            yield submission, outcome

    watch.at_a_time, watch.remarks = execute.at_a_time, ("The machine is warm.",)
    return watch


def test_names_of_tests_are_checked(course, execute):
    course.release().submit("right")
    with pytest.raises(GradingError, match=r"no test 'ninety'\. The tests are: nine, secret\."):
        course.grade(execute, skip_tests=["ninety"])
    with pytest.raises(GradingError, match=r"no test 'square'"):
        course.grade(execute, drop_tests=["square"])
    with pytest.raises(GradingError, match=r"cannot be skipped and dropped: nine"):
        course.grade(execute, skip_tests=["nine"], drop_tests=["nine"])


def test_in_several_notebooks_a_name_may_need_the_notebooks(small, tmp_path, execute):
    cells = [small.SQUARE, small.NINE]
    course = small.SmallCourse(tmp_path, part_a=cells, part_b=cells)
    course.release()
    for name in ("part_a", "part_b"):
        course.submit("ada", small.WRONG, name=name)
    with pytest.raises(GradingError, match=r"Several tests are called 'nine'.*part_a/nine, part_b/nine"):
        course.grade(execute, skip_tests=["nine"])
    graded = course.grade(execute, skip_tests=["part_b/nine"])
    assert graded.rows[0].points == {"part_a/nine": 0, "part_b/nine": 2}


def test_what_held_is_not_tried_again_until_something_changes(small, course, execute):
    course.release().submit("ada")
    ran = []
    for _ in range(2):
        course.grade(watched(execute, ran))
    assert ran == ["solution", "untouched", "ada", "ada"]
    course.write(small.SQUARE, small.NINE)
    course.release()
    course.grade(watched(execute, ran))
    assert ran[4:] == ["solution", "untouched", "ada"]


CANNOT_FAIL = """
import unittest

class Tests(unittest.TestCase):
    def test_it(self):
        self.assertEqual(square(3), 9)

unittest.main(argv=[""], exit=False)
"""


def test_a_test_that_gives_points_for_nothing_is_named(small, course, execute):
    course.write(small.SQUARE, small.NINE, small.test("unit", 3, CANNOT_FAIL))
    course.release().submit("ada", small.WRONG)
    ran, remark = [], r"nothing was done earns 3 of 5 points, by 'unit'\. A test that cannot fail"
    for _ in range(2):
        graded = course.grade(watched(execute, ran))
        assert any(re.search(remark, said) for said in graded.remarks)
    assert ran == ["solution", "untouched", "ada", "ada"]
    assert any(re.search(remark, said) for said in read_class(course.course, "hw1").remarks)
    graded = course.grade(execute, drop_tests=["unit"])
    assert not any("nothing was done" in said for said in graded.remarks)


def test_a_value_that_is_no_number_is_not_worth_all_points(small, course, execute):
    """By nbgrader's rule it is; but the solution's number says that this test counts."""
    some = small.test("some", 4, "sum(square(x) == x * x for x in (0, 1, 2, 3))")
    raw = small.test("raw", 9, "square(3)")
    course.write(small.SQUARE, some, raw)
    course.release()
    answers = {"ada": "x * x", "bob": "2 * x", "eve": "[x * x]", "tim": "str(x * x)", "zoe": "None"}
    for student, value in answers.items():
        course.submit(student, {"square": f"def square(x):\n    return {value}"})
    course.grade(execute)
    assert course.scores() == {"ada": 13, "bob": 2 + 6, "eve": 0, "tim": 0, "zoe": 0}


def test_a_test_that_ends_in_a_truth_value_is_named(small, course, execute):
    course.write(small.SQUARE, small.test("looks", 2, "square(3) == 9"))
    course.release().submit("ada", small.WRONG)
    remark = r"'looks' ends in a truth value, which counts nothing(.|\n)*Write `assert`"
    for _ in range(2):  # the second time from what is kept
        assert any(re.search(remark, said) for said in course.grade(execute).remarks)
    assert course.scores() == {"ada": 2}


def test_without_a_solution_the_run_says_once_that_the_tests_were_not_tried(course, execute):
    course.release()
    for student in ("ada", "bob"):
        course.submit(student)
    (course.root / "solutions/hw1/hw1.ipynb").unlink()
    graded = course.grade(execute)
    assert graded.remarks == (UNPROVEN,)
    assert {row.student: row.score for row in graded.rows} == {"ada": 5, "bob": 5}


def test_with_neither_source_nor_gradebook_there_is_no_assignment(course, execute):
    with pytest.raises(GradingError, match=r"There is no 'hw2' in the gradebook or in solutions/"):
        grade_class(course.course, "hw2", execute, Options())


def test_random_inputs_are_drawn_from_one_seed_which_is_kept(course, execute):
    course.release().submit("ada")
    first = course.grade(execute)
    seeds = {one.seed for one in first.assignment.conditions.values()}
    assert seeds == {first.seed} == {course.grade(execute, resume=True).seed}
    assert f"the seed {first.seed}." in (course.root / "reports/hw1/report.html").read_text()
    assert course.grade(execute).seed != first.seed
    assert course.grade(execute, seed=7).seed == 7


def test_what_is_to_be_said_of_the_machine_is_said(course, execute):
    course.release().submit("ada")
    assert course.grade(watched(execute, [])).remarks == ("The machine is warm.",)
    assert read_class(course.course, "hw1").remarks == ("The machine is warm.",)


def test_the_tests_know_the_names_of_the_solution(course, execute):
    course.release().submit("ada")
    conditions = course.grade(execute).assignment.conditions["hw1"]
    assert conditions.binds == {"square": ["square"]}
    assert conditions.given.answered == ["square"]
    assert set(conditions.given.statements) == {"answer", "expect"}
    assert conditions.said.keys() == {"nine", "secret"}


def test_an_ordinary_course_is_graded_as_it_is(small, course, execute):
    course.write(small.SQUARE, small.test("plain", 4, "assert square(3) == 9\nassert square(-1) == 1"))
    course.release()
    course.submit("right")
    course.submit("wrong", small.WRONG)
    assert {row.student: row.score for row in course.grade(execute).rows} == {"right": 4, "wrong": 0}
