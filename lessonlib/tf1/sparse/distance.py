"""`edit_distance`: how many letters must be changed to make one sequence of another."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant_value, create
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.tf1.sparse.tensor import SparseTensor, SparseTensorValue, sparse


def distances(
    places: torch.Tensor, values: Any, sizes: torch.Tensor, true_places: torch.Tensor, true_values: Any,
    true_sizes: torch.Tensor, normalize: bool,
) -> torch.Tensor:  # fmt: skip
    """float32, one for each sequence along the last axis."""
    ours, theirs = _sequences(places, values), _sequences(true_places, true_values)
    shape = torch.maximum(sizes, true_sizes)[:-1].tolist()
    result = np.zeros(shape, np.float32)
    for place in ours.keys() | theirs.keys():
        given, truth = ours[place], theirs[place]
        count = float(_levenshtein(given, truth))
        if normalize:
            count = count / len(truth) if truth else float("inf") if given else 0.0
        result[place] = count
    return torch.from_numpy(result).to(places.device)


def _sequences(places: torch.Tensor, values: Any) -> defaultdict[tuple[int, ...], list[Any]]:
    found: defaultdict[tuple[int, ...], list[Any]] = defaultdict(list)
    for place, value in zip(places.tolist(), values.tolist(), strict=True):
        found[tuple(place[:-1])].append(value)
    return found


def _levenshtein(a: list[Any], b: list[Any]) -> int:
    """Insertions, deletions and substitutions from a to b (Wagner & Fischer, 1974)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def _shape(*parts: Tensor, normalize: bool) -> list[Any]:
    known = [constant_value(parts[i]) for i in (2, 5)]
    if known[0] is None or known[1] is None:
        rank = (parts[2].sizes or (None,))[0]
        return [(float32, None if rank is None else (None,) * (rank - 1))]
    return [(float32, tuple(int(size) for size in np.maximum(known[0], known[1])[:-1]))]


register(
    "EditDistance", "places values sizes true_places true_values true_sizes", distances, NOT_DIFFERENTIABLE,
    same="values true_values", shape=_shape,
)  # fmt: skip


@tf_export("edit_distance")
def edit_distance(hypothesis: Any, truth: Any, normalize: bool = True, name: str = "edit_distance") -> Tensor:
    """How many insertions, deletions and substitutions lead from each sequence to the true one: float32 (...).

    Args:
        hypothesis, truth: sparse tensors (..., longest sequence) of any dtype.
        normalize: divide by the length of the true sequence; infinity when that is empty and the other is not.
    """
    for given in (hypothesis, truth):
        if not isinstance(given, (SparseTensor, SparseTensorValue)):
            raise InvalidTypeError(f"tf.edit_distance needs SparseTensors, but got {given!r}.")
    parts = [*sparse(hypothesis, "edit_distance").components, *sparse(truth, "edit_distance").components]
    return create("EditDistance", *parts, normalize=bool(normalize), name=name)
