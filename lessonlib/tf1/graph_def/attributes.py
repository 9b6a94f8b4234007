"""Attributes of a node in a GraphDef as plain values: dtypes, shapes, and tensors as NumPy arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lessonlib.graph.dtypes import DType, string
from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.shapes import Shape
from lessonlib.tf1.files.bundle import DTYPES
from lessonlib.tf1.files.varint import Damaged

_REFERENCE = 100  # what the numbers of reference types, such as those of variables, are larger by
_MOST = 1 << 26  # elements that a tensor may have without having their bytes: all are equal
_LISTS = {  # the field of a TensorProto that holds the elements
    "float32": "float_val", "float64": "double_val", "float16": "half_val", "int64": "int64_val", "bool": "bool_val",
    "string": "string_val", "complex64": "scomplex_val", "complex128": "dcomplex_val",
}  # fmt: skip
Array = np.ndarray[Any, Any]


def as_value(attribute: Any) -> Any:
    """An AttrValue as a Python value: text, numbers, a DType, a shape, an array, or a list of them."""
    kind = attribute.WhichOneof("value")
    content: Any = getattr(attribute, kind) if kind else None
    if kind == "s":
        return content.decode("latin-1")
    if kind == "type":
        return as_kind(content)
    if kind == "shape":
        return as_sizes(content)
    if kind == "tensor":
        return as_array(content)
    if kind == "list":
        return _listed(content)
    return content


def as_kind(number: int) -> DType:
    """The DType of a number in a message. Raises NotImplementedError for one that lessonlib does not have."""
    plain = number - _REFERENCE if number > _REFERENCE else number
    if plain not in DTYPES:
        raise UnsupportedError(f"lessonlib has no dtype for TensorFlow's number {number}")
    return DTYPES[plain]


def as_sizes(shape: Any) -> Shape:
    """A TensorShapeProto as a static shape."""
    if shape.unknown_rank:
        return None
    return tuple(None if dim.size < 0 else dim.size for dim in shape.dim)


def as_array(tensor: Any) -> Array:
    """A TensorProto as an array. Raises Damaged when its elements do not fill its shape."""
    dtype, sizes = as_kind(tensor.dtype), as_sizes(tensor.tensor_shape)
    if sizes is None or None in sizes:
        raise Damaged("a constant has no shape")
    shape = tuple(size or 0 for size in sizes)
    count = math.prod(shape)
    if tensor.tensor_content and dtype is not string:
        little = np.dtype(dtype.numpy).newbyteorder("<")
        if count * little.itemsize != len(tensor.tensor_content):
            raise Damaged(f"a constant of shape {shape} has {len(tensor.tensor_content)} bytes")
        return np.frombuffer(tensor.tensor_content, little).reshape(shape).astype(dtype.numpy)
    flat = _elements(tensor, dtype)
    if len(flat) > count or count > max(_MOST, len(flat)):
        raise Damaged(f"a constant of shape {shape} has {len(flat)} elements")
    filler = flat[-1:] if len(flat) else np.array([b"" if dtype is string else 0], dtype.numpy)
    return np.concatenate([flat, np.repeat(filler, count - len(flat))]).reshape(shape)


def _elements(tensor: Any, dtype: DType) -> Array:
    """The elements that the message lists; the last one stands for all that follow."""
    items = getattr(tensor, _LISTS.get(dtype.name, "int_val"))
    if dtype is string:
        strings = np.empty(len(items), object)
        strings[:] = list(items)
        return strings
    if dtype.name == "float16":
        return np.array(items, np.uint16).view(np.float16)
    if dtype.is_complex:
        pairs = np.array(items).reshape(-1, 2)
        return (pairs[:, 0] + 1j * pairs[:, 1]).astype(dtype.numpy)
    return np.array(items, dtype.numpy)


def _listed(content: Any) -> list[Any]:
    for field, read in (("s", lambda s: s.decode("latin-1")), ("type", as_kind), ("shape", as_sizes)):
        if getattr(content, field):
            return [read(item) for item in getattr(content, field)]
    return list(content.i) or list(content.f) or list(content.b)
