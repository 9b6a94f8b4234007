"""An existing nbgrader course, without a word of lessonlib in it, is graded apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.build.source import read_cells
from lessonlib.grading.handed_in.given import given_by, names_bound
from lessonlib.grading.running.apart import Conditions, run_apart
from lessonlib.grading.running.limits import Limits


class OrdinaryCourse:
    """The cells of a file such as ordinary_course.py; `answers`, `other` and `wrong` are answers by their names."""

    def __init__(self, name):
        self._cells = read_cells(Path(__file__).with_name(name))
        self.answers, self.other, self.wrong = map(self._sources, ("answer", "other", "wrong"))
        options = [cell.options for cell in self._cells if "test" in cell.options]
        self.tests = {str(one["test"]): float(one.get("points", 1)) for one in options}

    def _sources(self, role):
        return {str(cell.options[role]): cell.source for cell in self._cells if role in cell.options}

    def notebook(self, answers):
        cells = []
        for cell in self._cells:
            options = cell.options
            if "test" in options:
                name = str(options["test"])
                cells.append(marked(cell.source, name, grade=True, locked=True, points=self.tests[name]))
            elif "answer" in options:
                cells.append(marked(answers[options["answer"]], str(options["answer"]), solution=True))
            elif "wrong" not in options and "other" not in options:
                cells.append(new_code_cell(cell.source))
        return new_notebook(cells=cells)

    def conditions(self, said):
        learners = {"answer", "wrong", "other"}
        given = [cell.source for cell in self._cells if learners.isdisjoint(cell.options)]
        binds = {name: names_bound(source) for name, source in self.answers.items()}
        return Conditions(given=given_by(given, self.answers.values()), binds=binds, said=said)


COURSE = OrdinaryCourse("ordinary_course.py")
TESTS, ANSWERS, OTHER, WRONG = COURSE.tests, COURSE.answers, COURSE.other, COURSE.wrong
LIMITS = Limits(cell_seconds=60, submission_seconds=300, memory_mb=1024)


@pytest.fixture(scope="module")
def run(warm, tmp_path_factory):
    def run(answers, said=None):
        folder = tmp_path_factory.mktemp("work")
        return run_apart(COURSE.notebook(answers), folder, LIMITS, warm, COURSE.conditions(said))

    return run


@pytest.fixture(scope="module")
def run_of(warm, tmp_path_factory):
    """Runs a notebook of a course of its own."""

    def run_of(work, conditions):
        return run_apart(work, tmp_path_factory.mktemp("work"), LIMITS, warm, conditions)

    return run_of


@pytest.fixture(scope="module")
def solution(run):
    return run(ANSWERS)


def marked(source, name, **marks):
    every = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {**every, "grade_id": name, **marks}})


def errors(executed):
    return {
        cell.metadata.nbgrader.grade_id: output.evalue[:300]
        for cell in executed.notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        for output in cell.outputs
        if output.output_type == "error"
    }


def test_the_course_has_at_least_forty_tests():
    assert len(TESTS) >= 40


def test_the_solution_earns_all_points(solution):
    assert errors(solution) == {}
    assert solution.earned == TESTS


def test_the_solution_earns_them_again_with_what_its_objects_had_to_say(run, solution):
    again = run(ANSWERS, solution.said)
    assert errors(again) == {}
    assert again.earned == TESTS


def test_each_wrong_answer_fails_each_of_its_tests(run, solution):
    executed = run(WRONG, solution.said)
    assert executed.state == ""
    assert {name: points for name, points in executed.earned.items() if points} == {}


def test_another_right_answer_earns_all_points(run, solution):
    executed = run(ANSWERS | OTHER, solution.said)
    assert errors(executed) == {}
    assert executed.earned == TESTS


@pytest.mark.parametrize(
    ("name", "needs"),
    [("table_course.py", "pandas"), ("learning_course.py", "torch"), ("network_course.py", "torch")],
)
def test_right_and_wrong_answers_of_other_courses(run_of, name, needs):
    pytest.importorskip(needs)
    course = OrdinaryCourse(name)
    solution = run_of(course.notebook(course.answers), course.conditions(None))
    assert errors(solution) == {}
    for answers, points in ((course.other, len(course.tests)), (course.wrong, 0)):
        executed = run_of(course.notebook(course.answers | answers), course.conditions(solution.said))
        assert sum(executed.earned.values()) == points, (executed.earned, errors(executed))


FORGED = """
class Forged:
    def allclose(self, *args, **kwargs):
        return True

    def __getattr__(self, name):
        return getattr(numpy, name)

import numpy
np = Forged()
square = lambda x: 0
"""


def test_a_module_that_the_learner_exchanged_gives_no_verdict(run_of):
    """The test takes `np` from nobody's import but the answer's."""
    cells = [
        marked("import numpy as np\ndef square(x):\n    return x * x", "square", solution=True),
        marked(
            "assert np.allclose(square(np.array([3.0])), 9)", "close", grade=True, locked=True, points=1.0
        ),
        marked("assert np.zeros(2).sum() == 0", "there", grade=True, locked=True, points=1.0),
    ]
    given = Conditions(
        given=given_by([], [cells[0].source]), binds={"square": names_bound(cells[0].source)}, said=None
    )
    for source, points in ((cells[0].source, 2.0), (FORGED, 1.0), ("square = lambda x: x * x", 0.0)):
        work = new_notebook(cells=[marked(source, "square", solution=True), *cells[1:]])
        assert sum(run_of(work, given).earned.values()) == points


LIE = '''
class Lie:
    """Is whatever one wants it to be."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        return self

    def __getitem__(self, key):
        return self

    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

    def __lt__(self, other):
        return True

    __ne__ = __gt__ = __le__ = __ge__ = __lt__

    def __contains__(self, item):
        return True

    def __sub__(self, other):
        return self

    __add__ = __mul__ = __abs__ = __sub__

    def __len__(self):
        return 3

    def __iter__(self):
        return iter([self])

    def __float__(self):
        return 0.0

    def __hash__(self):
        return 0

    def equals(self, other):
        return 1


'''


def test_objects_that_equal_everything_earn_nothing(run, solution):
    lies = {
        name: LIE + "\n".join(f"{bound} = Lie()" for bound in names_bound(source) if bound != "EmptyStack")
        for name, source in ANSWERS.items()
    }
    earned = {name: points for name, points in run(lies, solution.said).earned.items() if points}
    assert earned == {}


def test_a_helper_of_the_instructors_cannot_be_exchanged(run, solution):
    cheat = (
        WRONG["square"]
        + "\n\ndef near(a, b):\n    return True\n\nTOLERANCE = 1e9\nmath = assert_allclose = near\n"
    )
    executed = run(WRONG | {"square": cheat}, solution.said)
    assert executed.earned["helper_of_the_instructor"] == 0
    assert executed.earned["random_inputs"] == 0
    assert executed.earned["numpy_testing"] == 0
