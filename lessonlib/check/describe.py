"""Values as words in a message: short and on one line, whatever the value is."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np

from lessonlib.check.source import Ref
from lessonlib.check.values.plain import is_tensor, tensor_data

_SMALL = 8  # the most elements of an array that a label shows


class _Words(reprlib.Repr):
    """A repr of bounded length (reprlib) that shows arrays and tensors by their shapes."""

    def __init__(self, elements: int) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxdict = elements
        self.maxstring = self.maxlong = self.maxother = 200

    def repr1(self, x: Any, level: int) -> str:
        array = tensor_data(x) if is_tensor(x) else x
        if not isinstance(array, np.ndarray):
            return str(super().repr1(x, level))
        return _elements(array, precision=4) if array.size <= _SMALL else f"array of shape {array.shape}"


class _Arguments(_Words):
    def repr_float(self, x: float, level: int) -> str:
        return f"{x:.4g}"


def _elements(array: np.ndarray[Any, Any], precision: int) -> str:
    text = np.array2string(array, precision=precision, threshold=12, edgeitems=3, separator=", ")
    return " ".join(text.split())


_arguments, _values = _Arguments(elements=4), _Words(elements=12)


def brief(value: Any) -> str:
    """`value` as an argument in a label, as in `xor(0, 1)` or `model(array of shape (64, 2))`."""
    return _arguments.repr(value)


def describe(value: Any) -> str:
    """`value` as messages show it after "got" and "expected": an array with its values, shape and dtype, all else by
    its repr.
    """
    if not isinstance(value, np.ndarray):
        return _values.repr(value)
    return f"{_elements(value, precision=6)}, shape {value.shape}, {value.dtype}"


def typed(value: Any) -> str:
    """As `describe`, with the name of the type, for different values that look alike."""
    return describe(value) if isinstance(value, Ref) else f"{describe(value)} ({type(value).__name__})"
