"""One large value as several variables, each a part of it along one axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.ops.pieces import slice_
from lessonlib.graph.shapes import as_shape, is_known
from lessonlib.graph.types import DTypeLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.variables.scope import variable_scope
from lessonlib.tf1.variables.shared import get_variable


@tf_export("create_partitioned_variables")
def create_partitioned_variables(
    shape: Any, slicing: Sequence[int], initializer: Any, dtype: DTypeLike = float32, trainable: bool = True,
    collections: Sequence[str] | None = None, name: str | None = None, reuse: Any = None,
) -> list[Variable]:  # fmt: skip
    """Variables ``name/part_0``, ``name/part_1`` ... that together are a tensor of ``shape``: tf.concat joins them.

    Args:
        shape: the sizes of the whole.
        slicing: the number of parts along each axis; only one of them may be above 1. The first parts take the rest.
        initializer: called with the shape of each part; or a value of the whole, of which each takes its part.
        name: of the variable scope; ``PartitionedVariable`` when not said.
        reuse: as in tf.variable_scope.

    Raises ValueError when ``slicing`` has not a number for each axis, when more than one is above 1, or when one is not
    between 1 and the size of its axis.
    """
    sizes = as_shape(shape)
    if sizes is None or not is_known(sizes) or len(slicing) != len(sizes):
        raise InvalidValueError(
            f"slicing must have a number for each axis of the shape {shape!r}, but is {slicing!r}."
        )
    whole = [size or 0 for size in sizes]
    if any(not 1 <= parts <= size for parts, size in zip(slicing, whole, strict=True)):
        raise InvalidValueError(f"Cannot cut the shape {whole} into {list(slicing)} parts.")
    cut = [axis for axis, parts in enumerate(slicing) if parts > 1] or [0]
    if len(cut) > 1:
        raise InvalidValueError(
            f"Can only slice a variable along one dimension: shape {whole}, slicing {slicing!r}."
        )
    with variable_scope(name, "PartitionedVariable", reuse=reuse):
        return [
            get_variable(
                f"part_{i}",
                None if is_value else size,
                as_dtype(dtype),
                start,
                trainable=trainable,
                collections=collections,
            )
            for i, (is_value, size, start) in enumerate(_parts(whole, slicing, cut[0], initializer))
        ]


def _parts(
    whole: list[int], slicing: Sequence[int], axis: int, initializer: Any
) -> list[tuple[bool, list[int], Any]]:
    """For each part: whether its initializer is a value, its sizes, and its initializer."""
    least, longer = divmod(whole[axis], slicing[axis])
    is_value, found, start = not callable(initializer), [], [0] * len(whole)
    for i in range(slicing[axis]):
        size = [*whole[:axis], least + (i < longer), *whole[axis + 1 :]]
        found.append(
            (is_value, size, slice_(convert_to_tensor(initializer), start, size) if is_value else initializer)
        )
        start = [*start[:axis], start[axis] + size[axis], *start[axis + 1 :]]
    return found
