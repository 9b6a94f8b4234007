"""Comparisons and logic. None of them has a gradient: a step has no slope to follow."""

from __future__ import annotations

from collections.abc import Callable

import torch

from lessonlib.graph.create import create
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike

_TWO: dict[str, Callable[..., torch.Tensor]] = {
    "Equal": torch.eq, "NotEqual": torch.ne, "Less": torch.lt, "LessEqual": torch.le, "Greater": torch.gt,
    "GreaterEqual": torch.ge, "LogicalAnd": torch.logical_and, "LogicalOr": torch.logical_or,
    "LogicalXor": torch.logical_xor,
}  # fmt: skip
_ONE: dict[str, Callable[..., torch.Tensor]] = {
    "LogicalNot": torch.logical_not,
    "IsNan": torch.isnan,
    "IsInf": torch.isinf,
    "IsFinite": torch.isfinite,
}


def _binary(type_: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, y, name=name or type_)

    function.__doc__ = summary + " A bool tensor; shapes broadcast."
    return function


def _unary(type_: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, name=name or type_)

    function.__doc__ = summary + " A bool tensor of the shape of x."
    return function


equal = tf_export("equal")(
    _binary("Equal", "x == y, element by element (the operator == compares the nodes themselves).")
)
not_equal = tf_export("not_equal")(_binary("NotEqual", "x != y, element by element."))
less = tf_export("less")(_binary("Less", "x < y."))
less_equal = tf_export("less_equal")(_binary("LessEqual", "x <= y."))
greater = tf_export("greater")(_binary("Greater", "x > y."))
greater_equal = tf_export("greater_equal")(_binary("GreaterEqual", "x >= y."))
logical_and = tf_export("logical_and")(_binary("LogicalAnd", "x and y."))
logical_or = tf_export("logical_or")(_binary("LogicalOr", "x or y."))
logical_xor = tf_export("logical_xor")(_binary("LogicalXor", "x or y, but not both."))
logical_not = tf_export("logical_not")(_unary("LogicalNot", "not x."))
is_nan = tf_export("is_nan")(_unary("IsNan", "Whether x is not a number."))
is_inf = tf_export("is_inf")(_unary("IsInf", "Whether x is infinite."))
is_finite = tf_export("is_finite")(_unary("IsFinite", "Whether x is a finite number."))


for _type, _kernel in _TWO.items():
    register(_type, "x y", _kernel, NOT_DIFFERENTIABLE)
for _type, _kernel in _ONE.items():
    register(_type, "x", _kernel, NOT_DIFFERENTIABLE)
