"""Outputs that a worker sends: what nbformat has, or nothing."""

from __future__ import annotations

import json

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.check.values.wire import WireError
from lessonlib.grading.box.cells.outputs import MOST_IN_NOTEBOOK, OutputBudget, checked, error, of_test

STREAM = {"output_type": "stream", "name": "stdout", "text": "a"}
DISPLAY = {"output_type": "display_data", "data": {"text/plain": "a"}, "metadata": {}}
RESULT = {**DISPLAY, "output_type": "execute_result", "execution_count": 1}
ERROR = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]}


def test_honest_outputs_stay():
    honest = [STREAM, DISPLAY, RESULT, ERROR]
    assert checked([dict(output) for output in honest], OutputBudget()) == honest


def test_what_no_file_can_hold_is_replaced():
    half = "\ud800"
    outputs = [{**STREAM, "text": half}, {**DISPLAY, "data": {"text/plain": half, half: half}},
               {**ERROR, "ename": half, "evalue": half, "traceback": [half]}]  # fmt: skip
    found = checked(outputs, OutputBudget())
    assert found == [{**STREAM, "text": "?"}, {**DISPLAY, "data": {"text/plain": "?"}},
                     {**ERROR, "ename": "?", "evalue": "?", "traceback": ["?"]}]  # fmt: skip
    json.dumps(found, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "odd",
    [
        {"data": {"application/vnd.jupyter.widget-view+json": "no dictionary"}},
        {"data": {"text/html": 5, "image/png": None}},
        {"data": {1: "a"}},
        {"data": {"text/plain": b"a"}},
        {"metadata": {"a": np.zeros(2)}},
        {"metadata": ["width", 1]},
        {"metadata": None},
        {"execution_count": -1},
        {"execution_count": 10**30},
        {"execution_count": None},
        {"execution_count": "1"},
    ],
)
def test_what_cannot_be_shown_is_no_offence(odd):
    (output,) = checked([{**RESULT, **odd}], OutputBudget())
    cell = new_code_cell("", outputs=[nbformat.from_dict(output)])
    nbformat.validate(new_notebook(cells=[cell]))


def test_all_cells_of_a_notebook_have_one_budget():
    budget, text = OutputBudget(), "x" * (MOST_IN_NOTEBOOK // 10)
    cells = [checked([{**STREAM, "text": text}] * 3, budget) for _ in range(6)]
    kept = [output for cell in cells for output in cell if output["text"] == text]
    notes = [output for cell in cells for output in cell if output["text"] != text]
    assert len(kept) == 9
    assert [len(cell) for cell in cells] == [3, 3, 3, 1, 1, 1]
    assert all("Outputs are missing here" in note["text"] for note in notes)
    assert len(checked([dict(STREAM)], budget)) == 1, "a small one still fits"


def test_tiny_outputs_and_empty_lines_use_the_budget_up():
    budget = OutputBudget()
    for _ in range(MOST_IN_NOTEBOOK // 100_000):
        checked([{**ERROR, "traceback": [""] * 1000}], budget)
    assert budget.left < 1000 * 500, "an empty line takes room, too"
    budget = OutputBudget(2_000)
    assert len(checked([{**STREAM, "text": ""}] * 100, budget)) == 4 + 1


@pytest.mark.parametrize(
    "outputs",
    [
        None,
        {},
        [1],
        [{}],
        [{"output_type": "pyout"}],
        [{"output_type": ["stream"]}],
        [{**STREAM, "name": "stdin"}],
        [{**STREAM, "text": ["a"]}],
        [{**STREAM, "extra": 1}],
        [{"output_type": "stream", "name": "stdout"}],
        [{**ERROR, "traceback": "t"}],
        [{**ERROR, "traceback": [1]}],
        [{**DISPLAY, "data": "text/plain"}],
        [{"output_type": "display_data", "data": {}}],
        [{"output_type": "nothing"}],
        [STREAM] * 10_000,
    ],
)
def test_other_outputs_are_refused(outputs):
    with pytest.raises(WireError):
        checked(outputs, OutputBudget())


def test_of_a_test_only_its_text_and_its_error_are_kept():
    stderr = {**STREAM, "name": "stderr"}
    assert of_test([dict(DISPLAY), dict(RESULT), stderr, dict(ERROR)]) == [STREAM, ERROR]


def test_an_error_can_be_written():
    assert error("Tampered", "\ud800")["traceback"] == ["Tampered: ?"]
