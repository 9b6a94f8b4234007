"""Tensors as sets of values: which there are, how often, and in which of some intervals."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create, create_several, one_of
from lessonlib.graph.dtypes import as_dtype, int32, int64, string
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.logic import not_equal
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import AxisLike, DTypeLike, TensorLike


class Unique(NamedTuple):
    """The distinct elements in the order of their first occurrence, and which of them each element is."""

    y: Tensor
    idx: Tensor


class UniqueWithCounts(NamedTuple):
    """The same, and how often each distinct element occurs."""

    y: Tensor
    idx: Tensor
    count: Tensor  # type: ignore[assignment]  # the name that TensorFlow gives it, over tuple.count


class ListDiff(NamedTuple):
    """The elements of one list that another has not, and their places."""

    out: Tensor
    idx: Tensor


def distinct(x: Any, dtype: torch.dtype) -> tuple[Any, torch.Tensor, torch.Tensor]:
    if not isinstance(x, torch.Tensor):
        return _distinct_strings(x, dtype)
    values, which, counts = torch.unique(x, return_inverse=True, return_counts=True)
    places = torch.arange(len(x), device=x.device)
    first = torch.full((len(values),), len(x), device=x.device).scatter_reduce(0, which, places, "amin")
    order = first.argsort()
    return values[order], order.argsort()[which].to(dtype), counts[order].to(dtype)


def _distinct_strings(x: Any, dtype: torch.dtype) -> tuple[Any, torch.Tensor, torch.Tensor]:
    numbers: dict[bytes, int] = {}
    which = torch.tensor([numbers.setdefault(item, len(numbers)) for item in x], dtype=torch.int64)
    values = np.empty(len(numbers), dtype=object)
    values[:] = list(numbers)
    return values, which.to(dtype), torch.bincount(which, minlength=len(numbers)).to(dtype)


def only_in_first(x: Any, y: Any, dtype: torch.dtype) -> tuple[Any, torch.Tensor]:
    if isinstance(x, torch.Tensor):
        places = (~torch.isin(x, y)).nonzero()[:, 0]
        return x[places], places.to(dtype)
    there = set(y.tolist())
    kept = [i for i, item in enumerate(x) if item not in there]
    return x[kept], torch.tensor(kept, dtype=dtype)


def count_numbers(
    numbers: torch.Tensor, weights: list[torch.Tensor], least: list[torch.Tensor], most: list[torch.Tensor],
    dtype: torch.dtype,
) -> torch.Tensor:  # fmt: skip
    """How often each of 0, 1, ... occurs, or the sum of its weights; between ``least`` and ``most`` numbers."""
    flat = numbers.reshape(-1).to(torch.int64)
    if flat.numel() and int(flat.min()) < 0:
        raise InvalidValueError(f"tf.bincount counts numbers from 0 on, but {int(flat.min())} is among them.")
    size = max(int(flat.max()) + 1 if flat.numel() else 0, int(least[0]) if least else 0)
    size = min(size, int(most[0])) if most else size
    kept = flat < size
    each = (
        weights[0].reshape(-1)[kept]
        if weights
        else torch.ones(int(kept.sum()), dtype=dtype, device=flat.device)
    )
    return torch.zeros(size, dtype=dtype, device=flat.device).index_add(0, flat[kept], each)


def interval_numbers(
    values: torch.Tensor, bounds: torch.Tensor, count: torch.Tensor, dtype: torch.dtype
) -> torch.Tensor:
    low, high = bounds.to(torch.float64)
    if low >= high:
        raise InvalidValueError(f"value_range must ascend, but is {bounds.tolist()}.")
    if int(count) <= 0:
        raise InvalidValueError(f"nbins must be positive, but is {int(count)}.")
    scaled = (values.to(torch.float64) - low) / (high - low) * int(count)
    result: torch.Tensor = scaled.floor().clamp(0, int(count) - 1).to(dtype)
    return result


def confusions(
    labels: torch.Tensor, predictions: torch.Tensor, classes: list[torch.Tensor], weights: list[torch.Tensor],
    dtype: torch.dtype,
) -> torch.Tensor:  # fmt: skip
    """The number (or weight) of cases of each label (row) that have each prediction (column)."""
    true, guess = labels.reshape(-1).to(torch.int64), predictions.reshape(-1).to(torch.int64)
    both = torch.cat([true, guess])
    if both.numel() and int(both.min()) < 0:
        raise InvalidValueError("The labels and predictions of tf.confusion_matrix must be 0 or more.")
    size = int(classes[0]) if classes else int(both.max()) + 1
    if both.numel() and int(both.max()) >= size:
        raise InvalidValueError(f"Class {int(both.max())} is out of bounds: num_classes is {size}.")
    each = (
        weights[0].reshape(-1).to(dtype)
        if weights
        else torch.ones(len(true), dtype=dtype, device=true.device)
    )
    flat = torch.zeros(size * size, dtype=dtype, device=true.device).index_add(0, true * size + guess, each)
    return flat.reshape(size, size)


@tf_export("unique")
def unique(x: TensorLike, out_idx: DTypeLike = int32, name: str | None = None) -> Unique:
    """The distinct elements of a vector, in the order in which they first occur, and the number of each element's."""
    y, idx, _ = create_several("Unique", x, dtype=as_dtype(out_idx).torch, name=name or "Unique")
    return Unique(y, idx)


@tf_export("unique_with_counts")
def unique_with_counts(
    x: TensorLike, out_idx: DTypeLike = int32, name: str | None = None
) -> UniqueWithCounts:
    """The same as `unique`, and how often each distinct element occurs."""
    kind = as_dtype(out_idx).torch
    return UniqueWithCounts(*create_several("Unique", x, dtype=kind, name=name or "UniqueWithCounts"))


@tf_export("setdiff1d")
def setdiff1d(
    x: TensorLike, y: TensorLike, index_dtype: DTypeLike = int32, name: str | None = None
) -> ListDiff:
    """The elements of the vector x that y has not, in their order, and their places in x."""
    kind = as_dtype(index_dtype).torch
    return ListDiff(*create_several("ListDiff", x, y, dtype=kind, name=name or "ListDiff"))


@tf_export("bincount", "math.bincount")
def bincount(
    arr: TensorLike, weights: TensorLike | None = None, minlength: TensorLike | None = None,
    maxlength: TensorLike | None = None, dtype: DTypeLike = int32,
) -> Tensor:  # fmt: skip
    """How often each of the numbers 0, 1, ... occurs in ``arr``, or the sum of the ``weights`` of its elements.

    The result has max(arr) + 1 elements, at least ``minlength``, at most ``maxlength`` (larger numbers are left out),
    of ``dtype``, or of that of the weights. A negative number fails at the run.
    """
    given = [] if weights is None else [convert_to_tensor(weights)]
    kind = given[0].dtype if given else as_dtype(dtype)
    limits = [[] if limit is None else [limit] for limit in (minlength, maxlength)]
    return create("Bincount", arr, given, *limits, dtype=kind.torch, name="bincount")


@tf_export("histogram_fixed_width_bins")
def histogram_fixed_width_bins(
    values: TensorLike, value_range: TensorLike, nbins: TensorLike = 100, dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """In which of ``nbins`` equal parts of ``value_range`` (low, high) each value is; the outer ones take the rest."""
    kind = as_dtype(dtype).torch
    return create(
        "HistogramBins", values, value_range, nbins, dtype=kind, name=name or "histogram_fixed_width_bins"
    )


@tf_export("histogram_fixed_width")
def histogram_fixed_width(
    values: TensorLike, value_range: TensorLike, nbins: TensorLike = 100, dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """How many values are in each of ``nbins`` equal parts of ``value_range`` ([low, high])."""
    bins = histogram_fixed_width_bins(values, value_range, nbins, int64)
    return create(
        "Bincount",
        bins,
        [],
        [nbins],
        [nbins],
        dtype=as_dtype(dtype).torch,
        name=name or "histogram_fixed_width",
    )


@tf_export("confusion_matrix", "math.confusion_matrix")
def confusion_matrix(
    labels: TensorLike, predictions: TensorLike, num_classes: TensorLike | None = None, dtype: DTypeLike = int32,
    name: str | None = None, weights: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """How many cases of each label (row) got each prediction (column), or their total weight.

    Both are vectors of class numbers, of which one may have a further axis of size 1. Without ``num_classes``, the
    largest number that occurs is the last class. A number out of range fails at the run.
    """
    true, guess = (_classes(item) for item in (labels, predictions))
    case_weights = [] if weights is None else [convert_to_tensor(weights)]
    for other in [guess, *case_weights]:
        if not compatible(_vector(other), _vector(true)):
            raise InvalidValueError(
                f"Labels of shape {true.shape} need as many predictions and weights, not {other.shape}."
            )
    classes = [] if num_classes is None else [num_classes]
    kind = as_dtype(dtype).torch
    return create(
        "ConfusionMatrix", true, guess, classes, case_weights, dtype=kind, name=name or "confusion_matrix"
    )


def _classes(value: TensorLike) -> Tensor:
    return cast(convert_to_tensor(value), int64)


def _vector(tensor: Tensor) -> Any:
    sizes = tensor.sizes
    return sizes[:-1] if sizes is not None and len(sizes) == 2 and sizes[-1] == 1 else sizes


@tf_export("count_nonzero", "math.count_nonzero")
def count_nonzero(
    input_tensor: TensorLike | None = None, axis: AxisLike | None = None, keepdims: bool | None = None,
    dtype: DTypeLike = int64, name: str | None = None, reduction_indices: AxisLike | None = None,
    keep_dims: bool | None = None, input: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """The number of elements that are not 0 (empty, False) along ``axis``, as ``dtype``."""
    x = convert_to_tensor(one_of("input", input_tensor, "input_tensor", input))
    zero: Any = "" if x.dtype is string else False if x.dtype.is_bool else 0
    kept, axes = (
        one_of("keepdims", keepdims, "keep_dims", keep_dims),
        one_of("axis", axis, "reduction_indices", reduction_indices),
    )
    counted = reduce_sum(cast(not_equal(x, zero), int64), axes, kept, name=name or "count_nonzero")
    return cast(counted, dtype)


def _unknown_vector(*tensors: Tensor) -> None:
    for tensor in tensors:
        if tensor.sizes is not None and len(tensor.sizes) != 1:
            raise ProbeError(f"Expected a vector, but {tensor.name} has shape {tensor.shape}.")


def _unique_shape(x: Tensor, dtype: torch.dtype) -> list[Any]:
    _unknown_vector(x)
    return [(x.dtype, (None,)), (as_dtype(dtype), x.sizes), (as_dtype(dtype), (None,))]


def _difference_shape(x: Tensor, y: Tensor, dtype: torch.dtype) -> list[Any]:
    _unknown_vector(x, y)
    return [(x.dtype, (None,)), (as_dtype(dtype), (None,))]


def _counts_shape(
    numbers: Tensor, weights: list[Tensor], least: list[Tensor], most: list[Tensor], dtype: torch.dtype
) -> list[Any]:
    bounds = [constant_value(limit[0]) if limit else None for limit in (least, most)]
    same = bounds[0] is not None and bounds[1] is not None and int(bounds[0]) >= int(bounds[1])
    return [(as_dtype(dtype), (int(bounds[1]),) if same and bounds[1] is not None else (None,))]


def _matrix_shape(
    labels: Tensor, predictions: Tensor, classes: list[Tensor], weights: list[Tensor], dtype: torch.dtype
) -> list[Any]:
    known = constant_value(classes[0]) if classes else None
    size = None if known is None else int(known)
    return [(as_dtype(dtype), (size, size))]


register("Unique", "x", distinct, NOT_DIFFERENTIABLE, shape=_unique_shape, several=True)
register("ListDiff", "x y", only_in_first, NOT_DIFFERENTIABLE, shape=_difference_shape, several=True)
register(
    "Bincount", "numbers weights* least* most*", count_numbers, NOT_DIFFERENTIABLE, same="numbers",
    takes="integer", shape=_counts_shape,
)  # fmt: skip
register(
    "HistogramBins", "values bounds count", interval_numbers, NOT_DIFFERENTIABLE, same="values bounds",
    takes="real", shape=lambda values, bounds, count, dtype: [(as_dtype(dtype), values.sizes)],
)  # fmt: skip
register(
    "ConfusionMatrix", "labels predictions classes* weights*", confusions, NOT_DIFFERENTIABLE,
    same="labels predictions", shape=_matrix_shape,
)  # fmt: skip
