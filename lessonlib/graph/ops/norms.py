"""Means, variances and norms, and what is built on them: normalisation and clipping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor, working_graph
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import squeeze
from lessonlib.graph.ops.math import add_n, maximum, rsqrt, sqrt, square, truediv
from lessonlib.graph.ops.reduction import reduce_mean, reduce_sum
from lessonlib.graph.types import AxisLike, TensorLike


@tf_export("nn.moments")
def moments(
    x: TensorLike, axes: AxisLike, name: str = "moments", keep_dims: bool = False, keepdims: bool = False
) -> tuple[Tensor, Tensor]:
    """(mean, variance) along ``axes``; the variance is the mean of squared distances (divided by n)."""
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name):
        mean = reduce_mean(tensor, axes, keepdims=True, name="mean")
        variance = reduce_mean(square(tensor - mean), axes, keepdims=True, name="variance")
        if keep_dims or keepdims:
            return mean, variance
        return squeeze(mean, axes), squeeze(variance, axes)


@tf_export("nn.batch_normalization")
def batch_normalization(
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    offset: TensorLike | None,
    scale: TensorLike | None,
    variance_epsilon: float,
    name: str = "batchnorm",
) -> Tensor:
    """scale * (x - mean) / sqrt(variance + epsilon) + offset (Ioffe & Szegedy, 2015); scale and offset may be None."""
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name):
        factor = rsqrt(convert_to_tensor(variance, tensor.dtype) + variance_epsilon)
        factor = factor * scale if scale is not None else factor
        shift = -convert_to_tensor(mean, tensor.dtype) * factor
        return tensor * factor + (shift + offset if offset is not None else shift)


@tf_export("nn.l2_loss")
def l2_loss(t: TensorLike, name: str = "L2Loss") -> Tensor:
    """Half of the sum of squares."""
    tensor = convert_to_tensor(t)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name):
        return reduce_sum(square(tensor)) * 0.5


@tf_export("nn.l2_normalize")
def l2_normalize(
    x: TensorLike,
    axis: AxisLike | None = None,
    epsilon: float = 1e-12,
    name: str = "l2_normalize",
    dim: Any = None,
) -> Tensor:
    """x divided by its length along ``axis``."""
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name):
        length = reduce_sum(square(tensor), axis if axis is not None else dim, keepdims=True)
        return tensor * rsqrt(maximum(length, epsilon))


@tf_export("norm")
def norm(
    tensor: TensorLike, axis: AxisLike | None = None, keepdims: bool = False, name: str = "norm"
) -> Tensor:
    """The Euclidean length along ``axis``."""
    with get_default_graph().name_scope(name):
        return sqrt(reduce_sum(square(convert_to_tensor(tensor)), axis, keepdims=keepdims))


@tf_export("global_norm")
def global_norm(t_list: Sequence[TensorLike | None], name: str = "global_norm") -> Tensor:
    """The length of all tensors as one vector; None among them counts nothing."""
    with get_default_graph().name_scope(name):
        squares = [reduce_sum(square(convert_to_tensor(t))) for t in t_list if t is not None]
        return sqrt(add_n(squares))


@tf_export("clip_by_norm")
def clip_by_norm(
    t: TensorLike, clip_norm: TensorLike, axes: AxisLike | None = None, name: str = "clip_by_norm"
) -> Tensor:
    """t, shortened to the length ``clip_norm`` where it is longer."""
    tensor = convert_to_tensor(t)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name):
        squares = (
            reduce_sum(square(tensor), axes, keepdims=True)
            if axes is not None
            else reduce_sum(square(tensor))
        )
        return truediv(tensor * clip_norm, maximum(sqrt(maximum(squares, 1e-30)), clip_norm))


@tf_export("clip_by_global_norm")
def clip_by_global_norm(
    t_list: Sequence[TensorLike | None],
    clip_norm: TensorLike,
    use_norm: TensorLike | None = None,
    name: str = "clip_by_global_norm",
) -> tuple[list[Tensor | None], Tensor]:
    """(the tensors, all scaled by one factor so that together they are no longer than ``clip_norm``; their length)."""
    length = global_norm(t_list) if use_norm is None else convert_to_tensor(use_norm)
    with get_default_graph().name_scope(name):
        factor = truediv(clip_norm, maximum(length, clip_norm))
        return [None if t is None else convert_to_tensor(t) * factor for t in t_list], length
