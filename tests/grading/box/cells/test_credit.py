"""Which last values of a test cell are points."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch

from lessonlib.grading.box.cells.credit import credit, ending


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (2, 2.0),
        (0.5, 0.5),
        (-1, -1.0),
        (Fraction(1, 2), 0.5),
        (Decimal("1.5"), 1.5),
        (np.float64(1.5), 1.5),
        (np.int64(3), 3.0),
        (np.array(2.0), 2.0),
        (torch.tensor(2), 2.0),
        (10**400, math.inf),
    ],
)
def test_numbers_are_points(value, points):
    assert credit(value) == points


def test_nan_stays_nan():
    assert math.isnan(credit(float("nan")))


@pytest.mark.parametrize(
    "value",
    [None, True, False, np.True_, "2", [2], (2,), 2j, {}, np.ones(2), torch.ones(2), torch.tensor(True)],
)
def test_other_values_are_none(value):
    assert credit(value) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [(2, "number"), (np.float64(0), "number"), (False, "truth"), (np.True_, "truth"), (None, ""), ("2", "")],
)
def test_what_kind_of_value_it_is(value, kind):
    assert ending(value) == kind
