"""Notebooks that run in a real box, apart from their tests."""

from __future__ import annotations

import copy
import json
import random
import re
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.running.apart import Conditions, run_apart
from lessonlib.grading.running.limits import Limits
from lessonlib.notebook.metadata import is_test

COLD = (
    "lessonlib.grading.box.cells.worker",
    "lessonlib.grading.box.cells.examiner",
)  # no torch: starts in a second
CHECK = "from lessonlib.check import answer, expect\nexpect.equal(answer.double({}), {}, what='double')"


LIMITS = Limits(cell_seconds=30, submission_seconds=60, memory_mb=1024)


@pytest.fixture(scope="module")
def zygote():
    with Zygote(COLD) as zygote:
        yield zygote


@pytest.fixture
def run(zygote, tmp_path):
    def run(notebook, with_notebooks=False, **limits):
        return run_apart(notebook, tmp_path, replace(LIMITS, **limits), zygote, with_notebooks=with_notebooks)

    return run


def graded(name, source):
    marks = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {**marks, "grade_id": name, "points": 1}})


def notebook(*answers):
    """Each answer with a test of `double` after it."""
    cells = [new_markdown_cell("# Title")]
    for number, answer in enumerate(answers, 1):
        cells += [new_code_cell(answer), graded(f"test_{number}", CHECK.format(number, 2 * number))]
    return new_notebook(cells=cells)


def test_outputs_points_and_the_notebook_itself(run):
    given = notebook("def double(x): return 2 * x\n'done'", "def double(x): return x", "raise ValueError")
    before = copy.deepcopy(given)
    executed = run(given)
    assert given == before
    assert (executed.state, executed.reason) == ("", "")
    assert executed.earned == {"test_1": 1, "test_2": 0, "test_3": 0}
    nbformat.validate(executed.notebook)
    _, first, passed, _, failed, error, _ = executed.notebook.cells
    assert (first.outputs[0].data["text/plain"], first.execution_count) == ("'done'", 1)
    assert passed.outputs == []
    assert failed.outputs[0].evalue == "double is not right.\n  got:      2\n  expected: 4"
    assert error.outputs[0].ename == "ValueError"


def test_answers_that_set_no_seed_draw_the_same_for_a_whole_class_but_not_what_tests_draw(zygote, tmp_path):
    def drawn(seed):
        work = new_notebook(cells=[new_code_cell("import random\nrandom.random()")])
        executed = run_apart(work, tmp_path, LIMITS, zygote, Conditions(seed=seed))
        return float(executed.notebook.cells[0].outputs[0].data["text/plain"])

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    assert drawn(7) != random.Random(7).random(), "a learner who reads the start would know what tests draw"


def test_a_process_that_ends_takes_down_what_comes_after_it(run):
    executed = run(
        notebook("def double(x): return 2 * x", "import os; os._exit(5)", "def double(x): return 2 * x")
    )
    assert executed.state == "crashed"
    assert executed.reason == "in cell 4, the process that runs the learner's code ended itself"
    assert executed.earned == {"test_1": 1, "test_2": 0, "test_3": 0}
    errors = [cell.outputs[0] for cell in executed.notebook.cells[3:]]
    assert {error.ename for error in errors} == {"KernelDied"}
    assert errors[1].evalue.startswith("this cell did not run: in cell 4")


def test_a_test_that_never_ends_is_given_up(run, monkeypatch):
    monkeypatch.setattr("lessonlib.grading.running.apart._SLACK", 0.5)
    given = notebook("def double(x): return 2 * x")
    given.cells.append(graded("endless", "import time\ntime.sleep(60)"))
    executed = run(given, submission_seconds=3)
    assert executed.state == "timeout"
    assert executed.reason == "in the cell 'endless', a test did not come to its end"
    assert executed.earned == {"test_1": 1, "endless": 0}


@pytest.mark.parametrize("test", ["while True: pass", "try:\n    while True: pass\nexcept Exception: pass"])
def test_a_test_that_computes_for_too_long_ends_at_the_limit_of_a_cell(run, test):
    """As over a huge file that a learner left for it; what comes after it runs."""
    given = notebook("def double(x): return 2 * x", "def double(x): return 2 * x")
    given.cells.insert(2, graded("endless", test))
    executed = run(given, cell_seconds=1)
    assert executed.earned == {"test_1": 1, "endless": 0, "test_2": 1}
    assert executed.state == "timeout"
    assert executed.reason == "the cell 'endless' itself took more than 1 s and was stopped"


def test_a_notebook_without_code(run):
    executed = run(new_notebook(cells=[new_markdown_cell("# Title")]))
    assert (executed.state, executed.earned) == ("", {})


def test_a_name_for_a_signal(run):
    executed = run(notebook("import ctypes; ctypes.string_at(0)"))
    assert re.search(r"killed \(Segmentation fault\)", executed.reason)


def test_a_test_that_is_there_twice_must_pass_twice(run):
    given = notebook("def double(x): return 2 * x", "def double(x): return 0")
    given.cells[4] = copy.deepcopy(given.cells[2])
    assert run(given).earned == {"test_1": 0}


def test_files_come_along_but_for_notebooks(run, tmp_path):
    (tmp_path / "data.csv").write_text("1,2")
    (tmp_path / "module.py").write_text("def double(x): return 2 * x")
    (tmp_path / "graded.ipynb").write_text("hidden tests")
    executed = run(notebook("import glob\nprint(sorted(glob.glob('*')))\nfrom module import double"))
    assert executed.notebook.cells[1].outputs[0].text == "['data.csv', 'module.py']\n"
    assert executed.earned == {"test_1": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "graded.ipynb", "module.py"]


def test_files_beside_the_notebook_are_run_and_imported(run, tmp_path):
    (tmp_path / "helper.py").write_text("def double(x): return 2 * x")
    (tmp_path / "test_numbers.py").write_text("start = 7")
    beside = new_notebook(
        cells=[new_markdown_cell("# Mine"), new_code_cell("import math\nroot = math.sqrt(49)")]
    )
    nbformat.write(beside, tmp_path / "other one.ipynb")
    given = notebook("%run helper.py")
    given.cells.append(new_code_cell("%run 'other one.ipynb'\nfrom test_numbers import start\nroot == start"))
    executed = run(given, with_notebooks=True)
    assert executed.earned == {"test_1": 1}
    assert executed.notebook.cells[-1].outputs[0].data["text/plain"] == "True"


@pytest.mark.parametrize("name", ["code", "random", "types", "test", "queue", "statistics", "json", "socket"])
def test_a_helper_with_the_name_of_a_standard_module_does_no_harm(run, tmp_path, name):
    (tmp_path / f"{name}.py").write_text("def double(x): return 2 * x")
    given = notebook(f"import {name}\n{name}.__file__", f"%run {name}.py\n'run'")
    executed = run(given)
    assert executed.state == ""
    assert f"/work/{name}.py" not in executed.notebook.cells[1].outputs[0].data["text/plain"]
    assert executed.earned == {"test_1": 0, "test_2": 1}


def test_a_helper_comes_before_an_installed_library_of_its_name(run, tmp_path):
    (tmp_path / "nbconvert.py").write_text("def double(x): return 2 * x")
    (tmp_path / "IPython.py").write_text("raise SystemExit")
    executed = run(notebook("from nbconvert import double\nimport IPython\nIPython.version_info[0] > 7"))
    assert executed.notebook.cells[1].outputs[0].data["text/plain"] == "True"
    assert executed.earned == {"test_1": 1}


def test_neither_process_reaches_a_file_of_the_grader(run, tmp_path):
    secret = tmp_path.parent / "secret"
    secret.write_text("hidden")
    given = notebook(f"double = open({str(secret)!r}).read")
    given.cells.append(graded("reads", f"open({str(secret)!r})"))
    shown = json.dumps(run(given).notebook)
    assert shown.count("No such file or directory") >= 2


def test_tests_are_automatic_code_cells():
    solution = graded("s", "")
    solution.metadata.nbgrader.solution = True
    markdown = new_markdown_cell("", metadata=graded("m", "").metadata)
    cells = [graded("t", ""), solution, markdown, new_code_cell("")]
    assert [is_test(cell) for cell in cells] == [True, False, False, False]


@pytest.mark.parametrize(
    ("answer", "earned"),
    [("0.5", 0.5), ("True", 0), ("'1'", 0), ("[1]", 0), ("None", 0), ("float('nan')", 0), ("2", 0)],
)
def test_where_the_solution_ends_in_points_every_submission_must(zygote, tmp_path, answer, earned):
    work = new_notebook(cells=[new_code_cell(f"value = {answer}"), graded("part", "value")])
    executed = run_apart(work, tmp_path, LIMITS, zygote, Conditions(counting=["part"]))
    assert executed.earned == {"part": earned}
    told = [output.evalue for output in executed.notebook.cells[1].outputs if output.output_type == "error"]
    assert len(told) == (earned == 0)
    assert all("gives from 0 to 1 points" in one for one in told)
