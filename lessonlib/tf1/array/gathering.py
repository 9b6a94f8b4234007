"""Elements and slices picked out of a tensor by indices, or by a mask."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, compatible
from lessonlib.graph.types import TensorLike


def pick_nd(params: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    """The slices of ``params`` at the places that the last axis of ``indices`` holds."""
    depth = indices.shape[-1]
    places = indices.to(torch.int64)
    check_places(places, tuple(params.shape[:depth]))
    if depth == 0:
        return params.expand(*indices.shape[:-1], *params.shape).clone()
    return params[places.unbind(-1)]


def check_places(places: torch.Tensor, sizes: tuple[int, ...]) -> None:
    """Raise ValueError unless all ``places`` (..., rank) lie in a tensor of these sizes."""
    limits = torch.tensor(sizes, device=places.device)
    outside = ((places < 0) | (places >= limits)).any(-1) if sizes else torch.zeros(())
    if bool(outside.any()):
        first = places.reshape(-1, len(sizes))[outside.reshape(-1)][0].tolist()
        raise InvalidValueError(f"The indices {first} do not index into sizes {list(sizes)}.")


def picked_shape(params: Shape, indices: Shape) -> Shape:
    """The static shape of `pick_nd`. Raises ProbeError when the indices are longer than the rank."""
    if indices is None:
        return None
    if not indices:
        raise ProbeError("The indices of gather_nd must be at least a vector.")
    if params is None or indices[-1] is None:
        return None
    if indices[-1] > len(params):
        raise ProbeError(
            f"index innermost dimension length must be <= params rank; saw: {indices[-1]} vs. {len(params)}"
        )
    return (*indices[:-1], *params[indices[-1] :])


def batch_places(indices: torch.Tensor, batch: int) -> torch.Tensor:
    """``indices`` with their own places along the first ``batch`` axes put before them, along the last axis."""
    axes = [
        torch.arange(size, dtype=indices.dtype, device=indices.device).reshape(
            -1, *[1] * (indices.dim() - 2 - axis)
        )
        for axis, size in enumerate(indices.shape[:batch])
    ]
    return torch.cat([axis.expand(indices.shape[:-1]).unsqueeze(-1) for axis in axes] + [indices], -1)


def keep_masked(x: Any, mask: torch.Tensor, dim: int) -> Any:
    covered = x.shape[dim : dim + mask.dim()]
    if tuple(covered) != tuple(mask.shape):
        raise InvalidValueError(
            f"A mask of shape {tuple(mask.shape)} does not fit the sizes {tuple(covered)} from axis {dim} on."
        )
    flat, places = (
        x.reshape(*x.shape[:dim], -1, *x.shape[dim + mask.dim() :]),
        mask.reshape(-1).nonzero()[:, 0],
    )
    if not isinstance(x, torch.Tensor):  # strings are arrays of NumPy
        return flat.take(places.numpy(), axis=dim)
    return flat.index_select(dim, places)


def inverse_permutation(x: torch.Tensor) -> torch.Tensor:
    counted = torch.arange(len(x), dtype=x.dtype, device=x.device)
    if not torch.equal(x.sort().values, counted):
        raise InvalidValueError(f"{x.tolist()} is no permutation of the numbers from 0 to {len(x) - 1}.")
    return torch.empty_like(x).index_copy(0, x.to(torch.int64), counted)


def coordinates(indices: torch.Tensor, dims: torch.Tensor) -> torch.Tensor:
    """The coordinates (rank, ...) of flat ``indices`` in a tensor of sizes ``dims`` (rank,)."""
    check_places(indices.to(torch.int64).unsqueeze(-1), (int(dims.prod()),))
    axes = []
    for size in dims.flip(0):
        axes.append(indices % size)
        indices = torch.div(indices, size, rounding_mode="floor")
    return torch.stack(axes[::-1])


@tf_export("gather_nd", "manip.gather_nd")
def gather_nd(
    params: TensorLike, indices: TensorLike, name: str | None = None, batch_dims: int = 0,
    bad_indices_policy: str = "",
) -> Tensor:  # fmt: skip
    """The slices of ``params`` at ``indices`` (..., depth): each vector of ``depth`` integers is one place.

    The first ``batch_dims`` axes of both belong together. Raises ValueError when depth exceeds the rank; a place
    outside of ``params`` fails at the run.
    """
    refuse_policy("tf.gather_nd", bad_indices_policy)
    places = integers(indices, "tf.gather_nd")
    if batch_dims:
        places = create("BatchPlaces", places, batch=int(batch_dims))
    return create("GatherNd", params, places, name=name or "GatherNd")


@tf_export("batch_gather")
def batch_gather(params: TensorLike, indices: TensorLike, name: str | None = None) -> Tensor:
    """``params[i][j][indices[i][j]]`` for all leading axes i, j, that params and indices share."""
    places = integers(indices, "tf.batch_gather")
    if not places.sizes:
        raise InvalidValueError(
            f"The indices of tf.batch_gather need a known rank of 1 or more: {places!r} has not."
        )
    batched = create("BatchPlaces", create("ExpandDims", places, dim=-1), batch=len(places.sizes) - 1)
    return create("GatherNd", params, batched, name=name or "BatchGather")


def integers(indices: TensorLike, function: str) -> Tensor:
    """``indices`` as a tensor of integers. Raises TypeError when they are of another kind."""
    places = convert_to_tensor(indices)
    if places.sizes == (0,) and not hasattr(indices, "dtype"):
        places = cast(places, int32)
    if not places.dtype.is_integer:
        raise InvalidTypeError(
            f"The indices of {function} are integers, but {places.name} is {places.dtype.name}."
        )
    return places


def refuse_policy(function: str, policy: str) -> None:
    """Raise NotImplementedError when a place out of range is to be passed over."""
    kept = None if policy in ("", "DEFAULT", "ERROR") else policy
    refuse(function, "choose the indices that are in range with tf.boolean_mask.", bad_indices_policy=kept)


@tf_export("boolean_mask")
def boolean_mask(
    tensor: TensorLike, mask: TensorLike, name: str = "boolean_mask", axis: int | None = None
) -> Tensor:
    """The elements where ``mask`` is True. The mask covers the axes from ``axis`` (0) on, of which one remains.

    Raises ValueError when the mask is a scalar, is of unknown rank, or does not have the sizes of these axes.
    """
    x, chosen = convert_to_tensor(tensor), convert_to_tensor(mask)
    if not chosen.sizes:
        raise InvalidValueError(
            f"The mask of tf.boolean_mask needs a known rank of 1 or more, not {chosen!r}."
        )
    start = 0 if axis is None else int(axis)
    if start < 0 and x.sizes is not None:
        start += len(x.sizes)
    if x.sizes is not None and not compatible(x.sizes[start : start + len(chosen.sizes)], chosen.sizes):
        raise InvalidValueError(f"Shapes {x.shape} and {chosen.shape} are incompatible from axis {start} on.")
    return create("BooleanMask", x, chosen, dim=start, name=name)


@tf_export("invert_permutation", "math.invert_permutation")
def invert_permutation(x: TensorLike, name: str | None = None) -> Tensor:
    """y with y[x[i]] = i, for a permutation x of 0, 1, ... (int32 or int64); anything else fails at the run."""
    return create("InvertPermutation", x, name=name or "InvertPermutation")


@tf_export("unravel_index")
def unravel_index(indices: TensorLike, dims: TensorLike, name: str | None = None) -> Tensor:
    """The coordinates of flat ``indices`` in a tensor of sizes ``dims``: one row for each axis."""
    return create("UnravelIndex", indices, dims, name=name or "UnravelIndex")


def _batched_shape(indices: Tensor, batch: int) -> list[Any]:
    sizes = indices.sizes
    last = None if sizes is None or sizes[-1] is None else sizes[-1] + batch
    return [(indices.dtype, None if sizes is None else (*sizes[:-1], last))]


def _masked_shape(x: Tensor, mask: Tensor, dim: int) -> list[Any]:
    if x.sizes is None or mask.sizes is None:
        return [(x.dtype, None)]
    return [(x.dtype, (*x.sizes[:dim], None, *x.sizes[dim + len(mask.sizes) :]))]


def _coordinates_shape(indices: Tensor, dims: Tensor) -> list[Any]:
    rank = dims.sizes[0] if dims.sizes else None
    return [(indices.dtype, None if indices.sizes is None else (rank, *indices.sizes))]


register(
    "GatherNd", "params indices", pick_nd, BY_VJP, same="",
    shape=lambda params, indices: [(params.dtype, picked_shape(params.sizes, indices.sizes))],
)  # fmt: skip
register("BatchPlaces", "indices", batch_places, NOT_DIFFERENTIABLE, takes="integer", shape=_batched_shape)
register("BooleanMask", "x mask", keep_masked, BY_VJP, same="", shape=_masked_shape)
register(
    "InvertPermutation", "x", inverse_permutation, NOT_DIFFERENTIABLE, takes="integer",
    shape=lambda x: [(x.dtype, x.sizes)],
)  # fmt: skip
register(
    "UnravelIndex", "indices dims", coordinates, NOT_DIFFERENTIABLE, takes="integer", shape=_coordinates_shape
)
