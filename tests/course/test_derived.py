"""What is in course/, solutions/ and exercises/ is what lessons/ makes, without outputs."""

import subprocess

import nbformat
import pytest

from lessonlib.build.derive import derive
from lessonlib.build.notebook import dumps


def test_the_notebooks_are_those_that_the_sources_make(lesson):
    for one in derive(lesson):
        assert one.path.read_text() == dumps(one.notebook), f"{one.path}: run `make course`"


def test_no_notebook_of_the_checkout_stores_outputs(lesson):
    for path in (lesson.course_notebook, lesson.solution_notebook, lesson.release_notebook):
        cells = nbformat.read(path, as_version=4).cells if path.exists() else []
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path


@pytest.mark.slow
def test_nbgrader_validates_the_solution_and_not_the_release(graded):
    solution = validate(graded.root, graded.solution_notebook)
    assert "Success! Your notebook passes all the tests." in solution.stdout, (
        solution.stdout + solution.stderr
    )
    release = validate(graded.root, graded.release_notebook)
    assert "VALIDATION FAILED" in release.stdout, release.stdout + release.stderr
    assert "The following" in release.stdout
    assert "task" in release.stdout, "the message names the task that is not answered"


def validate(root, notebook):
    command = ["nbgrader", "validate", str(notebook.relative_to(root))]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600)
