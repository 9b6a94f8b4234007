"""The op table: one entry an operation type.

An entry says the names of its inputs, the kernel (a function on torch tensors, then the attributes as keywords), one
gradient rule per input, and, only where probing the kernel cannot tell, a shape rule.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FrameType
from typing import Any, TypeVar

# A gradient rule takes (g, y, *inputs, **attrs) as graph tensors and returns the gradient for its input.
GradientRule = Callable[..., Any]


class _Marker:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


NOT_DIFFERENTIABLE = _Marker(
    "NOT_DIFFERENTIABLE"
)  # the op ends every path on purpose: argmax, equal, random numbers
REFUSED = _Marker("REFUSED")  # a gradient through the op is an error: where TensorFlow registers none
BY_VJP = _Marker("BY_VJP")  # torch.func.vjp of the kernel is the gradient


Arity = tuple[int | None, ...]  # one entry a parameter: None for a single tensor, n for a list of n
T = TypeVar("T")

NEEDS = ("context", "device", "generator", "state")  # what a kernel can get from its session

# Kinds of numbers, and what they have as dtypes: b(ool), i(nteger), f(loating), c(omplex), s(tring).
KINDS = {
    "": "bifcs",
    "boolean": "b",
    "integer": "i",
    "number": "ifc",
    "real": "if",
    "float": "fc",
    "real float": "f",
}


@dataclass(frozen=True)
class Op:
    """One row of the op table.

    Args:
        type: the name, such as ``"MatMul"``.
        inputs: parameter names; a name that ends in ``*`` takes a list of tensors.
        kernel: called as ``kernel(*inputs, **attrs)`` with torch tensors; returns a tensor, a tuple of them, or None.
        grads: one rule per input (None: this input gets no gradient), NOT_DIFFERENTIABLE, REFUSED or BY_VJP.
        shape: ``rule(*inputs, **attrs)`` -> list of (dtype, shape), when the kernel cannot run on ``meta`` tensors.
        same: the inputs that must share a dtype; Python values among them take it over.
        takes: the kind of numbers that the ``same`` inputs must be (`KINDS`); any, when it is empty.
        stateful: has an effect or draws random numbers: never folded into a constant.
        needs: keyword arguments that the kernel gets from its session (`lessonlib.graph.context`): ``generator`` (a
            torch.Generator), ``state`` (what the operation keeps from run to run), ``device`` (where it runs) and
            ``context`` (that of the bodies which it runs).
        several: the kernel returns a tuple, even of one output.
        view: the output may share memory with the first input.
        writes: the inputs, all variables, that get a new value.
        unread: the inputs whose old value the kernel does not take.
        optional: the inputs, all variables, that need not have a value; the kernel then gets None.
        in_place: the kernel changes its ``writes`` in place; otherwise its output is the new value of the only one.
    """

    type: str
    inputs: tuple[str, ...]
    kernel: Callable[..., Any]
    grads: tuple[GradientRule | None, ...] | _Marker
    shape: Callable[..., Any] | None
    same: tuple[str, ...]
    takes: str
    stateful: bool
    needs: tuple[str, ...]
    several: bool
    view: bool
    writes: tuple[str, ...]
    unread: tuple[str, ...]
    optional: tuple[str, ...]
    in_place: bool
    place: str


_TABLE: dict[str, Op] = {}


def register(
    type_: str,
    inputs: str,
    kernel: Callable[..., Any],
    grads: tuple[GradientRule | None, ...] | _Marker,
    *,
    shape: Callable[..., Any] | None = None,
    same: str | None = None,
    takes: str = "",
    stateful: bool = False,
    needs: str = "",
    several: bool = False,
    view: bool = False,
    writes: str = "",
    unread: str = "",
    optional: str = "",
    in_place: bool = False,
) -> None:
    """Add a row.

    ``inputs``, ``same`` (by default all), ``needs``, ``writes``, ``unread`` and ``optional`` are words with blanks.
    """
    place = _place(sys._getframe(1))
    if type_ in _TABLE:
        raise ValueError(
            f"Op '{type_}' is registered twice: first at {_TABLE[type_].place}, again at {place}."
        )
    names = tuple(inputs.split())
    if isinstance(grads, tuple) and len(grads) != len(names):
        raise ValueError(f"Op '{type_}' at {place} has inputs {names} but {len(grads)} gradient rules.")
    if not set(needs.split()) <= set(NEEDS):
        raise ValueError(f"Op '{type_}' at {place} needs {needs!r}; a session gives {', '.join(NEEDS)}.")
    if takes not in KINDS:
        raise ValueError(f"Op '{type_}' at {place} takes {takes!r}; the kinds are {', '.join(KINDS)}.")
    plain = tuple(name.rstrip("*") for name in names)
    _TABLE[type_] = Op(
        type=type_,
        inputs=names,
        kernel=kernel,
        grads=grads,
        shape=shape,
        same=plain if same is None else tuple(same.split()),
        takes=takes,
        stateful=stateful or bool(writes) or bool({"generator", "state"} & set(needs.split())),
        needs=tuple(needs.split()),
        several=several,
        view=view,
        writes=tuple(name.rstrip("*") for name in writes.split()),
        unread=tuple(unread.split()),
        optional=tuple(optional.split()),
        in_place=in_place,
        place=place,
    )


def grouped(flat: Iterable[T], arity: Arity) -> list[T | list[T]]:
    """``flat``, one item a tensor, grouped as the parameters of a kernel take them."""
    rest = iter(flat)
    return [next(rest) if n is None else [next(rest) for _ in range(n)] for n in arity]


def lookup(type_: str) -> Op:
    return _TABLE[type_]


def table() -> dict[str, Op]:
    """A copy of the whole op table, by type."""
    return dict(_TABLE)


def _place(frame: FrameType) -> str:
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
