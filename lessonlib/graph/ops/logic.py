"""Comparisons and logic. None of them has a gradient: a step has no slope to follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.elementwise import broadcast, broadcast_bool
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike


def equal_to(x: Any, y: Any) -> Any:
    """x == y; of strings, which are bytes or arrays of them, too."""
    if isinstance(x, torch.Tensor):
        return torch.eq(x, y)
    return torch.from_numpy(np.asarray(np.equal(np.asarray(x, object), np.asarray(y, object)), dtype=bool))


def not_equal_to(x: Any, y: Any) -> Any:
    return torch.ne(x, y) if isinstance(x, torch.Tensor) else ~equal_to(x, y)


def _binary(type_: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, y, name=name or type_)

    function.__doc__ = summary + " A bool tensor; shapes broadcast."
    return function


def _of_bits(type_: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, y, name=name or type_)

    function.__doc__ = summary + " Integers of one dtype; shapes broadcast."
    return function


@tf_export("bitwise.invert")
def invert(x: TensorLike, name: str | None = None) -> Tensor:
    """Each bit of integers turned round: -x - 1 for signed ones."""
    return create("Invert", x, name=name or "Invert")


def _unary(type_: str, summary: str) -> Callable[..., Tensor]:
    def function(x: TensorLike, name: str | None = None) -> Tensor:
        return create(type_, x, name=name or type_)

    function.__doc__ = summary + " A bool tensor of the shape of x."
    return function


equal = tf_export("equal", "math.equal")(
    _binary("Equal", "x == y, element by element (the operator == compares the nodes themselves).")
)
not_equal = tf_export("not_equal", "math.not_equal")(_binary("NotEqual", "x != y, element by element."))
less = tf_export("less", "math.less")(_binary("Less", "x < y."))
less_equal = tf_export("less_equal", "math.less_equal")(_binary("LessEqual", "x <= y."))
greater = tf_export("greater", "math.greater")(_binary("Greater", "x > y."))
greater_equal = tf_export("greater_equal", "math.greater_equal")(_binary("GreaterEqual", "x >= y."))
logical_and = tf_export("logical_and", "math.logical_and")(_binary("LogicalAnd", "x and y."))
logical_or = tf_export("logical_or", "math.logical_or")(_binary("LogicalOr", "x or y."))
logical_xor = tf_export("logical_xor", "math.logical_xor")(_binary("LogicalXor", "x or y, but not both."))
logical_not = tf_export("logical_not", "math.logical_not")(_unary("LogicalNot", "not x."))
bitwise_and = tf_export("bitwise.bitwise_and")(_of_bits("BitwiseAnd", "x and y, bit by bit."))
bitwise_or = tf_export("bitwise.bitwise_or")(_of_bits("BitwiseOr", "x or y, bit by bit."))
bitwise_xor = tf_export("bitwise.bitwise_xor")(_of_bits("BitwiseXor", "x or y, but not both, bit by bit."))
is_nan = tf_export("is_nan", "math.is_nan", "debugging.is_nan")(_unary("IsNan", "Whether x is not a number."))
is_inf = tf_export("is_inf", "math.is_inf", "debugging.is_inf")(_unary("IsInf", "Whether x is infinite."))
is_finite = tf_export("is_finite", "math.is_finite", "debugging.is_finite")(
    _unary("IsFinite", "Whether x is a finite number.")
)


register("Equal", "x y", equal_to, NOT_DIFFERENTIABLE, shape=broadcast_bool)
register("NotEqual", "x y", not_equal_to, NOT_DIFFERENTIABLE, shape=broadcast_bool)
register("Less", "x y", torch.lt, NOT_DIFFERENTIABLE, takes="real", shape=broadcast_bool)
register("LessEqual", "x y", torch.le, NOT_DIFFERENTIABLE, takes="real", shape=broadcast_bool)
register("Greater", "x y", torch.gt, NOT_DIFFERENTIABLE, takes="real", shape=broadcast_bool)
register("GreaterEqual", "x y", torch.ge, NOT_DIFFERENTIABLE, takes="real", shape=broadcast_bool)
register(
    "LogicalAnd",
    "x y",
    torch.logical_and,
    NOT_DIFFERENTIABLE,
    takes="boolean",
    shape=broadcast_bool,
)
register(
    "LogicalOr",
    "x y",
    torch.logical_or,
    NOT_DIFFERENTIABLE,
    takes="boolean",
    shape=broadcast_bool,
)
register(
    "LogicalXor",
    "x y",
    torch.logical_xor,
    NOT_DIFFERENTIABLE,
    takes="boolean",
    shape=broadcast_bool,
)
register(
    "LogicalNot",
    "x",
    torch.logical_not,
    NOT_DIFFERENTIABLE,
    takes="boolean",
    shape=broadcast_bool,
)
register("BitwiseAnd", "x y", torch.bitwise_and, NOT_DIFFERENTIABLE, takes="integer", shape=broadcast)
register("BitwiseOr", "x y", torch.bitwise_or, NOT_DIFFERENTIABLE, takes="integer", shape=broadcast)
register("BitwiseXor", "x y", torch.bitwise_xor, NOT_DIFFERENTIABLE, takes="integer", shape=broadcast)
register("Invert", "x", torch.bitwise_not, NOT_DIFFERENTIABLE, takes="integer", shape=broadcast)
register("IsNan", "x", torch.isnan, NOT_DIFFERENTIABLE, takes="real float", shape=broadcast_bool)
register("IsInf", "x", torch.isinf, NOT_DIFFERENTIABLE, takes="real float", shape=broadcast_bool)
register("IsFinite", "x", torch.isfinite, NOT_DIFFERENTIABLE, takes="real float", shape=broadcast_bool)
