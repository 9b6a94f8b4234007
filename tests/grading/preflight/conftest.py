"""A learner's folder with the exercise 01_xor in it."""

from __future__ import annotations

import sys

import nbformat
import pytest

from lessonlib.grading.preflight.differences import failed_tests, failures
from lessonlib.grading.preflight.dry_run import dry_run
from lessonlib.grading.preflight.form import check_form

RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}


@pytest.fixture
def right():
    return dict(RIGHT)


@pytest.fixture
def save(answered, tmp_path):
    """Saves the exercise as it looks after all its cells ran well in JupyterLab; `change(notebook)` comes last."""
    folder = tmp_path / "mine"
    folder.mkdir()

    def save(change=lambda notebook: None, name="01_xor.ipynb", **sources):
        notebook = answered(**sources)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count = 1
        change(notebook)
        nbformat.write(notebook, folder / name)
        return folder / name

    return save


@pytest.fixture(params=["sandbox", "kernel"])
def run(request, save, lesson, right, monkeypatch):
    """run(change, **answers): what fails where the notebook is graded, as name, message, why and seen."""
    if request.param == "kernel":
        monkeypatch.setattr(sys, "platform", "darwin")

    def run(change=lambda notebook: None, **answers):
        path = save(change, **right | answers)
        accepted = check_form(path, lesson.release_notebook).accepted
        ran = dry_run(accepted, warm=None if request.param == "kernel" else request.getfixturevalue("warm"))
        assert ran.unboxed == (
            "" if request.param == "sandbox" else "The sandbox needs Linux, and this is darwin."
        )
        assert [cell.source for cell in ran.notebook.cells] == [
            c.source for c in accepted.repaired.notebook.cells
        ]
        return failures(accepted, ran), failed_tests(accepted, ran), ran

    return run
