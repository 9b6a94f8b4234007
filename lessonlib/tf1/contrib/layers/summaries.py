"""Summaries of many tensors at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lessonlib.graph.create import as_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.reduction import reduce_mean
from lessonlib.graph.summary import histogram, scalar


@tf_export("contrib.layers.summarize_tensor")
def summarize_tensor(tensor: Any, tag: str | None = None) -> Tensor:
    """The summary of one tensor: a curve of a number, a histogram of others. ``tag`` is its name when not said."""
    name = tag or _as_tensor(tensor).op.name
    return scalar(name, tensor) if _as_tensor(tensor).sizes == () else histogram(name, tensor)


@tf_export("contrib.layers.summarize_activation")
def summarize_activation(op: Tensor) -> Tensor:
    """The histogram of a layer's outputs; for a ReLU also the share of zeros, for a sigmoid or tanh the saturation."""
    if op.op.type in ("Relu", "Softplus", "Relu6"):
        scalar(f"{op.op.name}/zeros", reduce_mean(cast(equal(op, 0.0), "float32")))
    return histogram(f"{op.op.name}/activation", op)


@tf_export("contrib.layers.summarize_tensors")
def summarize_tensors(
    tensors: Iterable[Any], summarizer: Callable[[Any], Tensor] = summarize_tensor
) -> list[Tensor]:
    """The summary of each tensor."""
    return [summarizer(tensor) for tensor in tensors]


@tf_export("contrib.layers.summarize_collection")
def summarize_collection(
    collection: str, name_filter: str | None = None, summarizer: Callable[[Any], Tensor] = summarize_tensor
) -> list[Tensor]:
    """The summary of each tensor of a collection whose name starts with the regular expression."""
    return summarize_tensors(get_default_graph().get_collection(collection, name_filter), summarizer)


@tf_export("contrib.layers.summarize_activations")
def summarize_activations(
    name_filter: str | None = None, summarizer: Callable[[Any], Tensor] = summarize_activation
) -> list[Tensor]:
    """The summaries of the collection ``activations``."""
    return summarize_collection("activations", name_filter, summarizer)


def _as_tensor(value: Any) -> Tensor:
    tensor = as_tensor(value)
    if tensor is None:
        raise InvalidValueError(f"A summary is of a tensor or a variable, but got {value!r}.")
    return tensor
