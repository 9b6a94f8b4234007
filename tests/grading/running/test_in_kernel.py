"""Notebooks that run in one kernel with their tests."""

from __future__ import annotations

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.grading.running.in_kernel import run_in_kernel
from lessonlib.grading.running.limits import Limits

pytestmark = pytest.mark.slow

CHECK = "from lessonlib.check import answer, expect\nexpect.equal(answer.double({}), {}, what='double')"
RIGHT = "def double(x): return 2 * x"


def graded(name, source, points=1):
    marks = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {**marks, "grade_id": name, "points": points}})


def notebook(*cells):
    """A test of `double` after each text that is given as a cell; others are as they are."""
    made = [new_markdown_cell("# Title")]
    for number, cell in enumerate(cells, 1):
        is_text = isinstance(cell, str)
        made += (
            [new_code_cell(cell), graded(f"test_{number}", CHECK.format(number, 2 * number))]
            if is_text
            else [cell]
        )
    return new_notebook(cells=made)


@pytest.fixture
def run(tmp_path):
    def run(notebook, cell_seconds=60, submission_seconds=120):
        return run_in_kernel(notebook, tmp_path, Limits(cell_seconds, submission_seconds, sandbox=False))

    return run


def test_outputs_points_and_the_notebook_itself(run):
    given = notebook(
        f"{RIGHT}\n'done'", "def double(x): return x", "import sys; print('a', file=sys.stderr)\n1 / 0", ""
    )
    before = copy.deepcopy(given)
    executed = run(given)
    assert given == before
    assert (executed.state, executed.reason) == ("", "")
    assert executed.earned == {"test_1": 1, "test_2": 0, "test_3": 0, "test_4": 0}
    nbformat.validate(executed.notebook)
    _, first, passed, _, failed, error, *_ = executed.notebook.cells
    assert (first.outputs[0].data["text/plain"], first.execution_count) == ("'done'", 1)
    assert passed.outputs == []
    assert failed.outputs[0].evalue == "double is not right.\n  got:      2\n  expected: 4"
    assert [output.output_type for output in error.outputs] == ["stream", "error"]


@pytest.mark.parametrize(
    ("value", "earned"),
    [
        ("1.5", 1.5),
        ("0", 0),
        ("None", 2),
        ("'right'", 2),
        ("3", 0),
        ("-1", 0),
        ("float('nan')", 0),
        ("True", 2),
        ("__import__('numpy').float64(1.5)", 1.5),
        ("__import__('numpy').float32(0)", 0),
        ("__import__('numpy').array([1.5])", 1.5),
        ("__import__('torch').tensor(1)", 1),
        ("1e-3", 0.001),
        ("[1, 2]", 2),
    ],
)
def test_a_test_that_ends_in_a_number_gives_so_many_points(run, value, earned):
    assert run(notebook(graded("partial", value, points=2))).earned == {"partial": earned}


@pytest.mark.parametrize("where", ["answer", "test"])
def test_a_kernel_that_dies_ends_the_notebook(run, where):
    end = "print('here', flush=True)\nimport os; os._exit(5)"
    cell = end if where == "answer" else graded("ends", end)
    executed = run(notebook(RIGHT, cell, RIGHT))
    assert executed.state == "crashed"
    place = "cell 4" if where == "answer" else "the cell 'ends'"
    assert executed.reason == f"in {place}, the kernel died"
    assert executed.earned.pop("test_1") == 1
    assert len(executed.earned) == 2
    assert set(executed.earned.values()) == {0}
    assert executed.notebook.cells[3].outputs[0].ename == "KernelDied"
    assert "this cell did not run: in" in executed.notebook.cells[-1].outputs[0].evalue


def test_a_cell_that_takes_too_long_ends_the_notebook(run):
    executed = run(notebook(RIGHT, "while True: pass"), cell_seconds=3)
    assert (executed.state, executed.reason) == ("timeout", "in cell 4, a cell took more than 3 s")
    assert executed.earned == {"test_1": 1, "test_2": 0}


def test_the_whole_notebook_has_a_limit(run):
    executed = run(notebook(RIGHT, "while True: pass"), submission_seconds=6)
    assert (executed.state, executed.reason) == ("timeout", "in cell 4, the notebook took more than 6 s")


def test_files_come_along_but_for_notebooks_and_stay_as_they_were(run, tmp_path):
    (tmp_path / "module.py").write_text(RIGHT)
    (tmp_path / "graded.ipynb").write_text("hidden tests")
    executed = run(
        notebook("import os\nprint(os.listdir())\nopen('new', 'w').close()\nfrom module import double")
    )
    assert executed.notebook.cells[1].outputs[0].text == "['module.py']\n"
    assert executed.earned == {"test_1": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graded.ipynb", "module.py"]


def test_how_it_ran_before_counts_for_nothing(run):
    given = notebook("import os; os._exit(1)")
    for cell in given.cells[1:]:
        cell.execution_count, cell.metadata["execution"] = 1, {"shell.execute_reply": "2026-01-01T00:00:00Z"}
    assert run(given).earned == {"test_1": 0}
