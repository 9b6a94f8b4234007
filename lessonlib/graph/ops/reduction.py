"""Reductions: an axis goes, one number of it stays. ``axis`` is None (all), an int or a list of ints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create, one_of
from lessonlib.graph.dtypes import as_dtype, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_number, known_value
from lessonlib.graph.infer import Spec, infer
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, lookup, register
from lessonlib.graph.types import AxisLike, DTypeLike, TensorLike


def keep_dtype_sum(x: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    """torch.sum, but integers keep their dtype, as in TensorFlow."""
    return torch.sum(x, dim=dim, keepdim=keepdim, dtype=x.dtype)


def integer_mean(x: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    """The mean of integers is an integer, rounded towards zero, as in TensorFlow."""
    return torch.mean(x.to(torch.float64), dim=dim, keepdim=keepdim).to(x.dtype)


def product(x: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    axes = range(x.dim()) if dim is None else [axis % x.dim() for axis in dim]
    for axis in sorted(axes, reverse=True):
        x = torch.prod(x, dim=axis, keepdim=keepdim, dtype=x.dtype)
    return x


def largest(x: torch.Tensor, dim: Any = (), keepdim: bool = False) -> torch.Tensor:
    return torch.amax(x, dim=dim, keepdim=keepdim)


def smallest(x: torch.Tensor, dim: Any = (), keepdim: bool = False) -> torch.Tensor:
    return torch.amin(x, dim=dim, keepdim=keepdim)


def all_true(x: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    return torch.all(x, dim=dim, keepdim=keepdim)


def any_true(x: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    return torch.any(x, dim=dim, keepdim=keepdim)


def log_sum_exp(x: torch.Tensor, dim: Any = None, keepdim: bool = False) -> torch.Tensor:
    return torch.logsumexp(x, dim=tuple(range(x.dim())) if dim is None else dim, keepdim=keepdim)


def running_sum(x: torch.Tensor, dim: int, exclusive: bool = False, reverse: bool = False) -> torch.Tensor:
    turned = x.flip(dim) if reverse else x
    total = torch.cumsum(turned, dim, dtype=x.dtype)
    if exclusive:
        total = total - turned
    return total.flip(dim) if reverse else total


def _reduction(type_: str, summary: str, integers: str | None = None) -> Callable[..., Tensor]:
    def function(
        input_tensor: TensorLike,
        axis: AxisLike | None = None,
        keepdims: bool | None = None,
        name: str | None = None,
        reduction_indices: AxisLike | None = None,
        keep_dims: bool | None = None,
    ) -> Tensor:
        tensor = convert_to_tensor(input_tensor)
        axes = _axes(one_of("axis", axis, "reduction_indices", reduction_indices), tensor, type_)
        attrs: dict[str, Any] = {} if axes is None else {"dim": axes}
        if one_of("keepdims", keepdims, "keep_dims", keep_dims):
            attrs |= {"dim": axes if axes is not None else _every_axis(tensor, type_), "keepdim": True}
        if attrs.get("dim") == ():  # no axis to reduce: the tensor itself, where torch would reduce them all
            return tensor
        kind = integers if integers is not None and not tensor.dtype.is_floating else type_
        return create(kind, tensor, name=name or type_, **attrs)

    function.__doc__ = f"{summary} along ``axis``; ``keepdims`` leaves the reduced axes with size 1."
    return function


def _axes(axis: AxisLike | None, tensor: Tensor, type_: str) -> tuple[int, ...] | None:
    if axis is None:
        return None
    value = known_value(axis)
    if value is None:
        raise InvalidValueError(
            f"{type_} needs an axis that is known while the graph is built; got {axis!r}."
        )
    axes = tuple(int(item) for item in value.reshape(-1))
    rank = None if tensor.sizes is None else len(tensor.sizes)
    if rank is not None and any(not -rank <= item < rank for item in axes):
        raise InvalidValueError(
            f"Invalid axis {list(axes)} for {type_} of a tensor of rank {rank}: expected [{-rank}, {rank})."
        )
    return axes


def _every_axis(tensor: Tensor, type_: str) -> tuple[int, ...]:
    if tensor.sizes is None:
        raise InvalidValueError(
            f"{type_} with keepdims needs a tensor of known rank; say the axis, or the placeholder's shape."
        )
    return tuple(range(len(tensor.sizes)))


reduce_sum = tf_export("reduce_sum", "math.reduce_sum")(_reduction("Sum", "The sum", "IntegerSum"))
reduce_mean = tf_export("reduce_mean", "math.reduce_mean")(_reduction("Mean", "The mean", "IntegerMean"))
reduce_prod = tf_export("reduce_prod", "math.reduce_prod")(_reduction("Prod", "The product"))
reduce_max = tf_export("reduce_max", "math.reduce_max")(_reduction("Max", "The largest element"))
reduce_min = tf_export("reduce_min", "math.reduce_min")(_reduction("Min", "The smallest element"))
reduce_all = tf_export("reduce_all", "math.reduce_all")(
    _reduction("All", "Whether all elements are True (logical and)")
)
reduce_any = tf_export("reduce_any", "math.reduce_any")(
    _reduction("Any", "Whether any element is True (logical or)")
)
reduce_logsumexp = tf_export("reduce_logsumexp", "math.reduce_logsumexp")(
    _reduction("LogSumExp", "log(sum(exp(x))), without overflow")
)


@tf_export("argmax", "math.argmax")
def argmax(
    input: TensorLike,
    axis: AxisLike | None = None,
    name: str | None = None,
    dimension: AxisLike | None = None,
    output_type: DTypeLike = int64,
) -> Tensor:
    """The index (int64) of the largest element along ``axis``, which is 0 when not said; the first one at a tie."""
    return _arg("ArgMax", input, one_of("axis", axis, "dimension", dimension), name, output_type)


@tf_export("argmin", "math.argmin")
def argmin(
    input: TensorLike,
    axis: AxisLike | None = None,
    name: str | None = None,
    dimension: AxisLike | None = None,
    output_type: DTypeLike = int64,
) -> Tensor:
    """The index (int64) of the smallest element along ``axis``, which is 0 when not said; the first one at a tie."""
    return _arg("ArgMin", input, one_of("axis", axis, "dimension", dimension), name, output_type)


def _arg(
    type_: str, x: TensorLike, axis: AxisLike | None, name: str | None, output_type: DTypeLike
) -> Tensor:
    axes = _axes(0 if axis is None else axis, convert_to_tensor(x), type_)
    index = create(type_, x, dim=axes[0] if axes else 0, name=name or type_)
    return cast(index, as_dtype(output_type))


@tf_export("cumsum", "math.cumsum")
def cumsum(
    x: TensorLike,
    axis: TensorLike = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The running sum along ``axis``.

    ``exclusive`` leaves each element out of its own sum, ``reverse`` sums from the end.
    """
    dim = known_number(axis, "The axis of tf.cumsum")
    return create("Cumsum", x, dim=dim, exclusive=exclusive, reverse=reverse, name=name or "Cumsum")


def _mean_shape(x: Tensor, **axes: Any) -> Sequence[Spec]:
    """That of the sum. To probe a mean would import PyTorch's compiler, as of element-wise operations."""
    return infer(lookup("Sum"), [(x.dtype, x.sizes)], (None,), axes)


register("Sum", "x", torch.sum, (lambda g, y, x, **axes: create("Spread", g, x, **axes),), takes="number")
register("IntegerSum", "x", keep_dtype_sum, NOT_DIFFERENTIABLE, takes="number")
register(
    "Mean",
    "x",
    torch.mean,
    (lambda g, y, x, **axes: create("SpreadMean", g, x, **axes),),
    takes="number",
    shape=_mean_shape,
)
register("IntegerMean", "x", integer_mean, NOT_DIFFERENTIABLE, takes="number")
register("Prod", "x", product, BY_VJP, takes="number")
register("Max", "x", largest, BY_VJP, takes="real")
register("Min", "x", smallest, BY_VJP, takes="real")
register("LogSumExp", "x", log_sum_exp, BY_VJP, takes="real float")
register("All", "x", all_true, NOT_DIFFERENTIABLE, takes="boolean")
register("Any", "x", any_true, NOT_DIFFERENTIABLE, takes="boolean")
register("ArgMax", "x", torch.argmax, NOT_DIFFERENTIABLE, takes="real")
register("ArgMin", "x", torch.argmin, NOT_DIFFERENTIABLE, takes="real")
register("Cumsum", "x", running_sum, BY_VJP, takes="number")
