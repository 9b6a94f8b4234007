import json
import re
import subprocess

import pytest

from lessonlib.build.derive import build, derive
from lessonlib.build.notebook import is_packed
from lessonlib.build.packing import PACKED_ID, with_checks, with_help
from lessonlib.build.source import read_cells
from lessonlib.check.companion import unpack
from lessonlib.notebook.file import dumps


def packed(cells):
    (found,) = (match[1] for cell in cells if (match := re.search(r'companion.load\("(.*)"\)', cell.source)))
    return unpack(found)


@pytest.fixture
def chapter(second):
    path = second.chapters[0].source
    return with_checks(read_cells(path), path)


def test_an_exercise_brings_hints_and_solutions_in_its_first_code_cell(lesson):
    cells = with_help(read_cells(lesson.exercise), lesson.exercise)
    assert next(cell.options for cell in cells if cell.kind == "code") == {"setup": PACKED_ID}
    assert not {"hints", "solution"} & {cell.role for cell in cells}
    load = packed(cells)
    assert list(load.hints) == list(load.solutions) == ["add", "name"]
    assert load.tests["# add works for negative numbers"] == "add"
    assert load.tries == {}


def test_an_instructor_can_leave_the_solutions_out(lesson):
    cells = with_help(read_cells(lesson.exercise), lesson.exercise, solutions=False)
    assert packed(cells).solutions == {}
    (lesson.root / "lessons" / "topics.toml").write_text("release_solutions = false")
    lesson.chapters[0].source.unlink()
    assert all(packed(one.notebook.cells).solutions == {} for one in derive(lesson))


def test_a_chapter_brings_its_checks(chapter):
    load = packed(chapter)
    assert load.tries["more"].stub == "more = ..."
    assert load.solutions["more"].code == "more = total + 4"
    assert load.hints["more"].levels == ("Which sign stands between the numbers?",)
    assert next(cell.source for cell in chapter if cell.role == "try") == 'more = ...\n\ncheck("more")'


def test_its_notebook_shows_neither_solutions_nor_proofs(second):
    notebook = derive(second)[0].notebook
    text = dumps(notebook)
    for hidden in ("total + 4", "assert total", "expect.equal", "total * 4", "the same", "Which sign"):
        assert hidden not in text
    assert len(notebook.cells) == 6


def test_a_chapter_without_practice_has_no_such_cell(lesson):
    path = lesson.chapters[0].source
    assert with_checks(read_cells(path), path) == read_cells(path)


def test_it_is_collapsed_and_cannot_be_changed_and_so_are_tests(second):
    chapter, solution, release = (one.notebook for one in derive(second))
    for notebook in (chapter, solution, release):
        (cell,) = filter(is_packed, notebook.cells)
        assert cell.metadata.jupyter.source_hidden
        assert (cell.metadata.editable, cell.metadata.deletable) == (False, False)
        assert cell.source.startswith("# Run this cell first")
    for notebook in (solution, release):
        tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        assert len(tests) == 3
        assert all(cell.metadata.jupyter.source_hidden for cell in tests)
    assert json.loads(dumps(chapter))["cells"][4]["metadata"] == {"lessonlib": {"try": "more"}}


@pytest.mark.slow
def test_validate_does_not_take_a_warning_for_a_mistake(lesson, tmp_path):
    """As for a grade, where nbgrader finds no settings of the course."""
    noise = [
        "import logging, os, warnings",
        "warnings.warn('w')",
        "logging.warning('l')",
        "os.write(2, b'n')",
    ]
    noisy = "\n    ".join([*noise, "return"])
    lesson.exercise.write_text(lesson.exercise.read_text().replace("return", noisy))
    build(lesson.root)
    command = ["nbgrader", "validate", lesson.solution_notebook.name]
    done = subprocess.run(
        command, cwd=lesson.solution_notebook.parent, capture_output=True, text=True, timeout=300
    )
    assert "No nbgrader_config.py file found" in done.stderr
    assert "Success! Your notebook passes all the tests." in done.stdout, done.stdout
