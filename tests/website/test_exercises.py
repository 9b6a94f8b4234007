"""The statement of an exercise, of every one that is released."""

from pathlib import Path

import pytest

from lessonlib.notebook.file import read_notebook
from lessonlib.notebook.metadata import is_test, nbgrader_metadata
from website.exercises import exercise_page

ROOT = Path(__file__).parents[2]
RELEASES = sorted(ROOT.glob("exercises/*/*.ipynb"))


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_a_statement_has_what_is_asked_and_nothing_locked(path):
    release = read_notebook(path)
    page = exercise_page(release)
    code = [cell for cell in page.cells if cell.cell_type == "code"]
    assert code
    assert not any(nbgrader_metadata(cell).get("locked") for cell in code)
    everything = "\n".join(cell.source for cell in page.cells)
    assert "companion.load" not in everything
    assert "expect." not in everything
    tests = [cell for cell in release.cells if is_test(cell)]
    claims = [
        line
        for line in everything.splitlines()
        if line.startswith("- ") and line.endswith(("point)", "points)"))
    ]
    assert len(claims) == len(tests)


def test_tests_of_a_task_become_one_list_with_points():
    page = exercise_page(read_notebook(ROOT / "exercises" / "01_tensors" / "01_tensors.ipynb"), "links")
    sources = [cell.source for cell in page.cells]
    assert sources[1] == "links"
    at = next(k for k, source in enumerate(sources) if source.startswith("def brighten"))
    assert sources[at + 1] == (
        "**Tested**:\n\n"
        "- brighten adds, stops at 255, and returns uint8 of the same shape. (1 point)\n"
        "- brighten leaves the image that it was given as it was. (0.5 points)"
    )
