"""Strings cut into words: the pieces of each string are a row of a sparse tensor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create_several, one_of
from lessonlib.graph.dtypes import int64, string
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.sparse.tensor import SparseTensor
from lessonlib.tf1.sparse.values import of_rows
from lessonlib.tf1.strings.text import bytes_of, strings
from lessonlib.tf1.strings.values import boxed


def at_letters(s: bytes, letters: bytes, skip_empty: bool) -> list[bytes]:
    """Cut wherever one of ``letters`` stands; into single bytes when there are none."""
    if not letters:
        return [s[i : i + 1] for i in range(len(s))]
    pieces, start = [], 0
    for i, letter in enumerate(s):
        if letter in letters:
            pieces.append(s[start:i])
            start = i + 1
    pieces.append(s[start:])
    return [piece for piece in pieces if piece or not skip_empty]


def at_separator(s: bytes, separator: bytes, most: int) -> list[bytes]:
    """As Python's split: at blanks, or wherever the whole separator stands."""
    return s.split(separator or None, most)


def rows_of(input: Any, cut: Callable[[bytes], list[bytes]], device: torch.device) -> tuple[Any, ...]:
    """indices, values and shape of the pieces."""
    rows = [cut(s) for s in np.atleast_1d(boxed(input))]
    indices, sizes = of_rows([len(row) for row in rows], device)
    values = np.empty(len(indices), object)
    values[:] = [piece for row in rows for piece in row]
    return indices, values, sizes


register(
    "StringSplit", "input", rows_of, NOT_DIFFERENTIABLE, same="", several=True, needs="device",
    shape=lambda input, cut: [(int64, (None, 2)), (string, (None,)), (int64, (2,))],
)  # fmt: skip


@tf_export("string_split")
def string_split(
    source: TensorLike, sep: str | None = None, skip_empty: bool = True, delimiter: str | None = None,
    result_type: str = "SparseTensor", name: str | None = None,
) -> SparseTensor:  # fmt: skip
    """The pieces of each string of a vector (n,): sparse (n, most pieces).

    Args:
        source: the strings, of rank 1.
        sep: every letter of it separates; an empty one separates all bytes. A blank when not said. ``delimiter`` is its
            older name.
        skip_empty: leave out empty pieces.
        result_type: only ``"SparseTensor"`` is supported.
    """
    given = one_of("sep", sep, "delimiter", delimiter)
    letters = bytes_of(" " if given is None else given)
    return _split(
        source, partial(at_letters, letters=letters, skip_empty=bool(skip_empty)), result_type, name
    )


@tf_export("strings.split")
def split(
    input: TensorLike | None = None, sep: str | None = None, maxsplit: int = -1, result_type: str = "SparseTensor",
    source: TensorLike | None = None, name: str | None = None,
) -> SparseTensor:  # fmt: skip
    """The pieces of each string of a vector (n,), as Python splits: sparse (n, most pieces).

    Args:
        input: the strings, of rank 1; ``source`` is its older name.
        sep: the whole of it separates, also empty pieces; any blanks when not said.
        maxsplit: cut at most so often.
        result_type: only ``"SparseTensor"`` is supported.
    """
    given = one_of("input", input, "source", source)
    cut = partial(at_separator, separator=bytes_of(sep or ""), most=int(maxsplit))
    return _split(given, cut, result_type, name)


def _split(
    source: Any, cut: Callable[[bytes], list[bytes]], result_type: str, name: str | None
) -> SparseTensor:
    tensor: Tensor = strings(source, "string_split")
    if result_type != "SparseTensor":
        refuse(
            "tf.string_split", "take the SparseTensor, or tf.sparse.to_dense of it.", result_type=result_type
        )
    if tensor.sizes is not None and len(tensor.sizes) != 1:
        raise InvalidValueError(
            f"tf.string_split needs a vector of strings, but got the shape {tensor.sizes}."
        )
    return SparseTensor(*create_several("StringSplit", tensor, cut=cut, name=name or "StringSplit"))
