"""Arrays as tables, alone and in a calculation."""

import numpy as np
import pytest
import torch

from lessonlib.viz import matrix

A, B = torch.tensor([[1, 2, 3], [4, 5, 6]]), torch.tensor([[1, 0], [0, 1], [1, 1]])


def test_a_calculation_is_drawn_and_told(texts):
    picture = matrix(A, "@", B, "=", A @ B, title="A product")
    assert picture.alt == (
        "[2 x 3 matrix: 1, 2, 3; 4, 5, 6] @ [3 x 2 matrix: 1, 0; 0, 1; 1, 1] = [2 x 2 matrix: 4, 5; 10, 11]."
    )
    drawn = texts(picture)
    assert {"A product", "@", "=", "shape (2, 3)", "shape (3, 2)", "shape (2, 2)", "11"} <= set(drawn)


@pytest.mark.parametrize(
    ("array", "alt"),
    [
        (5, "Number 5."),
        ([1, 2.5], "[vector of 2 numbers: 1, 2.5]."),
        (np.arange(8).reshape(2, 2, 2), "[stack of 2 x 2 x 2: matrix 0: 0, 1; 2, 3; matrix 1: 4, 5; 6, 7]."),
        (np.eye(100)[:, :50], "[100 x 50 matrix: from 0 to 1, the largest at row 0, column 0]."),
        ([True, False], "[vector of 2 numbers: 1, 0]."),
    ],
)
def test_each_rank_in_words(array, alt):
    assert matrix(array).alt == alt


@pytest.mark.parametrize(
    ("array", "told"),
    [
        (np.outer(np.ones(30), [-2, 0.5]), ", from -2 (orange) to 0.5 (blue)"),
        (np.eye(30), ", from 0 to 1 (blue)"),
        ([[-2, 0.5]], ""),
    ],
)
def test_colours_without_numbers_are_told(texts, array, told):
    assert f"shape {np.shape(array)}{told}" in texts(matrix(array))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((), "there is no array in"),
        (("+",), "there is no array in"),
        ((np.zeros((1, 2, 3, 4)),), r"an array has shape \(1, 2, 3, 4\), expected up to three axes.*such as A\[0\]"),
        ((np.zeros(300),), r"an array has shape \(300,\), expected up to three axes, each of 1 to 256"),
        ((np.zeros((2, 0)),), r"an array has shape \(2, 0\)"),
        (([1.0, np.inf],), r"an array of shape \(2,\) holds numbers that are not finite"),
    ],
)  # fmt: skip
def test_bad_input_is_told(parts, message):
    with pytest.raises(ValueError, match=message):
        matrix(*parts)
