"""Arithmetic beside that of `lessonlib.graph.ops.math`: divisions with rules of their own, sums of lists, spreads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from lessonlib.graph.create import constant, convert_to_tensor, create, partner_dtype
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import size
from lessonlib.graph.ops.broadcast import sum_to
from lessonlib.graph.ops.math import add_n, cast, floordiv, maximum, multiply, sqrt, square
from lessonlib.graph.ops.reduction import argmax, argmin, reduce_mean, reduce_sum
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import as_shape, compatible
from lessonlib.graph.types import AxisLike, DTypeLike, NumberLike, ShapeLike, TensorLike


def truncated_quotient(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.div(x, y, rounding_mode="trunc")


def quotient_or_zero(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    zero = torch.zeros((), dtype=x.dtype, device=x.device)
    return torch.where(y == 0, zero, x / torch.where(y == 0, torch.ones_like(y), y))


def product_or_zero(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.where(y == 0, torch.zeros((), dtype=x.dtype, device=x.device), x * y)


def _binary(type_: str, x: TensorLike, y: TensorLike, name: str | None) -> Tensor:
    return create(type_, x, y, name=name or type_)


@tf_export("realdiv")
def realdiv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y of floating-point or complex numbers. Shapes broadcast."""
    return _binary("RealDiv", x, y, name)


@tf_export("floor_div")
def floor_div(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y rounded down; dtypes must agree. Shapes broadcast."""
    return floordiv(x, y, name=name or "FloorDiv")


@tf_export("truncatediv")
def truncatediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y rounded towards zero, as in C. Shapes broadcast."""
    return _binary("TruncateDiv", x, y, name)


@tf_export("truncatemod")
def truncatemod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The rest of `truncatediv`, with the sign of x. Shapes broadcast."""
    return _binary("TruncateMod", x, y, name)


@tf_export("div_no_nan", "math.divide_no_nan")
def div_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, and 0 where y is 0; floating-point. Shapes broadcast."""
    return _binary("DivNoNan", x, y, name or "div_no_nan")


@tf_export("math.multiply_no_nan")
def multiply_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * y, and 0 where y is 0, even if x is infinite or NaN. Shapes broadcast."""
    return _binary("MulNoNan", x, y, name or "multiply_no_nan")


@tf_export("math.reciprocal_no_nan")
def reciprocal_no_nan(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / x, and 0 where x is 0."""
    tensor = convert_to_tensor(x)
    return div_no_nan(constant(1, tensor.dtype), tensor, name=name or "reciprocal_no_nan")


@tf_export("math.nextafter")
def nextafter(x1: TensorLike, x2: TensorLike, name: str | None = None) -> Tensor:
    """The floating-point number next to x1 in the direction of x2. Shapes broadcast."""
    return _binary("NextAfter", x1, x2, name)


@tf_export("math.polyval")
def polyval(coeffs: Sequence[TensorLike], x: TensorLike, name: str | None = None) -> Tensor:
    """The polynomial with these coefficients, that of the highest power first, at x; 0 of none."""
    if not isinstance(coeffs, (list, tuple)):
        raise InvalidValueError(f"coeffs must be a list of tensors, but is {type(coeffs)}.")
    point = convert_to_tensor(x)
    if not coeffs:
        return point * 0
    value = convert_to_tensor(coeffs[0], point.dtype)
    for coefficient in coeffs[1:]:
        value = convert_to_tensor(coefficient, point.dtype) + value * point
    return value


@tf_export("scalar_mul", "math.scalar_mul")
def scalar_mul(scalar: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """A scalar times a tensor. Raises ValueError when ``scalar`` is known to be none."""
    tensor = convert_to_tensor(x)
    factor = convert_to_tensor(scalar, partner_dtype(scalar, tensor))
    if factor.sizes:
        raise InvalidValueError(f"Only scalar multiply works, got shape {factor.shape}.")
    return multiply(factor, tensor, name=name or "Mul")


@tf_export("accumulate_n", "math.accumulate_n")
def accumulate_n(
    inputs: Sequence[TensorLike], shape: ShapeLike | None = None, tensor_dtype: DTypeLike | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The sum of a list of tensors, which must have ``shape`` and ``tensor_dtype`` when these are given.

    Raises ValueError when the list is empty or shapes differ, TypeError when a dtype is another one.
    """
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise InvalidValueError("tf.accumulate_n needs a list of one or more tensors.")
    tensors = [convert_to_tensor(item) for item in inputs]
    for tensor in tensors:
        if tensor.dtype is not tensors[0].dtype or (
            tensor_dtype is not None and tensor.dtype != tensor_dtype
        ):
            raise InvalidTypeError(
                f"The inputs of tf.accumulate_n must be of one dtype, {tensor_dtype or tensors[0].dtype.name}, but "
                f"{tensor.name} is {tensor.dtype.name}."
            )
        if not compatible(tensor.sizes, tensors[0].sizes if shape is None else as_shape(shape)):
            raise InvalidValueError(
                f"The inputs of tf.accumulate_n must be of one shape, not {tensor.shape}."
            )
    return add_n(tensors, name=name or "AccumulateNV2")


@tf_export("arg_max")
def arg_max(
    input: TensorLike, dimension: AxisLike, output_type: DTypeLike = "int64", name: str | None = None
) -> Tensor:
    """The index of the largest element along ``dimension``: the older form of `argmax`."""
    return argmax(input, dimension, name=name, output_type=output_type)


@tf_export("arg_min")
def arg_min(
    input: TensorLike, dimension: AxisLike, output_type: DTypeLike = "int64", name: str | None = None
) -> Tensor:
    """The index of the smallest element along ``dimension``: the older form of `argmin`."""
    return argmin(input, dimension, name=name, output_type=output_type)


@tf_export("clip_by_average_norm")
def clip_by_average_norm(t: TensorLike, clip_norm: NumberLike, name: str | None = None) -> Tensor:
    """t, scaled down when its Euclidean norm divided by the number of its elements exceeds ``clip_norm``."""
    tensor = convert_to_tensor(t)
    count = cast(size(tensor), tensor.dtype)
    norm = sqrt(reduce_sum(square(tensor)))
    limit = convert_to_tensor(clip_norm, tensor.dtype) * count
    return multiply(tensor, limit / maximum(norm, limit), name=name or "clip_by_average_norm")


@tf_export("math.reduce_variance")
def reduce_variance(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean of the squared distances from the mean along ``axis``."""
    tensor = convert_to_tensor(input_tensor)
    if not tensor.dtype.is_floating:
        raise InvalidTypeError(f"Input must be floating point, but {tensor.name} is {tensor.dtype.name}.")
    return reduce_mean(square(tensor - reduce_mean(tensor, axis, True)), axis, keepdims, name=name)


@tf_export("math.reduce_std")
def reduce_std(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The standard deviation along ``axis``: the root of `reduce_variance`."""
    return sqrt(reduce_variance(input_tensor, axis, keepdims), name=name or "reduce_std")


@tf_export("math.reduce_euclidean_norm")
def reduce_euclidean_norm(
    input_tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The root of the sum of the squares along ``axis``."""
    return sqrt(reduce_sum(square(input_tensor), axis, keepdims), name=name or "EuclideanNorm")


def _no_nan(g: Any, y: Any) -> Tensor:
    return create("DivNoNan", g, y)


register("TruncateDiv", "x y", truncated_quotient, NOT_DIFFERENTIABLE, takes="real")
register("TruncateMod", "x y", torch.fmod, NOT_DIFFERENTIABLE, takes="real")
register("NextAfter", "x y", torch.nextafter, NOT_DIFFERENTIABLE, takes="real float")
register(
    "MulNoNan", "x y", product_or_zero,
    (lambda g, z, x, y: sum_to(multiply_no_nan(g, y), x), lambda g, z, x, y: sum_to(multiply_no_nan(x, g), y)),
    takes="float",
)  # fmt: skip
register(
    "DivNoNan", "x y", quotient_or_zero,
    (lambda g, z, x, y: sum_to(_no_nan(g, y), x), lambda g, z, x, y: sum_to(-g * _no_nan(z, y), y)),
    takes="float",
)  # fmt: skip
