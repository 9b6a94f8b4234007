import pytest
from nbformat.v4 import new_output

from lessonlib.notebook.cell import error_of, new_cell


@pytest.mark.parametrize("cell_type", ["code", "markdown", "raw"])
def test_a_cell_is_made_by_its_type(cell_type):
    cell = new_cell(cell_type, "x = 1")
    assert (cell.cell_type, cell.source, dict(cell.metadata)) == (cell_type, "x = 1", {})
    assert new_cell(cell_type, "x = 1").id != cell.id


def test_another_type_is_refused():
    with pytest.raises(KeyError, match="heading"):
        new_cell("heading", "x")


def test_the_error_is_found_among_the_outputs():
    cell = new_cell("code", "1 / 0")
    assert error_of(cell) is None
    error = new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])
    cell.outputs = [new_output("stream", text="before"), error]
    assert error_of(cell) == error
