"""The long run of lesson 12 on the real MNIST: its solution earns all points within the grader's limits."""

import os
from pathlib import Path

import nbformat
import pytest

from lessonlib.build.lesson import find_lessons
from lessonlib.prove.runner import fastest_runner

ROOT = Path(__file__).parents[2]
MNIST = Path(os.environ.get("LESSONLIB_DATA", "")).resolve() / "mnist"


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.skipif(not MNIST.is_dir(), reason="LESSONLIB_DATA has no mnist/")
def test_the_solution_reads_over_98_per_cent():
    (lesson,) = find_lessons(ROOT, ["12"])
    notebook = nbformat.read(lesson.solution_notebook, as_version=4)
    # The stand-ins would earn the points, too.
    notebook.cells.append(nbformat.v4.new_code_cell("assert run_folder == 'runs/mnist', run_folder"))
    with fastest_runner() as run:
        (ran,) = run([notebook])
    assert not ran.stopped
    assert not ran.errors
    assert set(ran.tests.values()) == {None}
