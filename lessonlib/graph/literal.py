"""Python and NumPy values as the arrays that constants hold, in the dtype that TensorFlow would choose."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import DTypeError, InvalidValueError
from lessonlib.graph.types import TensorLike


def as_array(value: TensorLike, dtype: DType | None) -> tuple[np.ndarray[Any, Any], DType]:
    """``value`` as a NumPy array of ``dtype``, or of the dtype TensorFlow would choose: float32, int32, bool, string.

    Raises TypeError when Python numbers would lose their fraction, or when nothing fits.
    """
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().numpy()
    from_numpy = isinstance(value, (np.ndarray, np.generic))
    try:
        array = _raw_array(value)
    except ValueError:
        raise InvalidValueError(
            f"Cannot make a tensor of {value!r}: its rows have different lengths."
        ) from None
    if dtype is string or (dtype is None and _holds_text(array)):
        return _as_strings(array), string
    if array.dtype.kind in "SUO":
        raise DTypeError.unfit(value, dtype.name if dtype else "numbers, text or booleans")
    if dtype is None:
        dtype = as_dtype(array.dtype) if from_numpy else _default_dtype(array)
    if not from_numpy and not _fits(array, dtype):
        raise DTypeError.unfit(value, dtype.name)
    return array.astype(dtype.numpy), dtype


def _raw_array(value: TensorLike) -> np.ndarray[Any, Any]:
    """NumPy's own array, but text stays as it is: NumPy's strings lose zero bytes at their ends."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value)
    try:
        array = np.asarray(value)
    except UnicodeDecodeError:  # text and bytes that are none
        return np.asarray(value, object)
    return np.asarray(value, object) if array.dtype.kind in "SU" else array


def _holds_text(array: np.ndarray[Any, Any]) -> bool:
    if array.dtype.kind != "O":
        return array.dtype.kind in "SU"
    return array.size > 0 and all(isinstance(item, (str, bytes)) for item in array.flat)


def _default_dtype(array: np.ndarray[Any, Any]) -> DType:
    if array.size == 0 and array.dtype == np.float64:
        return as_dtype("float32")
    if array.dtype.kind == "i" and array.size and np.abs(array).max() > np.iinfo(np.int32).max:
        return as_dtype("int64")
    return as_dtype(
        {"f": "float32", "i": "int32", "b": "bool", "c": "complex128"}.get(array.dtype.kind, array.dtype)
    )


def _fits(array: np.ndarray[Any, Any], dtype: DType) -> bool:
    if array.dtype.kind == "b":
        return dtype.is_bool
    if dtype.is_bool:
        return False
    if array.dtype.kind in "iu" and dtype.is_integer and array.size:
        return bool(dtype.min <= array.min() and array.max() <= dtype.max)
    return array.dtype.kind in "iu" or array.size == 0 or dtype.is_floating or dtype.is_complex


def _as_strings(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Bytes in an array of objects: NumPy's own strings lose the zero bytes at their ends."""
    items = array.ravel().tolist()
    for item in items:
        if not isinstance(item, (str, bytes)):
            raise DTypeError.unfit(item, "string")
    encoded = [item.encode() if isinstance(item, str) else bytes(item) for item in items]
    result = np.empty(len(encoded), dtype=object)
    result[:] = encoded
    return result.reshape(array.shape)
