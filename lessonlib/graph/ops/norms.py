"""Means, variances and norms, and what is built on them: normalisation and clipping."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor, one_of, working_graph
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import squeeze
from lessonlib.graph.ops.math import abs_, add_n, maximum, pow_, rsqrt, sqrt, square, truediv
from lessonlib.graph.ops.reduction import reduce_max, reduce_mean, reduce_sum
from lessonlib.graph.slices import IndexedSlices, on_values
from lessonlib.graph.types import AxisLike, TensorLike


@tf_export("nn.moments")
def moments(
    x: TensorLike, axes: AxisLike, shift: Any = None, name: str | None = None, keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """(mean, variance) along ``axes``; the variance is the mean of squared distances (divided by n).

    ``shift`` is not used, as in TensorFlow.
    """
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "moments"):
        mean = reduce_mean(tensor, axes, keepdims=True, name="mean")
        variance = reduce_mean(square(tensor - mean), axes, keepdims=True, name="variance")
        if one_of("keepdims", keepdims, "keep_dims", keep_dims):
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
    name: str | None = None,
) -> Tensor:
    """scale * (x - mean) / sqrt(variance + epsilon) + offset (Ioffe & Szegedy, 2015); scale and offset may be None."""
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "batchnorm"):
        factor = rsqrt(convert_to_tensor(variance, tensor.dtype) + variance_epsilon)
        factor = factor * scale if scale is not None else factor
        shift = -convert_to_tensor(mean, tensor.dtype) * factor
        return tensor * factor + (shift + offset if offset is not None else shift)


@tf_export("nn.l2_loss")
def l2_loss(t: TensorLike, name: str | None = None) -> Tensor:
    """Half of the sum of squares."""
    tensor = convert_to_tensor(t)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "L2Loss"):
        return reduce_sum(square(tensor)) * 0.5


@tf_export("nn.l2_normalize", "math.l2_normalize")
def l2_normalize(
    x: TensorLike,
    axis: AxisLike | None = None,
    epsilon: float = 1e-12,
    name: str | None = None,
    dim: Any = None,
) -> Tensor:
    """x divided by its length along ``axis``."""
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "l2_normalize"):
        length = reduce_sum(square(tensor), one_of("axis", axis, "dim", dim), keepdims=True)
        return tensor * rsqrt(maximum(length, epsilon))


@tf_export("norm")
def norm(
    tensor: TensorLike, ord: str | float = "euclidean", axis: AxisLike | None = None, keepdims: bool | None = None,
    name: str | None = None, keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The length of the vectors along ``axis`` (of all elements when not said), or of the matrices along two axes.

    Args:
        ord: ``"euclidean"`` (also 2 for vectors, ``"fro"`` for matrices); 1, the sum of absolute values, or the largest
            such sum of a column; infinity, the largest of them, or such a sum of a row; for vectors any p above 0.

    Raises ValueError for another ``ord``; NotImplementedError for 2 with matrices.
    """
    x, keep = convert_to_tensor(tensor), bool(one_of("keepdims", keepdims, "keep_dims", keep_dims))
    matrix = isinstance(axis, (list, tuple)) and len(axis) == 2
    if ord not in (("euclidean", "fro", 1, 2, math.inf) if matrix else ("euclidean",)) and (
        matrix or isinstance(ord, str) or ord <= 0
    ):
        raise InvalidValueError(
            f"'ord' must be a supported {'matrix' if matrix else 'vector'} norm, got {ord!r}."
        )
    with get_default_graph().name_scope(name or "norm"):
        if ord in ("euclidean", "fro") or (ord == 2 and not matrix):
            return sqrt(reduce_sum(square(x), axis, keep))
        if matrix and isinstance(axis, (list, tuple)):
            if ord == 2:
                refuse(
                    "tf.norm of matrices", "take 'fro', or the largest singular value with NumPy.", ord=ord
                )
            return _matrix_norm(abs_(x), ord == 1, [int(i) % len(x.sizes or ()) for i in axis], keep)
        if ord == math.inf:
            return reduce_max(abs_(x), axis, keep)
        if ord == 1:
            return reduce_sum(abs_(x), axis, keep)
        return pow_(reduce_sum(pow_(abs_(x), float(ord)), axis, keep), 1 / float(ord))


def _matrix_norm(x: Tensor, columns: bool, axes: list[int], keep: bool) -> Tensor:
    summed, chosen = axes if columns else axes[::-1]
    largest = reduce_max(reduce_sum(x, summed, keepdims=True), chosen, keepdims=True)
    return largest if keep else squeeze(largest, axes)


@tf_export("global_norm")
def global_norm(t_list: Sequence[TensorLike | None], name: str | None = None) -> Tensor:
    """The length of all tensors as one vector; None among them counts nothing."""
    with get_default_graph().name_scope(name or "global_norm"):
        values = [
            t.values if isinstance(t, IndexedSlices) else convert_to_tensor(t)
            for t in t_list
            if t is not None
        ]
        squares = [reduce_sum(square(t)) for t in values]
        return sqrt(add_n(squares))


@tf_export("clip_by_norm")
def clip_by_norm(
    t: TensorLike, clip_norm: TensorLike, axes: AxisLike | None = None, name: str | None = None
) -> Any:
    """t, shortened to the length ``clip_norm`` where it is longer."""
    if isinstance(t, IndexedSlices):
        return on_values(t, lambda values: clip_by_norm(values, clip_norm, axes, name))
    tensor = convert_to_tensor(t)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "clip_by_norm"):
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
    name: str | None = None,
) -> tuple[list[Tensor | None], Tensor]:
    """(the tensors, all scaled by one factor so that together they are no longer than ``clip_norm``; their length)."""
    length = global_norm(t_list) if use_norm is None else convert_to_tensor(use_norm)
    with get_default_graph().name_scope(name or "clip_by_global_norm"):
        factor = truediv(clip_norm, maximum(length, clip_norm))
        return [None if t is None else on_values(t, lambda values: values * factor) for t in t_list], length
