"""Values as words."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from lessonlib.check.describe import brief, describe, typed


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (np.array([[0.0, 1.0]]), "[[0., 1.]]"),
        ([1 / 3, np.array(0.5)], "[0.3333, 0.5]"),
        (torch.ones(64, 2), "array of shape (64, 2)"),
        ({"X": np.zeros((50, 2)), "epochs": 8}, "{'X': array of shape (50, 2), 'epochs': 8}"),
        (list(range(100)), "[0, 1, 2, 3, ...]"),
    ],
)
def test_arguments_are_brief(value, words):
    assert brief(value) == words


def test_arrays_show_values_shape_and_dtype():
    assert describe(np.array([1, 2])) == "[1, 2], shape (2,), int64"
    assert describe(np.zeros((100, 2), np.float32)).endswith("shape (100, 2), float32")


def test_a_message_stays_short():
    for value in (
        "x" * 10_000,
        list(range(10_000)),
        {n: "x" * 999 for n in range(99)},
        np.zeros((99, 99, 99)),
    ):
        assert len(describe(value)) < 3000
        assert "\n" not in describe(value)


def test_types_tell_equal_looking_values_apart():
    assert typed("1") == "'1' (str)"
    assert typed(1) == "1 (int)"
