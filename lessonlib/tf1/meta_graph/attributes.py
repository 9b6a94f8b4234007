"""Attributes of operations as JSON and back: exact, without pickle, and safe to read from a stranger's file."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lessonlib.graph.dtypes import ALL, DType, as_dtype


class NoTextError(Exception):
    """A value, such as a Python function, that has no form in JSON; ``value`` is it."""

    def __init__(self, value: object) -> None:
        super().__init__(repr(value))
        self.value = value


def refuse(value: object) -> Any:
    """There is no text for ``value``."""
    raise NoTextError(value)


def encode(value: Any, other: Callable[[Any], Any] = refuse) -> Any:
    """``value`` as JSON. What JSON does not have is a dict with one key that says what it is.

    ``other`` writes objects of other types; without it, a function or any other object raises NoTextError.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": str(value)}
    if isinstance(value, tuple):
        return {"tuple": [encode(item, other) for item in value]}
    if isinstance(value, list):
        return [encode(item, other) for item in value]
    if isinstance(value, dict):
        return {"dict": [[encode(key, other), encode(item, other)] for key, item in value.items()]}
    if isinstance(value, slice):
        return {"slice": [encode(part, other) for part in (value.start, value.stop, value.step)]}
    if value is Ellipsis:
        return {"ellipsis": True}
    coded = _encode_typed(value)
    return other(value) if coded is None else coded


def _encode_typed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": _base64(value)}
    if isinstance(value, torch.dtype):
        return {"torch": as_dtype(value).name}
    if isinstance(value, DType) and value in ALL:
        return {"dtype": value.name}
    if isinstance(value, np.generic):
        return encode(value.item())
    return _encode_array(value) if isinstance(value, np.ndarray) else None


def _encode_array(array: np.ndarray[Any, Any]) -> Any:
    if array.dtype == object:
        return {"strings": [_base64(item) for item in array.ravel().tolist()], "shape": list(array.shape)}
    little = array.astype(array.dtype.newbyteorder("<"))
    name = as_dtype(array.dtype.newbyteorder("=")).name
    whole = little.tobytes()
    one = whole[: array.itemsize]
    if whole == one * array.size and array.size > 1:  # zeros and ones, which initial values often are
        return {"fill": _base64(one), "dtype": name, "shape": list(array.shape)}
    return {"array": _base64(whole), "dtype": name, "shape": list(array.shape)}


def decode(coded: Any, other: Callable[[str, Any], Any] | None = None) -> Any:
    """The value that ``encode`` has written; ``other(kind, content)`` reads what its ``other`` wrote.

    Raises KeyError, TypeError or ValueError for anything else.
    """
    if isinstance(coded, list):
        return [decode(item, other) for item in coded]
    if not isinstance(coded, dict):
        return coded
    if "shape" in coded:
        return _decode_array(coded)
    ((kind, content),) = coded.items()
    if kind == "tuple":
        return tuple([decode(item, other) for item in content])
    if kind == "dict":
        return {decode(key, other): decode(item, other) for key, item in content}
    if kind not in _DECODERS and other is not None:
        return other(kind, content)
    return _DECODERS[kind](content)


def _decode_array(coded: dict[str, Any]) -> np.ndarray[Any, Any]:
    if "strings" in coded:
        strings = np.empty(len(coded["strings"]), object)
        strings[:] = [_bytes(item) for item in coded["strings"]]
        return strings.reshape(coded["shape"])
    dtype = np.dtype(as_dtype(coded["dtype"]).numpy)
    flat = np.frombuffer(
        _bytes(coded["fill" if "fill" in coded else "array"]), dtype.newbyteorder("<")
    ).astype(dtype)
    return np.full(coded["shape"], flat[0]) if "fill" in coded else flat.reshape(coded["shape"])


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_DECODERS: dict[str, Any] = {
    "float": float,
    "slice": lambda parts: slice(*[decode(part) for part in parts]),
    "ellipsis": lambda _: Ellipsis,
    "bytes": _bytes,
    "torch": lambda name: as_dtype(name).torch,
    "dtype": as_dtype,
}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
