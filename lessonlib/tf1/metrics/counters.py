"""What all metrics are made of: variables that count, weights, and values of one shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import DType, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, identity, squeeze
from lessonlib.graph.ops.filling import ones_like, zeros
from lessonlib.graph.ops.math import cast, multiply
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.variables.local import LOCAL_VARIABLES, METRIC_VARIABLES

Metric = tuple[Tensor, Tensor]


def counter(name: str, shape: Sequence[int] = (), dtype: DType = float32) -> Variable:
    """A local variable that starts as zeros."""
    collections = [LOCAL_VARIABLES, METRIC_VARIABLES]
    return Variable(zeros(list(shape), dtype), trainable=False, collections=collections, name=name)


def shares(weights: TensorLike | None, values: Tensor, dtype: DType = float32) -> Tensor:
    """How much each of ``values`` counts: 1, or the weights, which are a number, or have the shape or broadcast to it.

    Raises ValueError when the weights cannot be weights of such values.
    """
    ones = cast(ones_like(values), dtype)
    if weights is None:
        return ones
    counts = cast(convert_to_tensor(weights), dtype)
    if counts.sizes and values.sizes is not None:
        more = len(counts.sizes) - len(values.sizes)
        if more == 1 and counts.sizes[-1] in (1, None):
            counts = squeeze(counts, [-1])
        elif more == -1:
            counts = expand_dims(counts, -1)
        if len(counts.sizes or ()) != len(values.sizes) or not _spreads(counts, values):
            raise InvalidValueError(
                f"weights of shape {counts.shape} do not fit values of shape {values.shape}: give a number, or each "
                "axis the size of the values or 1."
            )
    return multiply(ones, counts)


def _spreads(weights: Tensor, values: Tensor) -> bool:
    return all(
        a in (1, None, b) or b is None for a, b in zip(weights.sizes or (), values.sizes or (), strict=True)
    )


def metric(
    parts: Sequence[tuple[Variable, Tensor]], combine: Callable[..., Tensor], values: Any, updates: Any,
    names: tuple[str, str] | None = ("value", "update_op"),
) -> Metric:  # fmt: skip
    """The measure of what the variables hold, and of what they hold once each has taken in its share of a batch.

    ``names`` are TensorFlow's for the two, in the open name scope or, with a ``/`` at the end, in full.
    """
    value = combine(*[identity(variable.as_tensor()) for variable, _ in parts])
    update = combine(*[variable.assign_add(more) for variable, more in parts])
    if names is not None:
        value, update = called(value, names[0]), called(update, names[1])
    return noted(value, update, values, updates)


def called(tensor: Tensor, name: str) -> Tensor:
    """The tensor under a name of its own, unless it has that already."""
    return tensor if tensor.op.name.rsplit("/", 1)[-1] == name else identity(tensor, name=name)


def noted(value: Tensor, update: Tensor, values: Any, updates: Any) -> Metric:
    """Both, after the first joined the collections ``values``, and the second ``updates``."""
    graph = get_default_graph()
    for names, item in ((values, value), (updates, update)):
        for name in [names] if isinstance(names, str) else names or []:
            graph.add_to_collection(name, item)
    return value, update


def of_one_shape(labels: TensorLike, predictions: TensorLike) -> tuple[Tensor, Tensor]:
    """Both as tensors, without a last axis of size 1 that only one of them has. Raises ValueError for other shapes."""
    want, got = convert_to_tensor(labels), convert_to_tensor(predictions)
    if want.sizes is not None and got.sizes is not None:
        more = len(want.sizes) - len(got.sizes)
        if more == 1 and want.sizes[-1] in (1, None):
            want = squeeze(want, [-1])
        elif more == -1 and got.sizes[-1] in (1, None):
            got = squeeze(got, [-1])
    if not want.shape.is_compatible_with(got.shape):
        raise InvalidValueError(
            f"Shapes {got.shape} of the predictions and {want.shape} of the labels are incompatible: a metric needs "
            "one label for each prediction.\n  Remedy: for scores or one-hot labels, take tf.argmax(..., 1) first."
        )
    return want, got
