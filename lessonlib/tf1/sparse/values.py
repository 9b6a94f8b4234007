"""Sparse tensors in a run: places, values and sizes, and the dense tensors that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.errors import InvalidArgumentError


def flat_places(indices: torch.Tensor, sizes: torch.Tensor) -> torch.Tensor:
    """One number for each place: where it is when the tensor is written row by row."""
    flat = torch.zeros(len(indices), dtype=torch.int64, device=indices.device)
    for axis, size in enumerate(sizes.tolist()):
        flat = flat * size + indices[:, axis]
    return flat


def of_rows(lengths: Sequence[int], device: torch.device | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Where the values of rows of these lengths stand, (n, 2), and the sizes of the tensor that holds them, (2,)."""
    places = [(row, place) for row, length in enumerate(lengths) for place in range(length)]
    indices = torch.tensor(places, dtype=torch.int64, device=device).reshape(-1, 2)
    return indices, torch.tensor([len(lengths), max(lengths, default=0)], dtype=torch.int64, device=device)


def taken(values: Any, places: torch.Tensor) -> Any:
    """The values at ``places``, also of strings."""
    return values[places] if isinstance(values, torch.Tensor) else values[places.cpu().numpy()]


def dense_of(indices: torch.Tensor, sizes: torch.Tensor, values: Any, default: Any, validate: bool) -> Any:
    shape = tuple(sizes.tolist())
    if indices.dim() < 2:  # a scalar or a vector of places in a vector
        indices = indices.reshape(-1, 1)
    if validate:
        check_places(indices, sizes)
    places = tuple(indices.to(torch.int64).unbind(1))
    if not isinstance(values, torch.Tensor):
        result = np.full(shape, default, object)
        result[tuple(place.cpu().numpy() for place in places)] = values
        return result
    return torch.index_put(default.expand(shape).clone(), places, values)


def check_places(indices: torch.Tensor, sizes: torch.Tensor) -> None:
    outside = ((indices < 0) | (indices >= sizes)).any(1)
    if outside.any():
        row = int(outside.nonzero()[0])
        raise InvalidArgumentError(
            None,
            None,
            f"indices[{row}] = {indices[row].tolist()} is out of bounds: need 0 <= index < {sizes.tolist()}",
        )
    steps = torch.diff(flat_places(indices.to(torch.int64), sizes))
    if (steps <= 0).any():
        row = int((steps <= 0).nonzero()[0]) + 1
        why = "repeated" if steps[row - 1] == 0 else "out of order"
        raise InvalidArgumentError(None, None, f"indices[{row}] = {indices[row].tolist()} is {why}")


def sparse_of(x: Any) -> tuple[Any, ...]:
    """indices, values and shape of what is not zero (not empty, of strings)."""
    if isinstance(x, torch.Tensor):
        places = x.nonzero()
        sizes = torch.tensor(x.shape, dtype=torch.int64, device=x.device)
        return places, x[tuple(places.unbind(1))], sizes
    found = np.argwhere(x != b"")
    return torch.from_numpy(found), x[tuple(found.T)], torch.tensor(x.shape, dtype=torch.int64)


def with_dense(
    indices: torch.Tensor, values: torch.Tensor, sizes: torch.Tensor, dense: torch.Tensor, function: str
) -> torch.Tensor:
    there = dense.expand(tuple(sizes.tolist()))[tuple(indices.unbind(1))]
    return values * there if function == "mul" else values / there
