"""Normalisation, and the means and variances of which it is made."""

from __future__ import annotations

import torch

from lessonlib.graph.create import convert_to_tensor, create, one_of, working_graph
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import size, squeeze
from lessonlib.graph.ops.filling import ones_like
from lessonlib.graph.ops.math import add, cast, maximum, multiply, square, truediv
from lessonlib.graph.ops.norms import batch_normalization
from lessonlib.graph.ops.reduction import reduce_mean, reduce_sum
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import AxisLike, TensorLike
from lessonlib.tf1.nn.windows import as_given, is_channels_first, with_channels_last


def by_neighbours(x: torch.Tensor, depth_radius: int, bias: float, alpha: float, beta: float) -> torch.Tensor:
    """x / (bias + alpha * the sum of squares of up to depth_radius channels to both sides) ** beta."""
    width, channels = 2 * depth_radius + 1, x.shape[-1]
    squares = torch.nn.functional.pad(x * x, (depth_radius, depth_radius))
    total = torch.stack([squares[..., i : i + channels] for i in range(width)]).sum(0)
    return x / (bias + alpha * total) ** beta


@tf_export("nn.local_response_normalization", "nn.lrn")
def local_response_normalization(
    input: TensorLike, depth_radius: int = 5, bias: float = 1, alpha: float = 1, beta: float = 0.5,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Each channel of (batch, height, width, channels), divided by what its neighbours have (Krizhevsky et al., 2012).

    x / (bias + alpha * sum) ** beta, where the sum is of the squares of the channel and of ``depth_radius`` channels on
    each side of it. Raises ValueError when the inputs are not of rank 4.
    """
    x = convert_to_tensor(input)
    if x.sizes is not None and len(x.sizes) != 4:
        raise InvalidValueError(f"tf.nn.lrn takes inputs of rank 4, but {x.name} has shape {x.shape}.")
    how = {"bias": float(bias), "alpha": float(alpha), "beta": float(beta)}
    return create("LRN", x, depth_radius=int(depth_radius), name=name or "LRN", **how)


@tf_export("nn.batch_norm_with_global_normalization")
def batch_norm_with_global_normalization(
    t: TensorLike | None = None, m: TensorLike | None = None, v: TensorLike | None = None,
    beta: TensorLike | None = None, gamma: TensorLike | None = None, variance_epsilon: float | None = None,
    scale_after_normalization: bool | None = None, name: str | None = None, input: TensorLike | None = None,
    mean: TensorLike | None = None, variance: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """`batch_normalization` under its older name: gamma counts only with ``scale_after_normalization``."""
    x, centre = one_of("input", input, "t", t), one_of("mean", mean, "m", m)
    spread = one_of("variance", variance, "v", v)
    if x is None or centre is None or spread is None or variance_epsilon is None:
        raise InvalidValueError("batch_norm_with_global_normalization needs t, m, v and variance_epsilon.")
    factor = gamma if scale_after_normalization else None
    return batch_normalization(x, centre, spread, beta, factor, variance_epsilon, name or "batchnorm")


@tf_export("nn.fused_batch_norm")
def fused_batch_norm(
    x: TensorLike, scale: TensorLike, offset: TensorLike, mean: TensorLike | None = None,
    variance: TensorLike | None = None, epsilon: float = 0.001, data_format: str = "NHWC", is_training: bool = True,
    name: str | None = None, exponential_avg_factor: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """(the normalised images (batch, height, width, channels), mean, variance) with one number a channel.

    While training, mean and variance are the batch's, the variance divided by n - 1; with an ``exponential_avg_factor``
    under 1 they are mixed into those given. Otherwise those given are used. Raises ValueError when they are missing.
    """
    if (not is_training or exponential_avg_factor != 1) and (mean is None or variance is None):
        raise InvalidValueError(
            "fused_batch_norm needs both mean and variance, unless is_training is True and exponential_avg_factor is 1."
        )
    first = is_channels_first(data_format, 3 if "D" in data_format else 2)
    tensor = with_channels_last(x, first)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "FusedBatchNorm"):
        gamma, beta = (convert_to_tensor(value, tensor.dtype) for value in (scale, offset))
        given = None
        if mean is not None and variance is not None:
            given = [convert_to_tensor(value, tensor.dtype) for value in (mean, variance)]
        if not is_training and given is not None:
            centre, spread = given
            y = batch_normalization(tensor, centre, spread, beta, gamma, epsilon)
            return as_given(y, first), centre, spread
        axes = list(range(len(tensor.sizes or ()) - 1))
        centre = reduce_mean(tensor, axes)
        biased = reduce_mean(square(tensor - centre), axes)
        y = batch_normalization(tensor, centre, biased, beta, gamma, epsilon)
        count = cast(size(tensor), tensor.dtype) / cast(size(centre), tensor.dtype)
        spread = biased * (count / maximum(count - 1, 1.0))
        if exponential_avg_factor != 1 and given is not None:
            centre, spread = (
                old * (1 - exponential_avg_factor) + new * exponential_avg_factor
                for old, new in zip(given, (centre, spread), strict=True)
            )
        return as_given(y, first), centre, spread


@tf_export("nn.sufficient_statistics")
def sufficient_statistics(
    x: TensorLike, axes: AxisLike, shift: TensorLike | None = None, keep_dims: bool | None = None,
    name: str | None = None, keepdims: bool | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:  # fmt: skip
    """(count, sum of x, sum of squares of x, shift) along ``axes``; the sums are of x - shift when that is given."""
    tensor = convert_to_tensor(x)
    keep = bool(one_of("keepdims", keepdims, "keep_dims", keep_dims))
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "sufficient_statistics"):
        count = reduce_sum(ones_like(tensor)) / maximum(reduce_sum(ones_like(reduce_sum(tensor, axes))), 1.0)
        moved = tensor if shift is None else tensor - convert_to_tensor(shift, tensor.dtype)
        mean_ss, variance_ss = reduce_sum(moved, axes, keep), reduce_sum(square(moved), axes, keep)
        return count, mean_ss, variance_ss, None if shift is None else convert_to_tensor(shift, tensor.dtype)


@tf_export("nn.normalize_moments")
def normalize_moments(
    counts: TensorLike, mean_ss: TensorLike, variance_ss: TensorLike, shift: TensorLike | None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """(mean, variance) of what `sufficient_statistics` gave."""
    with get_default_graph().name_scope(name or "normalize"):
        sums = convert_to_tensor(mean_ss)
        count = convert_to_tensor(counts, sums.dtype)
        moved = truediv(sums, count)
        mean = moved if shift is None else add(moved, shift)
        return mean, truediv(variance_ss, count) - square(moved)


@tf_export("nn.weighted_moments")
def weighted_moments(
    x: TensorLike, axes: AxisLike, frequency_weights: TensorLike, name: str | None = None,
    keep_dims: bool | None = None, keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """(mean, variance) along ``axes``, in which each number counts ``frequency_weights`` times."""
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "weighted_moments"):
        weights = cast(convert_to_tensor(frequency_weights), tensor.dtype)
        each = multiply(weights, ones_like(tensor))
        count = reduce_sum(each, axes, keepdims=True)
        mean = truediv(reduce_sum(each * tensor, axes, keepdims=True), count)
        variance = truediv(reduce_sum(each * square(tensor - mean), axes, keepdims=True), count)
        if one_of("keepdims", keepdims, "keep_dims", keep_dims):
            return mean, variance
        return squeeze(mean, axes), squeeze(variance, axes)


register("LRN", "x", by_neighbours, BY_VJP, takes="real float")
