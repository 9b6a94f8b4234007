"""The state of a recurrent network: a tensor, or tuples of tensors, one a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from lessonlib.graph.create import as_tensor, convert_to_tensor
from lessonlib.graph.dtypes import DType
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.nest import flatten, pack_like
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import zeros
from lessonlib.graph.ops.gates import repeat_row
from lessonlib.graph.shapes import TensorShape, as_shape, compatible, show
from lessonlib.graph.types import DTypeLike


@tf_export("contrib.rnn.LSTMStateTuple", "nn.rnn_cell.LSTMStateTuple")
class LSTMStateTuple(NamedTuple):
    """What an LSTM hands on from step to step: the cell ``c`` and the output ``h``, both (batch, units)."""

    c: Any
    h: Any

    @property
    def dtype(self) -> DType:
        return convert_to_tensor(self.c).dtype


def leaf_shape(size: Any, batch: int | None) -> tuple[int | None, ...]:
    """(batch, size): the shape of a leaf whose size in ``state_size`` is a number or a shape."""
    return (batch, *(as_shape(size) or ()))


def zeros_of(sizes: Any, batch_size: Any, dtype: DTypeLike) -> Any:
    """A state of zeros; ``batch_size`` is a number, or a scalar int tensor such as ``tf.shape(x)[0]``."""
    return pack_like(sizes, [_zeros(size, batch_size, dtype) for size in flatten(sizes)])


def _zeros(size: Any, batch_size: Any, dtype: DTypeLike) -> Tensor:
    if as_tensor(batch_size) is None:
        return zeros(TensorShape(leaf_shape(size, int(batch_size))), dtype)
    return repeat_row(zeros(TensorShape(leaf_shape(size, 1)), dtype), batch_size, name="zeros")


def map_rows(function: Callable[..., Tensor], *states: Any) -> Any:
    """``function`` of the tensors at one place of the states; what has no rows (a time, an array) is the last one's."""
    last = states[-1]
    if isinstance(last, dict):
        return {key: map_rows(function, *(state[key] for state in states)) for key in last}
    if isinstance(last, (list, tuple)):
        parts = [map_rows(function, *parts) for parts in zip(*states, strict=True)]
        return type(last)(*parts) if hasattr(last, "_fields") else type(last)(parts)
    if hasattr(last, "components") or convert_to_tensor(last).shape.ndims == 0:
        return last
    return function(*states)


def check_state(state: Any, sizes: Any, owner: str) -> None:
    """Raise ValueError, with both nestings, unless ``state`` has the nesting and the widths of ``sizes``."""
    if _fits(state, sizes):
        return
    raise InvalidValueError(
        f"The state of {owner} must be {_describe_sizes(sizes)}, but it is {_describe(state)}.\n"
        "  Remedy: start from cell.zero_state(batch_size, tf.float32), and hand on the state that the cell returns."
    )


def _fits(state: Any, sizes: Any) -> bool:
    if isinstance(sizes, (list, tuple)):
        nested = isinstance(state, (list, tuple)) and len(state) == len(sizes)
        return nested and all(_fits(part, size) for part, size in zip(state, sizes, strict=True))
    if isinstance(state, (list, tuple)):
        return False
    return compatible(convert_to_tensor(state).sizes, leaf_shape(sizes, None))


def _describe_sizes(sizes: Any) -> str:
    if not isinstance(sizes, (list, tuple)):
        return show(leaf_shape(sizes, None))
    return _describe_nest(sizes, [_describe_sizes(size) for size in sizes])


def _describe(state: Any) -> str:
    if not isinstance(state, (list, tuple)):
        return show(convert_to_tensor(state).sizes)
    return _describe_nest(state, [_describe(part) for part in state])


def _describe_nest(structure: Any, parts: list[str]) -> str:
    if hasattr(structure, "_fields"):
        named = [f"{field}={part}" for field, part in zip(structure._fields, parts, strict=True)]
        return f"{type(structure).__name__}({', '.join(named)})"
    return f"a tuple of {len(parts)}: ({', '.join(parts)})"
