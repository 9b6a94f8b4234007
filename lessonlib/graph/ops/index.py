"""Indexing, x[1:n, ::-1, None]: numbers and slices, which may hold tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, create
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import register
from lessonlib.graph.types import SizesLike, TensorLike

Index = tuple[Any, ...]
AT_RUN = "at run"  # stands in an index for a number that only a run knows

newaxis = tf_export("newaxis")(None)


def take(x: torch.Tensor, index: Index) -> torch.Tensor:
    return x[index]


def put_into_zeros(g: torch.Tensor, like: torch.Tensor, index: Index) -> torch.Tensor:
    whole = torch.zeros_like(like)
    whole[index] = g
    return whole


def take_at(x: torch.Tensor, numbers: list[torch.Tensor], index: Index) -> torch.Tensor:
    """`take` with the numbers that a run gave, and with steps of any sign."""
    forwards, turned = indexed(index, numbers, x.shape)
    part = x[forwards]
    return part.flip(turned) if turned else part


def put_at(g: torch.Tensor, like: torch.Tensor, numbers: list[torch.Tensor], index: Index) -> torch.Tensor:
    """The gradient of `take_at`."""
    forwards, turned = indexed(index, numbers, like.shape)
    return put_into_zeros(g.flip(turned) if turned else g, like, forwards)


def indexed(index: Index, numbers: list[torch.Tensor], shape: Sequence[int]) -> tuple[Index, list[int]]:
    """The index with the numbers that a run gave and with positive steps, and the axes to turn round for it."""
    return _forwards(_filled(index, iter(numbers)), shape)


def _filled(index: Index, numbers: Iterator[torch.Tensor]) -> Index:
    def number(part: Any) -> Any:
        return int(next(numbers)) if part == AT_RUN else part

    return tuple(
        slice(number(part.start), number(part.stop), number(part.step))
        if isinstance(part, slice)
        else number(part)
        for part in index
    )


def _forwards(index: Index, shape: Sequence[int]) -> tuple[Index, list[int]]:
    """The index with steps of 1 or more only, and the axes of the result that must be turned round for it."""
    parts, turned, axis, out = list(_spread(index, len(shape))), [], 0, 0
    for i, part in enumerate(parts):
        if isinstance(part, slice):
            places = range(shape[axis])[part]
            if places.step < 0:
                turned.append(out)
                places = places[::-1]
            parts[i] = slice(places.start, places.stop, places.step) if len(places) else slice(0, 0)
        axis += part is not None
        out += part is None or isinstance(part, slice)
    return tuple(parts), turned


def _spread(index: Index, rank: int) -> Index:
    """The index with slices of all for what ``...``, or its end, leaves open."""
    used = sum(part is not None and part is not Ellipsis for part in index)
    at = index.index(Ellipsis) if Ellipsis in index else len(index)
    return (*index[:at], *(slice(None),) * (rank - used), *index[at + 1 :])


def _taken(x: Tensor, index: Index) -> list[Any]:
    """The static shape of x[index]; of an unknown size, any index may be there and any slice has an unknown size."""
    if x.sizes is None:
        return [(x.dtype, None)]
    parts = list(_spread(index, len(x.sizes)))
    if sum(part is not None for part in parts) > len(x.sizes):
        raise ProbeError(f"The index has more parts than the tensor has axes, {len(x.sizes)}.")
    sizes, result = iter(x.sizes), []
    for part in parts:
        size = 1 if part is None else next(sizes)
        if part is None or isinstance(part, slice):
            result.append(1 if part is None else _length(part, size))
        elif part != AT_RUN and size is not None and not -size <= part < size:
            raise ProbeError(f"slice index {part} is out of bounds for an axis of size {size}")
    return [(x.dtype, tuple(result))]


def _length(part: slice, size: int | None) -> int | None:
    if part == slice(None):
        return size
    if size is None or AT_RUN in (part.start, part.stop, part.step):
        return None
    return len(range(size)[part])


def index_into(x: TensorLike, index: Any, name: str | None = None) -> Tensor:
    """x[index]: integers, slices, None and ..., as in NumPy; scalar integer tensors may stand for numbers.

    Raises TypeError for anything else, and ValueError for a step of 0 or an index that is out of bounds.
    """
    parts = tuple(index) if isinstance(index, (tuple, list)) else (index,)
    numbers: list[Tensor] = []
    plain = tuple(_part(part, numbers) for part in parts)
    if plain.count(Ellipsis) > 1:
        raise InvalidValueError("An index has one ellipsis (...) at most.")
    backwards = any(
        isinstance(part, slice) and part.step not in (None, AT_RUN) and part.step < 0 for part in plain
    )
    if numbers or backwards:
        return create("TakeAt", x, numbers, index=plain, name=name or "strided_slice")
    return create("Take", x, index=plain, name=name or "strided_slice")


def _part(part: Any, numbers: list[Tensor]) -> Any:
    """A part of an index, with `AT_RUN` for each tensor without a value, which joins ``numbers``."""
    if part is None or part is Ellipsis:
        return part
    if isinstance(part, slice):
        ends = [
            None if end is None else _number(end, part, numbers) for end in (part.start, part.stop, part.step)
        ]
        if ends[2] == 0:
            raise InvalidValueError(f"The step of a slice must not be 0, but is in {part!r}.")
        return slice(*ends)
    return _number(part, part, numbers)


def _number(given: Any, part: Any, numbers: list[Tensor]) -> Any:
    tensor = as_tensor(given)
    if tensor is not None and tensor.dtype.is_integer and tensor.sizes in ((), None):
        value = constant_value(tensor)
        if value is not None:
            return int(value)
        numbers.append(tensor)
        return AT_RUN
    whole = tensor is None and not isinstance(given, (bool, np.bool_)) and hasattr(given, "__index__")
    if whole and np.ndim(given) == 0:
        return int(given.__index__())
    remedy = "tf.gather for a tensor of indices"
    if tensor is not None and tensor.dtype.is_bool:
        remedy = "tf.gather(x, tf.where(mask)[:, 0]) for a mask of rows"
    raise InvalidTypeError(
        f"Only integers, slices, ..., None and scalar integer tensors are valid indices, but got {part!r} of type "
        f"'{type(part).__name__}'.\n  Remedy: use these, or {remedy}."
    )


@tf_export("strided_slice")
def strided_slice(
    input_: TensorLike, begin: SizesLike, end: SizesLike, strides: SizesLike | None = None, begin_mask: int = 0,
    end_mask: int = 0, ellipsis_mask: int = 0, new_axis_mask: int = 0, shrink_axis_mask: int = 0, var: Any = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """input_[begin[0]:end[0]:strides[0], begin[1]:end[1]:strides[1], ...], steps of 1 when not said.

    Bit i of a mask changes part i: ``begin_mask`` and ``end_mask`` leave that end out, ``ellipsis_mask`` makes it
    ``...``, ``new_axis_mask`` a new axis, and ``shrink_axis_mask`` the single index begin[i]. ``var`` is the variable
    that ``input_`` is the value of; such a slice can be assigned to with or without it.
    """
    if var is not None and as_tensor(var) is not as_tensor(input_):
        refuse("tf.strided_slice", "give the variable itself as input_.", var=var)
    starts, stops = _listed(begin), _listed(end)
    steps = [1] * len(starts) if strides is None else _listed(strides)
    if not len(starts) == len(stops) == len(steps):
        raise InvalidValueError(
            f"begin, end and strides of tf.strided_slice must be equally long, but have {len(starts)}, {len(stops)} "
            f"and {len(steps)} elements."
        )
    index: list[Any] = []
    for i, (start, stop, step) in enumerate(zip(starts, stops, steps, strict=True)):
        bit = 1 << i
        if ellipsis_mask & bit:
            index.append(Ellipsis)
        elif new_axis_mask & bit:
            index.append(None)
        elif shrink_axis_mask & bit:
            index.append(start)
        else:
            first, last = None if begin_mask & bit else start, None if end_mask & bit else stop
            index.append(slice(first, last, None if isinstance(step, int) and step == 1 else step))
    return index_into(input_, tuple(index), name)


def _listed(vector: Any) -> list[Any]:
    """The elements of a list, an array or an int vector of known length."""
    if isinstance(vector, (list, tuple)):
        return list(vector)
    value = constant_value(vector)
    if value is not None:
        return [int(number) for number in value]
    tensor = convert_to_tensor(vector)
    if not tensor.sizes or tensor.sizes[0] is None:
        raise InvalidValueError(f"tf.strided_slice needs vectors of known length, but {tensor!r} is none.")
    return [tensor[i] for i in range(tensor.sizes[0])]


register(
    "Take", "x", take, (lambda g, y, x, index: create("PutIntoZeros", g, x, index=index),), view=True, shape=_taken
)  # fmt: skip
register(
    "PutIntoZeros", "g like", put_into_zeros, (lambda gg, y, g, like, index: create("Take", gg, index=index), None),
    shape=lambda g, like, index: [(g.dtype, like.sizes)],
)  # fmt: skip
register(
    "TakeAt", "x numbers*", take_at,
    (
        lambda g, y, x, *numbers, index: create("PutAt", g, x, list(numbers), index=index),
        None,
    ),
    same="", view=True, shape=lambda x, numbers, index: _taken(x, index),
)  # fmt: skip
register(
    "PutAt", "g like numbers*", put_at,
    (lambda gg, y, g, like, *numbers, index: create("TakeAt", gg, list(numbers), index=index), None, None),
    same="", shape=lambda g, like, numbers, index: [(g.dtype, like.sizes)],
)  # fmt: skip
