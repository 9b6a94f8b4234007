"""`lessonlib check`, as a learner reads it."""

from __future__ import annotations

import io

import pytest
from nbformat.v4 import new_code_cell
from rich.console import Console

from lessonlib.grading.preflight.command import run_check


@pytest.fixture
def shown(lesson):
    """The exit status and what is printed."""

    def shown(path, **options):
        text = io.StringIO()
        status = run_check(path, lesson.release_notebook, Console(file=text, width=100), **options)
        return status, text.getvalue()

    return shown


def test_a_finished_notebook_is_ready(save, shown, right):
    assert shown(save(**right), run=False) == (0, "This notebook is ready to be handed in.\n")


@pytest.mark.smoke
@pytest.mark.slow
def test_it_is_run_before_that_is_said(save, shown, right):
    assert shown(save(**right)) == (
        0,
        "Running the notebook as the grader does (--no-run leaves this out) ...\n"
        "3 of 3 visible tests pass where it is graded.\n"
        "This notebook is ready to be handed in.\n",
    )


@pytest.mark.slow
def test_what_fails_only_where_it_is_graded(save, shown, right):
    def change(notebook):
        notebook.cells.append(new_code_cell("print(gone)", execution_count=9))

    status, text = shown(save(change, **right))
    assert status == 1
    assert "Where it is graded, this fails, and you have not seen it fail:\n  - Cell " in text
    assert "(`print(gone)`): NameError: name 'gone' is not defined. No cell makes `gone`." in text
    assert "ready" not in text


def test_what_is_to_be_corrected_and_what_is_open(save, shown):
    status, text = shown(save(xor="def xor("), run=False)
    assert status == 1
    assert text.startswith("You have to correct:\n  - Cell 'xor' cannot run")
    assert "Without an answer yet:\n  - layers\n" in text


def test_an_untouched_exercise_is_not_run(save, shown):
    status, text = shown(save())
    assert status == 1
    assert text.startswith("You have to correct:\n  - Nothing is answered yet")
    assert "Running" not in text


def test_an_exercise_that_is_not_known(save, right):
    text = io.StringIO()
    assert run_check(save(**right), None, Console(file=text, width=200), run=False) == 0
    assert text.getvalue().endswith("so it was compared with none: use --release.\n")
