"""States of an exercise, from not begun to changed after it was handed in."""

from datetime import UTC, datetime

import pytest
from nbformat.v4 import new_output

from lessonlib.work.exercise import read
from lessonlib.work.progress import progress
from lessonlib.work.start import start
from lessonlib.work.submit import submit
from tests.work.conftest import RELEASE, answer, notebook_of, write

NOW = datetime(2026, 11, 29, 9, 15, tzinfo=UTC)


def saved(exercise, **answers):
    notebook = read(exercise.notebook)
    for name, source in answers.items():
        answer(notebook, name, source)
    write(exercise.notebook, notebook)


def ran(exercise, *tests, error=False):
    notebook = read(exercise.notebook)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in tests:
            cell.execution_count = 1
            if error:
                cell.outputs = [new_output("error", ename="AssertionError")]
    write(exercise.notebook, notebook)


def seen(exercise):
    found = progress(exercise)
    return found.state, f"{found.answered}/{found.tasks}", f"{found.passed}/{found.tests}"


def test_from_not_begun_to_handed_in(exercise):
    assert progress(exercise).state == "not begun"
    start(exercise)
    assert seen(exercise) == ("untouched", "0/2", "0/2")
    saved(exercise, double="def double(x):\n    return x + x")
    ran(exercise, "doubles")
    assert seen(exercise) == ("begun", "1/2", "1/2")
    saved(exercise, half="half = 0.4")
    ran(exercise, "halves", error=True)
    assert seen(exercise) == ("begun", "2/2", "1/2")
    saved(exercise, half="half = 0.5")
    notebook = read(exercise.notebook)
    notebook.cells[-1].outputs = []
    write(exercise.notebook, notebook)
    assert seen(exercise) == ("ready", "2/2", "2/2")
    submit(exercise, NOW)
    assert seen(exercise) == ("handed in", "2/2", "2/2")
    assert progress(exercise).handed_in == NOW
    saved(exercise, half="half = 1 / 2")
    assert progress(exercise).state == "changed since it was handed in"


def test_running_again_is_no_change(exercise):
    start(exercise)
    saved(exercise, half="half = 0.5")
    submit(exercise, NOW)
    ran(exercise, "halves")
    assert progress(exercise).state == "handed in"


def test_a_new_release_is_told(exercise):
    start(exercise)
    assert not progress(exercise).is_old
    write(exercise.release, notebook_of(RELEASE[:-1]))
    assert progress(exercise).is_old


@pytest.mark.parametrize("text", ["", "<<<<<<< HEAD\n{}"])
def test_a_damaged_notebook_is_a_state(exercise, text):
    start(exercise)
    exercise.notebook.write_text(text, encoding="utf-8")
    found = progress(exercise)
    assert found.state == "cannot be read"
    assert "it is not JSON" in found.why


def test_a_damaged_record_is_never_handed_in(exercise):
    start(exercise)
    exercise.record.write_text('{"time": 3}', encoding="utf-8")
    assert progress(exercise).state == "untouched"
