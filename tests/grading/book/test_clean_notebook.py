"""Autograded notebooks: nothing in them that a reader's program could run or load, and all that people read."""

from __future__ import annotations

import copy
import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.grading.book.clean_notebook import CleanNotebook
from lessonlib.grading.box.cells.outputs import MOST_IN_NOTEBOOK

PNG = "iVBORw0KGgo="
RESOURCES = {"nbgrader": {}}


def cleaned(*cells, **metadata):
    notebook = nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    )
    made, _ = CleanNotebook().preprocess(notebook, RESOURCES)
    nbformat.validate(made)
    return made


def outputs(*given):
    cell = {**new_code_cell("x"), "outputs": list(given)}
    return cleaned(nbformat.from_dict(cell)).cells[0].outputs


def test_what_is_read_stays():
    marks = {"grade_id": "g", "grade": True, "solution": False, "points": 2}
    code = new_code_cell(
        "x = 1",
        execution_count=7,
        metadata={"nbgrader": marks, "lessonlib": {"failed_line": 3}},
        outputs=[
            new_output("stream", name="stdout", text="a\x1b[31mb"),
            new_output("display_data", data={"text/html": "<b>a</b>", "text/plain": "a"}),
            new_output(
                "display_data", data={"image/png": PNG}, metadata={"image/png": {"width": 3, "height": 4}}
            ),
            new_output("display_data", data={"text/markdown": "*a*", "text/latex": "$a$"}),
            new_output("execute_result", data={"text/plain": "1.5"}, execution_count=7),
            new_output("error", ename="E", evalue="v", traceback=["t"]),
        ],
    )
    text = new_markdown_cell("![](attachment:a.png) <b>", attachments={"a.png": {"image/png": PNG}})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    before = copy.deepcopy([code, text])
    made = cleaned(code, text, kernelspec=kernel, language_info={"name": "python"}, widgets={})
    assert made.cells == before
    assert made.metadata == {"kernelspec": kernel}


def test_nothing_of_a_submission_could_run_or_load(hostile):
    cells = [cell for cell in hostile.cells() if "nbgrader" not in cell.metadata]
    made = cleaned(*copy.deepcopy(cells), **hostile.METADATA)
    assert [cell.source for cell in made.cells] == [cell.source for cell in cells]
    assert made.metadata == {"kernelspec": dict(hostile.METADATA["kernelspec"])}
    for cell in made.cells:
        assert cell.metadata == {}
        assert all(re.fullmatch(r"[A-Za-z0-9+/=]*", data) for one in cell.get("attachments", {}).values()
                   for data in one.values())  # fmt: skip
        for output in cell.get("outputs", []):
            assert set(output.get("data", {})) <= {
                "text/html",
                "text/plain",
                "text/markdown",
                "text/latex",
                "image/png",
            }
            html = output.get("data", {}).get("text/html", "")
            assert not re.search(r"<(?!/?(img|p)\b)|onerror|GOTCHA|evil|class|style|\bid=", html)
            assert output.get("metadata", {}) == {}


@pytest.mark.parametrize(
    "odd",
    [
        {"data": {"application/vnd.jupyter.widget-view+json": "no dictionary"}, "metadata": {}},
        {"data": {"text/html": {"a": 1}}, "metadata": {"text/html": "isolated"}},
        {"data": {}, "metadata": []},
        {"data": {"image/png": PNG}, "metadata": {"width": -1, "image/png": {"height": 10**30}}},
        {
            "data": {"text/plain": "a"},
            "metadata": {},
            "execution_count": -(10**30),
            "output_type": "execute_result",
        },
        {
            "data": {"text/plain": "a"},
            "metadata": {},
            "execution_count": "a",
            "output_type": "execute_result",
        },
    ],
)
def test_odd_outputs_are_put_right(odd):
    (output,) = outputs(nbformat.from_dict({"output_type": "display_data", **odd}))
    assert output.data


@pytest.mark.parametrize("count", [-1, 0, 10**30, "a", None, True])
def test_odd_counts_of_cells_are_none(count):
    cell = nbformat.from_dict({**new_code_cell("x"), "execution_count": count})
    assert cleaned(cell).cells[0].execution_count is None


def test_a_drawing_becomes_a_picture_and_a_script_in_it_costs_it():
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><circle r='1'/></svg>"
    (shown,) = outputs(new_output("display_data", data={"image/svg+xml": svg, "text/plain": "a"}))
    assert shown.data["text/html"].startswith('<img src="data:image/svg+xml;base64,')
    (plain,) = outputs(
        new_output("display_data", data={"image/svg+xml": "<svg><script/></svg>", "text/plain": "a"})
    )
    assert plain.data == {"text/plain": "a"}


def test_html_that_cannot_be_rendered_leaves_the_text():
    (output,) = outputs(new_output("display_data", data={"text/html": "<div>" * 3_000, "text/plain": "a"}))
    assert output.data == {"text/plain": "a"}


def test_a_notebook_from_a_kernel_has_a_budget_too():
    text = new_output("stream", name="stdout", text="x" * (MOST_IN_NOTEBOOK // 4))
    made = cleaned(*(new_code_cell("x", outputs=[text, text]) for _ in range(4)))
    assert len(json.dumps(made)) < MOST_IN_NOTEBOOK * 1.1


def test_cleaning_twice_changes_nothing(hostile):
    once = cleaned(*[cell for cell in hostile.cells() if "nbgrader" not in cell.metadata])
    again = cleaned(*copy.deepcopy(once.cells), **once.metadata)
    assert again == once


def test_an_empty_notebook_stays_one():
    assert cleaned().cells == new_notebook().cells
