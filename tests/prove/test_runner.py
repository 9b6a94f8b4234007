import subprocess
import sys

import nbformat
import pytest

from lessonlib.build.derive import derive
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.process.client import Zygote
from lessonlib.prove.runner import fastest_runner, in_kernels

WORK = "import pathlib\npathlib.Path('made.txt').write_text('x')\nhere = [str(p) for p in pathlib.Path().iterdir()]"
TEST = (
    "# the folder was empty\nfrom lessonlib.check import answer, expect\n\n"
    "expect.equal(answer.here, ['made.txt'], what='files')"
)


@pytest.fixture
def notebook(lesson):
    """The solution of the small lesson, with a test that fails and a cell that raises."""
    solution = next(one.notebook for one in derive(lesson) if one.path == lesson.solution_notebook)
    cells = {cell.id: cell for cell in solution.cells}
    cells["01-name"].source = "operation = 'minus'\n1 / 0"
    cells["01-add_small"].source = TEST
    cells["01-imports"].source = WORK
    return solution


@pytest.mark.slow
@pytest.mark.parametrize("way", ["forks", "kernels"])
def test_each_way_tells_the_same(run, notebook, way):
    first, second = (run if way == "forks" else in_kernels)([notebook, notebook])
    assert (first.tests, first.errors, first.stopped) == (second.tests, second.errors, second.stopped)
    assert list(first.tests) == ["add_small", "add_more", "name_is_right"]
    assert first.tests["add_small"] is None, "each notebook has an empty folder of its own"
    assert first.tests["add_more"] is None
    assert first.tests["name_is_right"].startswith(
        "CheckFailed: operation is not right.\n  got:      'minus'"
    )
    assert [error.partition("\n")[0] for error in first.errors] == [
        "ZeroDivisionError: division by zero",
        "CheckFailed: operation is not right.",
    ]
    assert first.stopped == ""
    assert 0 < first.seconds < 60


@pytest.mark.slow
@pytest.mark.parametrize("way", ["forks", "kernels"])
def test_a_process_that_dies_costs_the_tests_that_did_not_run(run, notebook, way):
    notebook.cells[-2].source = "import os\nos._exit(3)"
    (ran,) = (run if way == "forks" else in_kernels)([notebook])
    assert ran.stopped
    assert [test for test, error in ran.tests.items() if error] == ["name_is_right"]


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="there are forks on Linux only")
def test_where_no_box_can_be_had_it_says_so_and_does_without(monkeypatch, capsys, notebook):
    spawn = Zygote.spawn

    def refuse(self, target, *args, **options):
        if target == "os:getpid":
            raise BoxError("This machine does not let lessonlib make a sandbox.")
        return spawn(self, target, *args, **options)

    monkeypatch.setattr(Zygote, "spawn", refuse)
    with fastest_runner() as run:
        (ran,) = run([notebook])
    assert ran.tests["add_small"] is None, "each notebook has an empty folder of its own"
    assert ran.tests["name_is_right"]
    assert capsys.readouterr().err == (
        "This machine does not let lessonlib make a sandbox.\nThe attempts run without it.\n"
    )


@pytest.mark.slow
def test_calls_of_hint_that_a_learner_left_change_nothing(run, lesson):
    solution = next(one.notebook for one in derive(lesson) if one.path == lesson.solution_notebook)
    for cell in solution.cells:
        if cell.id in ("01-add", "01-name"):
            cell.source = f"hint()\n{cell.source}\nhint('add', 3)"
    (ran,) = run([solution])
    assert set(ran.tests.values()) == {None}
    assert ran.errors == ()


def test_nothing_starts_before_it_is_needed():
    code = (
        "import sys\nfrom lessonlib.prove.runner import fastest_runner\n"
        "with fastest_runner():\n    print('torch' in sys.modules, 'lessonlib.grading.running.apart' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_an_empty_notebook_has_no_tests():
    (ran,) = in_kernels([nbformat.v4.new_notebook()])
    assert (ran.tests, ran.errors, ran.stopped) == ({}, (), "")
