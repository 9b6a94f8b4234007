"""An existing nbgrader course, without a word of lessonlib in it, is graded apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.build.source import read_cells
from lessonlib.grading.box.client import Zygote
from lessonlib.grading.handed_in.given import given_by, names_bound
from lessonlib.grading.running.apart import WARM, Conditions, run_apart
from lessonlib.grading.running.limits import Limits

CELLS = read_cells(Path(__file__).with_name("ordinary_course.py"))
TESTS = {str(cell.options["test"]): float(cell.options.get("points", 1)) for cell in CELLS if "test" in cell.options}
ANSWERS = {str(cell.options["answer"]): cell.source for cell in CELLS if "answer" in cell.options}
WRONG = {str(cell.options["wrong"]): cell.source for cell in CELLS if "wrong" in cell.options}
LIMITS = Limits(cell_seconds=60, submission_seconds=300, memory_mb=1024)


@pytest.fixture(scope="module")
def zygote():
    with Zygote(WARM) as zygote:
        yield zygote


@pytest.fixture(scope="module")
def run(zygote, tmp_path_factory):
    def run(answers, said=None):
        folder = tmp_path_factory.mktemp("work")
        return run_apart(notebook(answers), folder, LIMITS, zygote, conditions(said))

    return run


@pytest.fixture(scope="module")
def solution(run):
    return run(ANSWERS)


def marked(source, name, **marks):
    every = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {**every, "grade_id": name, **marks}})


def notebook(answers):
    cells = []
    for cell in CELLS:
        options = cell.options
        if "test" in options:
            name = str(options["test"])
            cells.append(marked(cell.source, name, grade=True, locked=True, points=TESTS[name]))
        elif "answer" in options:
            cells.append(marked(answers[options["answer"]], str(options["answer"]), solution=True))
        elif "wrong" not in options:
            cells.append(new_code_cell(cell.source))
    return new_notebook(cells=cells)


def conditions(said):
    given = [cell.source for cell in CELLS if "answer" not in cell.options and "wrong" not in cell.options]
    binds = {name: names_bound(source) for name, source in ANSWERS.items()}
    return Conditions(given=given_by(given, ANSWERS.values()), binds=binds, said=said)


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
