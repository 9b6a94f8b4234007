"""Plain data: the only values that leave a learner's code, so that a check compares data and never runs the methods
of the learner's objects.

Plain data are None, bool, int, float, str, bytes, numpy.ndarray of numbers or text, and lists and dicts of these.
The types are exact. An object of a subclass is read through the methods of its base class, whatever it overrides;
anything else is not trusted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.check.source import Ref, Refused

_MOST_BITS = 8192  # of an int; Python refuses to write much longer ones in decimal

_SCALARS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (bool, lambda value: value),  # cannot be subclassed
    (int, int.__int__),
    (float, float.__float__),
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
)


@dataclass
class Budget:
    """How much one value may hold: depth of nesting, elements in all of its parts, and bytes of text and arrays."""

    depth: int = 20
    items: int = 200_000
    nbytes: int = 256 * 2**20

    def spend(self, items: int = 0, nbytes: int = 0) -> None:
        self.items -= items
        self.nbytes -= nbytes
        if self.items < 0:
            raise Refused("it holds too many elements to be checked")
        if self.nbytes < 0:
            raise Refused("it is too large to be checked")


def to_plain(value: Any, keep: Callable[[Any], Ref], budget: Budget | None = None) -> Any:
    """`value` as plain data, copied; what is not plain becomes `keep(it)`.

    Tuples become lists (but stay tuples as keys), NumPy scalars become Python's, torch tensors become arrays.
    Raises Refused when it is larger or deeper than `budget`.
    """
    return Reduction(keep, budget or Budget()).value(value, 0)


class Reduction:
    """The reduction of one value to plain data, part by part."""

    def __init__(self, keep: Callable[[Any], Ref], budget: Budget) -> None:
        self.keep, self.budget = keep, budget

    def enter(self, depth: int) -> None:
        """Count one more part, at this depth. Raises Refused beyond the budget."""
        if depth > self.budget.depth:
            raise Refused("it is nested too deeply to be checked (does it contain itself?)")
        self.budget.spend(items=1)

    def value(self, value: Any, depth: int) -> Any:
        self.enter(depth)
        kind = type(value)
        if issubclass(kind, (list, tuple)):
            elements = list.__iter__(value) if issubclass(kind, list) else tuple.__iter__(value)
            return [self.value(element, depth + 1) for element in elements]
        if issubclass(kind, dict):
            return {self.key(key): self.value(item, depth + 1) for key, item in list(dict.items(value))}
        return self.leaf(value)

    def key(self, key: Any) -> Any:
        self.budget.spend(items=1)
        if issubclass(type(key), tuple):
            return tuple(self.key(part) for part in tuple.__iter__(key))
        reduced = self.leaf(key)
        return self.keep(key) if isinstance(reduced, np.ndarray) else reduced

    def leaf(self, value: Any) -> Any:
        kind = type(value)
        if value is None or issubclass(kind, Ref):
            return value
        for base, raw in _SCALARS:
            if issubclass(kind, base):
                return self.scalar(raw(value))
        if issubclass(kind, np.generic):
            item = np.generic.item(value)
            return self.keep(value) if issubclass(type(item), np.generic) else self.leaf(item)
        array = tensor_data(value) if is_tensor(value) else value
        if issubclass(type(array), np.ndarray):
            return self.array(array)
        return self.keep(value)

    def scalar(self, value: Any) -> Any:
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise Refused("it is too large to be checked")
        self.budget.spend(nbytes=len(value) if isinstance(value, (str, bytes)) else 8)
        return value

    def array(self, value: Any) -> Any:
        base = np.ndarray.view(value, np.ndarray)
        if base.dtype.kind not in "biufUS" or type(base) is not np.ndarray:
            return self.keep(value)
        self.budget.spend(nbytes=base.nbytes)
        wide = base.dtype.kind == "f" and base.dtype.itemsize > 8  # long double differs between machines
        dtype = np.dtype(np.float64) if wide else np.dtype(base.dtype.str).newbyteorder("=")
        return np.array(base, dtype=dtype, order="C")


def is_tensor(value: Any) -> bool:
    """Whether `value` is a torch tensor. Does not import torch: if nobody has, there is no tensor."""
    torch = sys.modules.get("torch")
    tensor = getattr(torch, "Tensor", None)
    return isinstance(tensor, type) and issubclass(type(value), tensor)


def tensor_data(value: Any) -> Any:
    """A tensor's data as an array. bfloat16 and 8-bit floats, which NumPy does not have, become float32.

    Raises Refused for a tensor without data.
    """
    data = bare_tensor(value)
    with _torch_alone() as torch:
        if data.is_floating_point() and data.dtype not in (torch.float16, torch.float32, torch.float64):
            data = data.float()
        return data.numpy()


def bare_tensor(value: Any) -> Any:
    """A tensor of the same values on the CPU, without a gradient. Raises Refused for a tensor without data."""
    with _torch_alone() as torch:
        data = torch.Tensor.detach(value).cpu()
        if data.layout != torch.strided:
            data = data.to_dense()
        return data.resolve_conj().resolve_neg().as_subclass(torch.Tensor)


@contextmanager
def _torch_alone() -> Iterator[Any]:
    """Use torch's own code: what a subclass or a mode overrides is switched off. Failures raise Refused."""
    torch = sys.modules["torch"]
    try:
        with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch():
            yield torch
    except (RuntimeError, NotImplementedError, TypeError) as error:
        raise Refused(f"its data cannot be read ({error})") from error
