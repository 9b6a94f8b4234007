"""The border of a session: Python and NumPy values outside, torch tensors inside."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import FeedShapeError, FeedTypeError
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.shapes import compatible


def to_torch(tensor: Tensor, value: Any, device: torch.device) -> Any:
    """What is fed for ``tensor``, as torch runs it: of its dtype, on the device. Strings become bytes.

    Raises ValueError when the shape does not fit, TypeError when it is no number or would lose its fraction.
    """
    if tensor.dtype.torch is None:
        return _strings(tensor, value)
    if isinstance(value, torch.Tensor):
        fed = value.detach().to(device, tensor.dtype.torch)
    else:
        fed = torch.from_numpy(_array(tensor, value))
        fed = fed if device.type == "cpu" else fed.to(device)
    if not compatible(tuple(fed.shape), tensor.sizes):
        raise FeedShapeError(fed.shape, tensor)
    return fed


def _strings(tensor: Tensor, value: Any) -> Any:
    """Bytes for a string, an array of bytes for a list or array of them; what is no string stays as it is."""
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype.kind in "SUO"):
        array, _ = as_array(value, string)
        if not compatible(array.shape, tensor.sizes):
            raise FeedShapeError(array.shape, tensor)
        return array[()] if array.shape else array.item()
    return value.encode() if isinstance(value, str) else value


def constant_on(op: Operation, device: torch.device) -> Any:
    """The value of a Const operation, as torch runs it: a copy on the device; strings as they are."""
    value = op.attrs["value"]
    return value[()] if op.outputs[0].dtype.torch is None else torch.from_numpy(np.array(value)).to(device)


def _array(tensor: Tensor, value: Any) -> np.ndarray[Any, Any]:
    try:
        array = np.asarray(value, dtype=tensor.dtype.numpy)
    except (TypeError, ValueError, OverflowError):
        raise FeedTypeError(value, tensor) from None
    if tensor.dtype.is_integer and not np.array_equal(array, np.asarray(value)):
        raise FeedTypeError(value, tensor)
    return array if array.flags.writeable and array.flags.c_contiguous else np.array(array, order="C")


def to_numpy(value: Any) -> Any:
    """What a program computed, as NumPy: an array, or a NumPy scalar for shape (); bytes as they are."""
    return value.cpu().numpy()[()] if isinstance(value, torch.Tensor) else value
