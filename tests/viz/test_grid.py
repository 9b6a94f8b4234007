"""Tables of numbers: what is written into their cells, and how they are told."""

import re

import numpy as np
import pytest

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.grid import Grid, in_rows


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (0.656, "0.656"), (-0.656, "-0.656"), (0.000889, "0.001"), (-1e-9, "0")]
)
def test_small_numbers_are_short_beside_large_ones(value, text):
    assert Grid(np.array([[5.0, value]])).text(value) == text


def test_small_numbers_alone_are_not_lost():
    assert Grid(np.array([[0.000889, 0.0001]])).text(0.000889) == "0.000889"


def test_each_number_fits_into_its_cell():
    grid = Grid(np.array([[-0.0639, 1.0], [12345.0, 2.0]]))
    assert all(text_width(grid.text(value)) < grid.cell for value in grid.values.flat)


def test_zeros_are_clear_and_the_largest_is_not():
    sheet = Drawing(100, 100)
    Grid(np.array([[0.0, 2.0, -1.0]])).draw(sheet)
    svg = sheet.picture("").svg
    assert [float(share) for share in re.findall(r"fill-opacity: ([\d.]+)", svg)] == [0.0, 0.45, 0.23]


def test_a_table_of_zeros_can_be_drawn():
    sheet = Drawing(100, 100)
    Grid(np.zeros((2, 2))).draw(sheet)
    assert sheet.picture("").svg.count("<rect") == 4


def test_large_tables_are_one_image_of_bounded_size():
    sheet = Drawing(100, 100)
    grid = Grid(np.ones((256, 100)))
    grid.draw(sheet)
    svg = sheet.picture("").svg
    assert svg.count("<image") == 1
    assert "<text" not in svg
    assert grid.height <= 400


def test_tables_in_words():
    assert in_rows(np.array([[1.0, 2.0], [3.0, -0.5]])) == "1, 2; 3, -0.5"
    large = np.zeros((10, 10))
    large[3, 4], large[9, 9] = 7, -2
    assert in_rows(large) == "from -2 to 7, the largest at row 3, column 4"
