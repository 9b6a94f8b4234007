"""Elements in another order: reversed, sorted, rolled, repeated; and their places in a sorted sequence."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create, one_of
from lessonlib.graph.dtypes import as_dtype, int32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import AxisLike, DTypeLike, TensorLike


def flip(x: torch.Tensor, axis: torch.Tensor) -> torch.Tensor:
    return torch.flip(x, axis.reshape(-1).tolist())


def flip_starts(x: torch.Tensor, lengths: torch.Tensor, seq: int, batch: int) -> torch.Tensor:
    """The first lengths[i] elements along axis ``seq`` reversed, for each i along axis ``batch``."""
    moved = x.movedim((batch, seq), (0, 1))
    count = lengths.to(torch.int64).unsqueeze(1)
    if lengths.numel() and (int(lengths.max()) > moved.shape[1] or int(lengths.min()) < 0):
        raise InvalidValueError(
            f"seq_lengths must be from 0 to {moved.shape[1]}, but are {lengths.tolist()}."
        )
    place = torch.arange(moved.shape[1], device=x.device).expand(moved.shape[:2])
    place = torch.where(place < count, count - 1 - place, place)
    rows = torch.arange(moved.shape[0], device=x.device).unsqueeze(1)
    return moved[rows, place].movedim((0, 1), (batch, seq)).contiguous()


def sort_along(x: torch.Tensor, dim: int, descending: bool) -> torch.Tensor:
    return torch.sort(x, dim=dim, descending=descending).values


def places_of_sorted(x: torch.Tensor, dim: int, descending: bool) -> torch.Tensor:
    return torch.sort(x, dim=dim, descending=descending, stable=True).indices.to(torch.int32)


def rolled(x: torch.Tensor, shift: torch.Tensor, axis: torch.Tensor) -> torch.Tensor:
    return torch.roll(x, tuple(shift.reshape(-1).tolist()), tuple(axis.reshape(-1).tolist()))


def repeated(x: torch.Tensor, repeats: torch.Tensor, dim: int) -> torch.Tensor:
    counts = repeats.to(torch.int64).reshape(-1).expand(x.shape[dim])
    return torch.repeat_interleave(x, counts, dim=dim)


def places_in_sorted(
    sequence: torch.Tensor, values: torch.Tensor, right: bool, dtype: torch.dtype
) -> torch.Tensor:
    return torch.searchsorted(sequence.contiguous(), values.contiguous(), right=right).to(dtype)


def _flipped(x: Tensor, axis: Tensor) -> list[Any]:
    value = constant_value(axis)
    if value is not None and x.sizes is not None:
        rank = len(x.sizes)
        if any(not -rank <= int(i) < rank for i in value.reshape(-1)):
            raise ProbeError(f"axis must be in the range [{-rank}, {rank}), but is {value.tolist()}.")
    return [(x.dtype, x.sizes)]


def _repeated_shape(x: Tensor, repeats: Tensor, dim: int) -> list[Any]:
    if x.sizes is None:
        return [(x.dtype, None)]
    value, size = constant_value(repeats), x.sizes[dim]
    known = None
    if value is not None and value.size == 1:
        known = None if size is None else size * int(value.reshape(()))
    elif value is not None:
        known = int(value.sum())
    place = dim % len(x.sizes)
    return [(x.dtype, tuple(known if i == place else size for i, size in enumerate(x.sizes)))]


@tf_export("reverse", "reverse_v2", "manip.reverse")
def reverse(tensor: TensorLike, axis: AxisLike, name: str | None = None) -> Tensor:
    """The elements in the opposite order along each of the axes ``axis`` (integers, or an int tensor)."""
    return create("Reverse", tensor, convert_to_tensor(axis, _int_dtype(axis)), name=name or "ReverseV2")


def _int_dtype(value: Any) -> Any:
    return None if hasattr(value, "dtype") or hasattr(value, "as_tensor") else int32


@tf_export("reverse_sequence")
def reverse_sequence(
    input: TensorLike, seq_lengths: TensorLike, seq_axis: int | None = None, batch_axis: int | None = None,
    name: str | None = None, seq_dim: int | None = None, batch_dim: int | None = None,
) -> Tensor:  # fmt: skip
    """The first ``seq_lengths[i]`` elements along ``seq_axis`` reversed, for each i along ``batch_axis`` (0).

    ``seq_dim`` and ``batch_dim`` are older names. Raises ValueError when no sequence axis is given.
    """
    seq, batch = (
        one_of("seq_axis", seq_axis, "seq_dim", seq_dim),
        one_of("batch_axis", batch_axis, "batch_dim", batch_dim),
    )
    if seq is None:
        raise InvalidValueError("tf.reverse_sequence needs seq_axis, the axis along which to reverse.")
    return create(
        "ReverseSequence",
        input,
        seq_lengths,
        seq=int(seq),
        batch=int(batch or 0),
        name=name or "ReverseSequence",
    )


@tf_export("sort")
def sort(values: TensorLike, axis: int = -1, direction: str = "ASCENDING", name: str | None = None) -> Tensor:
    """Sorted along ``axis``; ``direction`` is "ASCENDING" or "DESCENDING"."""
    return create("Sort", values, **_sorting(axis, direction), name=name or "sort")


@tf_export("argsort")
def argsort(
    values: TensorLike, axis: int = -1, direction: str = "ASCENDING", stable: bool = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The int32 indices that sort along ``axis``; equal elements keep their order, whatever ``stable`` says."""
    return create("ArgSort", values, **_sorting(axis, direction), name=name or "argsort")


def _sorting(axis: Any, direction: str) -> dict[str, Any]:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise InvalidValueError(f"direction must be 'ASCENDING' or 'DESCENDING', but is {direction!r}.")
    value = constant_value(axis)
    if value is None:
        raise InvalidValueError(
            f"The axis to sort along must be known while the graph is built, not {axis!r}."
        )
    return {"dim": int(value), "descending": direction == "DESCENDING"}


@tf_export("roll", "manip.roll")
def roll(input: TensorLike, shift: TensorLike, axis: TensorLike, name: str | None = None) -> Tensor:
    """Elements moved by ``shift`` places along ``axis``; those that leave at the end come in at the start."""
    return create("Roll", input, shift, axis, name=name or "Roll")


@tf_export("repeat")
def repeat(
    input: TensorLike, repeats: TensorLike, axis: int | None = None, name: str | None = None
) -> Tensor:
    """Each element along ``axis`` (of the flattened input when not given) ``repeats`` times, or repeats[i] times."""
    x = convert_to_tensor(input)
    if axis is None:
        x, axis = reshape(x, [-1]), 0
    return create("Repeat", x, repeats, dim=int(axis), name=name or "repeat")


@tf_export("searchsorted")
def searchsorted(
    sorted_sequence: TensorLike, values: TensorLike, side: str = "left", out_type: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Where ``values`` (..., n) would go in the rows of ``sorted_sequence`` (..., m), which are ascending.

    With ``side="left"`` before equal elements, with "right" behind them. The result has the shape of ``values``.
    """
    if side not in ("left", "right"):
        raise InvalidValueError(f"side must be 'left' or 'right', but is {side!r}.")
    kind = as_dtype(out_type)
    return create(
        "SearchSorted", sorted_sequence, values, right=side == "right", dtype=kind.torch,
        name=name or "SearchSorted",
    )  # fmt: skip


register("Reverse", "x axis", flip, (lambda g, y, x, axis: reverse(g, axis), None), same="", shape=_flipped)
register(
    "ReverseSequence", "x lengths", flip_starts,
    (lambda g, y, x, lengths, seq, batch: reverse_sequence(g, lengths, seq, batch), None),
    same="", shape=lambda x, lengths, **_: [(x.dtype, x.sizes)],
)  # fmt: skip
register("Sort", "x", sort_along, BY_VJP, takes="real", shape=lambda x, **_: [(x.dtype, x.sizes)])
register(
    "ArgSort",
    "x",
    places_of_sorted,
    NOT_DIFFERENTIABLE,
    takes="real",
    shape=lambda x, **_: [(int32, x.sizes)],
)
register(
    "Roll", "x shift axis", rolled, (lambda g, y, x, shift, axis: roll(g, -shift, axis), None, None),
    same="", shape=lambda x, *_: [(x.dtype, x.sizes)],
)  # fmt: skip
register("Repeat", "x repeats", repeated, BY_VJP, same="", shape=_repeated_shape)
register(
    "SearchSorted", "sequence values", places_in_sorted, NOT_DIFFERENTIABLE, takes="real",
    shape=lambda sequence, values, right, dtype: [(as_dtype(dtype), values.sizes)],
)  # fmt: skip
