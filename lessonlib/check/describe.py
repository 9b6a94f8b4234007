"""Values as the words of a message: short, on one line, whatever the value is."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np

from lessonlib.check.plain import is_tensor, tensor_data

_SMALL = 8  # elements of an array that a label still shows

_words = reprlib.Repr()
_words.maxlist = _words.maxtuple = _words.maxdict = 12
_words.maxstring = _words.maxlong = _words.maxother = 200


def brief(value: Any) -> str:
    """`value` as an argument in a label, as in `xor(0, 1)` or `model(array of shape (64, 2))`."""
    array = tensor_data(value) if is_tensor(value) else value
    if not isinstance(array, np.ndarray):
        return _words.repr(array)
    return str(array.tolist()) if array.size <= _SMALL else f"array of shape {array.shape}"


def describe(value: Any) -> str:
    """`value` for "got" and "expected": an array with its shape and dtype, anything else as Python writes
    it.
    """
    if not isinstance(value, np.ndarray):
        return _words.repr(value)
    text = np.array2string(value, precision=6, threshold=12, edgeitems=3, separator=", ")
    return f"{' '.join(text.split())}, shape {value.shape}, {value.dtype}"


def typed(value: Any) -> str:
    """As `describe`, with the type's name, for values that look alike and are not."""
    return f"{describe(value)} ({type(value).__name__})"
