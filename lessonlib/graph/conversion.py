"""Conversion functions: how objects of a program's own classes become tensors."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lessonlib.graph.errors import InvalidStateError, InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor


class Conversion(NamedTuple):
    """A function for the objects of some classes; those of lower priority numbers are asked first."""

    types: tuple[type, ...]
    function: Callable[..., Any]
    priority: int


_TABLE: list[Conversion] = []


@tf_export("register_tensor_conversion_function")
def register_tensor_conversion_function(
    base_type: Any, conversion_func: Callable[..., Any], priority: int = 100
) -> None:
    """Let objects of a class be arguments wherever a tensor can be one.

    Args:
        base_type: a class, or a tuple of classes; no numbers and no NumPy arrays, which are constants.
        conversion_func: called as ``conversion_func(value, dtype=dtype, name=name, as_ref=False)``; it gives a tensor,
            or NotImplemented, and then the next function is asked.
        priority: smaller numbers are asked first.

    Raises TypeError when base_type is no such class, or when conversion_func cannot be called.
    """
    types = base_type if isinstance(base_type, tuple) else (base_type,)
    if not types or not all(isinstance(one, type) for one in types):
        raise InvalidTypeError(f"base_type must be a type or a tuple of types, but is {base_type!r}.")
    plain = [one.__name__ for one in types if issubclass(one, (numbers.Number, np.generic, np.ndarray))]
    if plain:
        raise InvalidTypeError(
            "Cannot register conversions for Python numeric types and NumPy scalars and arrays: "
            f"{', '.join(plain)} become constants."
        )
    if not callable(conversion_func):
        raise InvalidTypeError(f"conversion_func must be callable, but is {conversion_func!r}.")
    _TABLE.append(Conversion(types, conversion_func, priority))
    _TABLE.sort(key=lambda conversion: conversion.priority)  # stable: of equal ones, the first comes first


def converted(value: object, dtype: Any = None, name: str | None = None) -> Tensor | None:
    """The tensor that a registered function makes of ``value``; None when there is none for it.

    Raises RuntimeError when the function gives no tensor.
    """
    for types, function, _ in _TABLE:
        if isinstance(value, types):
            found = function(value, dtype=dtype, name=name, as_ref=False)
            if found is NotImplemented:
                continue
            if not isinstance(found, Tensor):
                raise InvalidStateError(
                    f"The conversion function for {type(value).__name__} must give a tensor or NotImplemented, but "
                    f"gave {found!r}."
                )
            return found
    return None
