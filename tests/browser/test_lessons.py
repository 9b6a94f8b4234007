"""Cells of a chapter and of an exercise, as a learner sees them in JupyterLab."""

from pathlib import Path

import nbformat
import pytest

from lessonlib.build.notebook import is_packed

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
ROOT = Path(__file__).parents[2]
CHAPTER = ROOT / "course" / "01a_tensors.ipynb"
EXERCISE = ROOT / "exercises" / "01_tensors" / "01_tensors.ipynb"
ANSWER = "shape_a, shape_b, shape_c, shape_d, shape_e = (), (3,), (4, 2), (2, 1, 3), (1, 1)\nrank_d = "


def cells(path, *ids):
    """The packed cell of a lesson's notebook, and those with these ids."""
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if is_packed(cell) or cell.id in ids]


def write(notebook, k, text, run="Control+Enter"):
    """Write `text` into a cell and run it; with Shift+Enter the next cell is chosen."""
    notebook.cell(k).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+A")
    notebook.page.keyboard.insert_text(text)
    notebook.page.keyboard.press(run)


def test_a_practice_cell_waits_then_tells_wrong_from_right(open_notebook, sync_api):
    notebook = open_notebook(["import torch", *cells(CHAPTER, "01-tenths")])
    notebook.run_all(3)
    said = sync_api.expect(notebook.output(2))
    said.to_contain_text("Your turn. Write your answer in place of ...")
    write(notebook, 2, 'tenths = torch.full((3, 2), 0.1)\n\ncheck("tenths")')
    said.to_contain_text("Not yet. tenths has the wrong shape.")
    write(notebook, 2, 'tenths = torch.full((2, 3), 0.1)\n\ncheck("tenths")')
    said.to_contain_text("Right. torch.ones(2, 3) / 10 does it as well.")


def test_help_and_tests_are_collapsed_and_a_solution_opens_when_they_pass(open_notebook, sync_api):
    notebook = open_notebook(["'first'", *cells(EXERCISE, "01-shapes", "01-shapes_read"), "'last'"])
    for k, line in ((1, "# Run this cell first"), (3, "# The shapes and the rank are right.")):
        sync_api.expect(notebook.cell(k).locator(".jp-Placeholder-content")).to_contain_text(line)
        sync_api.expect(notebook.cell(k).locator(".cm-content")).to_have_count(0)
    sync_api.expect(notebook.page.get_by_text("Create Assignment")).to_have_count(0)
    write(notebook, 0, "'first'", run="Shift+Enter")
    notebook.page.keyboard.press("Shift+Enter")
    write(notebook, 2, f"{ANSWER}2")
    write(notebook, 4, "solution('shapes')")
    sync_api.expect(notebook.output(4)).to_contain_text("opens when these tests have passed")
    write(notebook, 2, f"{ANSWER}3", run="Shift+Enter")
    notebook.page.keyboard.press("Shift+Enter")
    write(notebook, 4, "solution('shapes')")
    sync_api.expect(notebook.output(4)).to_contain_text("Each pair of brackets is one dimension")
