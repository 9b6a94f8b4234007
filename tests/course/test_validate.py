"""`nbgrader validate` runs each solution in a kernel, as JupyterLab does, and finds nothing wrong."""

import os
import subprocess

import pytest


def run(lesson):
    command = ["nbgrader", "validate", str(lesson.solution_notebook.relative_to(lesson.root))]
    small = {name: value for name, value in os.environ.items() if name != "LESSONLIB_DATA"}
    return subprocess.run(command, cwd=lesson.root, env=small, capture_output=True, text=True, timeout=600)


@pytest.mark.slow(others="nightly")
def test_the_solution_passes_its_tests(graded, runs):
    done = runs[graded.slug].result()
    assert "Success! Your notebook passes all the tests." in done.stdout, done.stdout + done.stderr
