"""Padding: more elements around a tensor, of one value or mirrored from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from lessonlib.graph.create import as_tensor, convert_to_tensor, create
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_value
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike

_MODES = ("CONSTANT", "REFLECT", "SYMMETRIC")


def pad_by(x: torch.Tensor, paddings: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    sizes = [before + size + after for size, (before, after) in _pairs(x, paddings)]
    whole = value.expand(sizes).clone()
    inner = whole
    for axis, (size, (before, _)) in enumerate(_pairs(x, paddings)):
        inner = inner.narrow(axis, before, size)
    inner.copy_(x)
    return whole


def mirrored(x: torch.Tensor, paddings: torch.Tensor, edge: bool) -> torch.Tensor:
    """Each axis goes on backwards at its ends; with ``edge``, the last element comes twice there."""
    for axis, (size, (before, after)) in enumerate(_pairs(x, paddings)):
        if max(before, after) > size - (not edge):
            raise InvalidValueError(
                f"Cannot mirror {max(before, after)} elements of axis {axis}, which has {size}: "
                f"{max(size - (not edge), 0)} at most."
            )
        places = torch.arange(-before, size + after, device=x.device)
        first, last = (-1, 2 * size - 1) if edge else (0, 2 * size - 2)
        places = torch.where(places < 0, first - places, torch.where(places >= size, last - places, places))
        x = x.index_select(axis, places)
    return x


def _pairs(x: torch.Tensor, paddings: torch.Tensor) -> list[tuple[int, list[int]]]:
    if tuple(paddings.shape) != (x.dim(), 2):
        raise InvalidValueError(
            f"tf.pad needs [before, after] for each of the {x.dim()} axes, but paddings has shape "
            f"{tuple(paddings.shape)}."
        )
    if bool((paddings < 0).any()):
        raise InvalidValueError(f"Paddings must be 0 or more, but are {paddings.tolist()}.")
    return list(zip(x.shape, paddings.tolist(), strict=True))


def _padded(x: Tensor, paddings: Tensor, *_: Tensor, **__: Any) -> list[Any]:
    pairs = _known_pairs(paddings)
    if x.sizes is None or pairs is None:
        given = paddings.sizes[0] if paddings.sizes else None
        rank = given if x.sizes is None else len(x.sizes)
        return [(x.dtype, None if rank is None else (None,) * rank)]
    wrong = [pair for pair in pairs if pair is not None and (pair.shape != (2,) or (pair < 0).any())]
    if len(pairs) != len(x.sizes) or wrong:
        raise InvalidValueError(
            f"paddings must be [before, after], 0 or more, for each of {len(x.sizes)} axes."
        )
    sizes = zip(x.sizes, pairs, strict=True)
    known = (None if size is None or pair is None else size + int(pair.sum()) for size, pair in sizes)
    return [(x.dtype, tuple(known))]


def _known_pairs(paddings: Tensor) -> list[Any] | None:
    """The pair of each axis, None where only a run can tell it."""
    if paddings.op.type == "Stack" and paddings.op.attrs["dim"] == 0:
        return [known_value(row) for row in paddings.op.inputs]
    value = known_value(paddings)
    return None if value is None else list(value)


@tf_export("pad")
def pad(
    tensor: TensorLike, paddings: TensorLike, mode: str = "CONSTANT", name: str | None = None,
    constant_values: TensorLike = 0,
) -> Tensor:  # fmt: skip
    """``paddings[i] = [before, after]`` more elements along axis i; ``paddings`` may be an int tensor.

    ``mode`` is CONSTANT (``constant_values``, a scalar), REFLECT (backwards from the edge, which is not repeated) or
    SYMMETRIC (backwards from the edge, which is repeated). Raises ValueError for other modes, and when there are not
    two numbers for each axis.
    """
    kind = mode.upper()
    if kind not in _MODES:
        raise InvalidValueError(f"tf.pad knows the modes {', '.join(_MODES)}, but got {mode!r}.")
    x, pairs = convert_to_tensor(tensor), convert_to_tensor(paddings)
    if not pairs.dtype.is_integer:
        raise InvalidTypeError(f"paddings must be int32 or int64, but {pairs.name} is {pairs.dtype.name}.")
    if kind != "CONSTANT":
        return create("MirrorPad", x, pairs, edge=kind == "SYMMETRIC", name=name or "MirrorPad")
    plain = as_tensor(paddings) is None and pairs.op.type == "Const" and x.sizes is not None
    if plain and np.ndim(pairs.op.attrs["value"]) == 2 and isinstance(constant_values, (int, float)):
        _padded(x, pairs)
        flat = tuple(int(n) for pair in pairs.op.attrs["value"][::-1] for n in pair)  # torch: last axis first
        return create("Pad", x, pad=flat, value=constant_values, name=name or "Pad")
    return create("PadBy", x, pairs, convert_to_tensor(constant_values, x.dtype), name=name or "PadV2")


register("Pad", "x", F.pad, BY_VJP)
register("PadBy", "x paddings value", pad_by, BY_VJP, same="x value", shape=_padded)
register("MirrorPad", "x paddings", mirrored, BY_VJP, same="", shape=_padded)
