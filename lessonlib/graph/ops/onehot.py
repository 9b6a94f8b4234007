"""One-hot rows: a 1 where the class is, 0 elsewhere."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import as_tensor, convert_to_tensor, create
from lessonlib.graph.dtypes import DType, as_dtype, float32, int32
from lessonlib.graph.errors import DTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_number, known_value
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import DTypeLike, TensorLike

_VALUES = {"on_value": 1, "off_value": 0}


def one_hot_of(
    indices: torch.Tensor, depth: int, on: float, off: float, dim: int, dtype: torch.dtype
) -> torch.Tensor:
    classes = torch.arange(depth, device=indices.device)
    hot = indices.unsqueeze(-1) == classes
    return torch.where(hot, on, off).to(dtype).movedim(-1, dim)


def one_hot_at(
    indices: torch.Tensor, depth: torch.Tensor, on: torch.Tensor, off: torch.Tensor, dim: int
) -> torch.Tensor:
    classes = torch.arange(int(depth), device=indices.device)
    return torch.where(indices.unsqueeze(-1) == classes, on, off).movedim(-1, dim)


def _shape_at(indices: Tensor, depth: Tensor, on: Tensor, off: Tensor, dim: int) -> list[Any]:
    if indices.sizes is None:
        return [(on.dtype, None)]
    rank, value = len(indices.sizes), known_value(depth)
    if not -1 <= dim <= rank:
        raise ProbeError(f"The axis of tf.one_hot must be from -1 to {rank}, but is {dim}.")
    sizes = list(indices.sizes)
    sizes.insert(rank if dim == -1 else dim, None if value is None else int(value))
    return [(on.dtype, tuple(sizes))]


@tf_export("one_hot")
def one_hot(
    indices: TensorLike, depth: TensorLike, on_value: Any = None, off_value: Any = None, axis: int | None = None,
    dtype: DTypeLike | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """``on_value`` (1) at the index, ``off_value`` (0) elsewhere, along a new axis of size ``depth``.

    Its dtype is ``dtype``, or that of the values, or float32. ``depth`` and the values may be scalar tensors. Raises
    TypeError when dtypes differ, and ValueError when there is no such axis.
    """
    places = convert_to_tensor(indices)
    if not places.dtype.is_integer:
        raise DTypeError(f"The indices of tf.one_hot are integers, but {places.name} is {places.dtype.name}.")
    given = {
        key: value for key, value in (("on_value", on_value), ("off_value", off_value)) if value is not None
    }
    kind = _one_dtype(given, None if dtype is None else as_dtype(dtype))
    dim = -1 if axis is None else known_number(axis, "The axis of tf.one_hot")
    if all(as_tensor(value) is None for value in (depth, *given.values())):
        on, off = (as_array(given.get(key, usual), kind)[0].item() for key, usual in _VALUES.items())
        attrs = {"depth": _counted(depth), "on": on, "off": off, "dim": dim, "dtype": kind.torch}
        return create("OneHot", places, name=name or "one_hot", **attrs)
    values = [convert_to_tensor(given.get(key, usual), kind) for key, usual in _VALUES.items()]
    return create(
        "OneHotAt", places, convert_to_tensor(depth, int32), *values, dim=dim, name=name or "one_hot"
    )


def _counted(depth: TensorLike) -> int:
    number = known_number(depth, "The depth of tf.one_hot")
    if number < 0:
        raise InvalidValueError(f"The depth of tf.one_hot must be 0 or more, but is {number}.")
    return number


def _one_dtype(given: dict[str, Any], dtype: DType | None) -> DType:
    """The dtype of the values, of which a Python int also fits a float dtype that is asked for."""
    kinds = {}
    for name, value in given.items():
        tensor = as_tensor(value)
        kind = as_array(value, None)[1] if tensor is None else tensor.dtype
        if tensor is not None or not (dtype and kind.is_integer and not dtype.is_bool):
            kinds[name] = kind
    wanted = dtype or next(iter(kinds.values()), float32)
    for name, kind in kinds.items():
        if kind is not wanted:
            raise DTypeError(f"dtype {kind.name} of {name} does not match dtype {wanted.name} of the others.")
    return wanted


register("OneHot", "indices", one_hot_of, NOT_DIFFERENTIABLE)
register("OneHotAt", "indices depth on off", one_hot_at, NOT_DIFFERENTIABLE, same="on off", shape=_shape_at)
