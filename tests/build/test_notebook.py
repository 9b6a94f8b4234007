import pytest
from nbformat.v4 import new_code_cell

from lessonlib.build.notebook import cell_options, make_notebook
from lessonlib.build.packing import with_help
from lessonlib.build.source import read_cells
from lessonlib.notebook.file import dumps, read_notebook


@pytest.fixture
def cells(lesson):
    return with_help(read_cells(lesson.exercise), lesson.exercise)


@pytest.fixture
def notebook(lesson, cells):
    return make_notebook(cells, lesson.slug, "lessons/01_addition/exercise.py")


def test_tests_and_tasks_carry_nbgraders_metadata(notebook):
    cells = {cell.id: cell.metadata.get("nbgrader") for cell in notebook.cells}
    assert cells["01-add"] == {
        "grade": False, "grade_id": "add", "locked": False, "schema_version": 3, "solution": True,
        "task": False,
    }  # fmt: skip
    assert cells["01-add_more"] == {
        "grade": True, "grade_id": "add_more", "locked": True, "points": 3.5, "schema_version": 3,
        "solution": False, "task": False,
    }  # fmt: skip
    assert cells["01-imports"]["locked"] is True
    assert cells["01_addition-001"] is None


def test_options_come_back_from_the_metadata(cells, notebook):
    assert [cell_options(cell) for cell in notebook.cells] == [cell.options for cell in cells]


def test_a_cell_graded_by_hand_has_no_options():
    metadata = {"nbgrader": {"solution": True, "grade": True, "grade_id": "essay", "points": 3}}
    with pytest.raises(ValueError, match="graded by hand"):
        cell_options(new_code_cell("", metadata=metadata))


def test_the_file_is_the_same_each_time_and_reads_back(lesson, cells, notebook, tmp_path):
    again = make_notebook(cells, lesson.slug, "lessons/01_addition/exercise.py")
    assert dumps(notebook) == dumps(again)
    assert dumps(notebook).endswith("}\n")
    path = tmp_path / "x.ipynb"
    path.write_text(dumps(notebook))
    assert dumps(read_notebook(path)) == dumps(notebook)
