"""Assignment to a slice of a variable: ``variable[1:, 0].assign(value)``."""

from __future__ import annotations

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import DType
from lessonlib.graph.errors import InvalidArgumentError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor, sliced_variable
from lessonlib.graph.ops.index import Index, indexed
from lessonlib.graph.registry import REFUSED, register
from lessonlib.graph.shapes import Shape
from lessonlib.graph.types import TensorLike


def with_slice(
    ref: torch.Tensor, value: torch.Tensor, numbers: list[torch.Tensor], index: Index
) -> torch.Tensor:
    """``ref`` with ``value``, broadcast, at an index as `lessonlib.graph.ops.index.take_at` reads it."""
    forwards, turned = indexed(index, numbers, ref.shape)
    whole = ref.clone()
    part = whole[forwards]
    more = value.dim() - part.dim()  # axes of size 1 in front, as in an assignment of NumPy's
    fits = value.reshape(value.shape[more:]) if more > 0 and set(value.shape[:more]) == {1} else value
    try:
        part.copy_(fits.expand(part.shape).flip(turned))
    except RuntimeError as error:
        raise InvalidArgumentError(
            None,
            None,
            f"The value has shape {tuple(value.shape)}, which does not fit the slice of shape {tuple(part.shape)}.",
        ) from error
    return whole


def assign_slice(part: Tensor, value: TensorLike, name: str | None) -> Tensor:
    """Let the slice ``part`` of a variable become ``value``, broadcast; the result is the variable's whole new value.

    A run raises InvalidArgumentError when the shapes do not fit.
    """
    target = sliced_variable(part)
    assert target is not None
    new = convert_to_tensor(value, target.dtype)
    _, *numbers = part.op.inputs
    index, graph = part.op.attrs["index"], get_default_graph()
    label = name or f"{part.op.name.rsplit('/', 1)[-1]}/_assign"
    if graph.outer is None:
        return create("AssignSlice", target, new, numbers, index=index, name=label)
    graph.assigned[target] = create("WithSlice", target, new, numbers, index=index, name=label)
    return graph.assigned[target]


def _of_ref(ref: Tensor, value: Tensor, numbers: list[Tensor], index: Index) -> list[tuple[DType, Shape]]:
    return [(ref.dtype, ref.sizes)]


register(
    "AssignSlice", "ref value numbers*", with_slice, REFUSED, same="ref value", writes="ref", shape=_of_ref
)  # fmt: skip
register(  # the same inside a branch or a loop, whose value is assigned around it
    "WithSlice", "ref value numbers*", with_slice, REFUSED, same="ref value", shape=_of_ref
)  # fmt: skip
