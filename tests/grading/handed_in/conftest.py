"""A small exercise with the name "ex", and notebooks that are answers to it."""

from __future__ import annotations

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.grading.handed_in.reference import Release

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def _exercise(number=1, test="assert answer.square{}(3) == 9"):
    """Homework `number`, with its own function and the same ids as all others."""

    def marked(grade_id, source, **marks):
        marks["grade_id"] = grade_id
        return new_code_cell(source, id=f"{number}-{grade_id}", metadata={"nbgrader": marks})

    return new_notebook(
        cells=[
            marked("imports", "import math", locked=True),
            marked("q", f"def square{number}(x):\n    raise NotImplementedError()", solution=True),
            marked("q_test", test.replace("{}", str(number)), grade=True, locked=True, points=1),
        ],
        metadata=KERNEL,
    )


@pytest.fixture
def exercise():
    """exercise(2, test="assert True"): the notebook of homework 2 with this test."""
    return _exercise


@pytest.fixture
def release():
    return Release.of(_exercise(), "ex", "ex")


@pytest.fixture
def notebook():
    """notebook("x * x"): the bytes of the exercise with this answer; without one, as it was given."""

    def notebook(answer=None, number=1):
        made = _exercise(number)
        if answer is not None:
            made.cells[1].source = f"def square{number}(x):\n    return {answer}"
        return json.dumps(made).encode()

    return notebook


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "submitted" / "ada" / "ex"
    folder.mkdir(parents=True)
    return folder
