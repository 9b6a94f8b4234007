"""Partial credit, by nbgrader's rule: a test cell whose last value is a number gives that many points."""

from __future__ import annotations

import decimal
import math
import numbers
from typing import Any

import numpy as np

from lessonlib.check.values.plain import is_tensor, tensor_data

NUMBER, TRUTH, OTHER = "number", "truth", ""  # what a test can end in, as far as points are concerned


def ending(value: Any) -> str:
    """Whether the last value of a test cell stands for points, is a truth value, or says nothing of them."""
    if isinstance(value, (bool, np.bool_)):
        return TRUTH
    return OTHER if credit(value) is None else NUMBER


def credit(value: Any) -> float | None:
    """The points that the last value of a test cell stands for; None where it is not a number.

    A truth value is no number, a NumPy scalar, an array or a tensor with a single value is. What comes may be NaN,
    negative or too large.
    """
    if isinstance(value, (bool, np.bool_)):
        return None
    if is_tensor(value):
        value = tensor_data(value)
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        value = value.item()
    if not isinstance(value, (numbers.Real, decimal.Decimal)):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
