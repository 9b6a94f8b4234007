"""Strings in kernels that only move elements about: reshape, stack, gather and the like.

PyTorch has no strings. Such a kernel moves the numbers of the strings in their place, and then each number becomes its
string again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from lessonlib.graph.dtypes import DType, string
from lessonlib.graph.registry import lookup

MOVING = frozenset({
    "BroadcastTo", "Concat", "DynamicPartition", "DynamicStitch", "ExpandDims", "ExpandTo", "Fill", "Gather",
    "GatherBatched", "GatherNd", "Repeat", "Reshape", "ReshapeTo", "Reverse", "ReverseSequence", "Roll",
    "Slice", "Split", "SplitAt", "SplitEvenly", "Squeeze", "Stack", "Tile", "TileBy", "Transpose",
    "TransposeBy", "Unstack", "Where", "WhereRows",
})  # fmt: skip
COUNTING = frozenset({"Rank", "Size"})  # they look at the shape alone


def moves_strings(type_: str, dtypes: Iterable[DType]) -> bool:
    """Whether an operation with inputs of these dtypes gives strings, moved about."""
    return type_ in MOVING and string in dtypes


def needs_numbers(type_: str, dtypes: Iterable[DType]) -> bool:
    """Whether `move_strings` must stand for its kernel."""
    return type_ in MOVING | COUNTING and string in dtypes


def move_strings(*arguments: Any, of: str, **attributes: Any) -> Any:
    """What the kernel of the operation type ``of`` gives for strings: bytes, or arrays of bytes."""
    pool: list[Any] = []

    def numbered(value: Any) -> torch.Tensor:
        if isinstance(value, torch.Tensor):
            return value.cpu()
        start = len(pool)
        pool.extend(value.ravel().tolist() if isinstance(value, np.ndarray) else [value])
        return torch.arange(start, len(pool)).reshape(
            np.shape(value) if isinstance(value, np.ndarray) else ()
        )

    given = [
        list(map(numbered, value)) if isinstance(value, list) else numbered(value) for value in arguments
    ]
    found = lookup(of).kernel(*given, **attributes)
    if of in COUNTING:
        return found
    words = np.empty(len(pool), object)
    words[:] = pool
    several = isinstance(found, (tuple, list))
    results = tuple(words[numbers.numpy()] for numbers in (found if several else [found]))
    return results if several else results[0]
