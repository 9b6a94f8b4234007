"""Static dtypes and shapes for free: run the kernel on torch's ``meta`` tensors, which have a shape but no data.

An unknown size is probed with two different sizes; what differs in the outcome is unknown there too. Where the two
probes do not fit the other inputs (a size that must equal another one), the sizes of those inputs are tried as well.
An unknown rank is probed with ranks 0 to 4.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import torch

from lessonlib.graph.dtypes import DType, as_dtype
from lessonlib.graph.errors import GraphError
from lessonlib.graph.registry import Op, lookup
from lessonlib.graph.shapes import Shape, common, is_known

PROBES = (97, 89)  # primes, so that a product of sizes cannot meet a known size by chance
RANKS = range(5)
MOST_TRIES = 256

Spec = tuple[DType, Shape]
Sizes = tuple[int, ...]


class ProbeError(GraphError):
    """No probe of the kernel went through: the inputs do not fit."""


def infer(
    entry: Op, inputs: Sequence[Spec], arity: tuple[int | None, ...], attrs: dict[str, Any]
) -> tuple[Spec, ...]:
    """(dtype, shape) of each output of an operation. Raises ProbeError when the inputs cannot fit."""
    try:
        return _cached(entry.type, tuple(inputs), arity, tuple(sorted(attrs.items())))
    except TypeError as error:
        if "unhashable" not in str(error):
            raise
        return _infer(entry, inputs, arity, attrs)


@lru_cache(maxsize=4096)
def _cached(
    type_: str, inputs: tuple[Spec, ...], arity: tuple[int | None, ...], attrs: tuple[tuple[str, Any], ...]
) -> tuple[Spec, ...]:
    return _infer(lookup(type_), inputs, arity, dict(attrs))


def _infer(
    entry: Op, inputs: Sequence[Spec], arity: tuple[int | None, ...], attrs: dict[str, Any]
) -> tuple[Spec, ...]:
    found: tuple[Spec, ...] | None = None
    first_error: Exception | None = None
    for group in _attempts([shape for _, shape in inputs]):
        for sizes in group:
            try:
                outcome = _probe(entry, [dtype for dtype, _ in inputs], sizes, arity, attrs)
            except Exception as error:  # whatever the kernel raises means that these sizes do not fit
                first_error = first_error or error
                continue
            found = outcome if found is None else _agree(found, outcome)
        if found is not None and first_error is None:
            break
    if found is None:
        raise ProbeError(str(first_error)) from first_error
    return found


def _attempts(shapes: list[Shape]) -> Iterator[Iterator[list[Sizes]]]:
    """Groups of probes; a later group is needed only when one of an earlier group failed."""
    if None not in shapes:
        yield (
            _filled(shapes, itertools.repeat(size))
            for size in (PROBES if _has_unknown(shapes) else PROBES[:1])
        )
    if not all(is_known(shape) for shape in shapes):
        yield itertools.islice(_combinations(shapes), MOST_TRIES)


def _has_unknown(shapes: list[Shape]) -> bool:
    return any(not is_known(shape) for shape in shapes)


def _combinations(shapes: list[Shape]) -> Iterator[list[Sizes]]:
    known = {size for shape in shapes if shape is not None for size in shape if size is not None}
    candidates = [*PROBES, 1, *sorted(known - {1})]
    ranked = [[shape] if shape is not None else [(None,) * rank for rank in RANKS] for shape in shapes]
    for choice in itertools.product(*ranked):
        unknown = sum(size is None for shape in choice for size in shape)
        for sizes in itertools.product(candidates, repeat=unknown):
            yield _filled(list(choice), iter(sizes))


def _filled(shapes: Sequence[Shape], sizes: Iterator[int]) -> list[Sizes]:
    return [tuple(next(sizes) if size is None else size for size in shape or ()) for shape in shapes]


def _probe(
    entry: Op, dtypes: list[DType], sizes: list[Sizes], arity: tuple[int | None, ...], attrs: dict[str, Any]
) -> tuple[Spec, ...]:
    flat = iter([torch.empty(s, dtype=d.torch, device="meta") for d, s in zip(dtypes, sizes, strict=True)])
    args = [next(flat) if n is None else [next(flat) for _ in range(n)] for n in arity]
    kept = [arg for name, arg in zip(entry.inputs, args, strict=True) if name not in entry.unread]
    result = entry.kernel(*kept, **attrs, **({"generator": None} if entry.seeded else {}))
    if result is None:
        return ()
    outputs = result if isinstance(result, (tuple, list)) else (result,)
    return tuple((as_dtype(out.dtype), tuple(out.shape)) for out in outputs)


def _agree(a: tuple[Spec, ...], b: tuple[Spec, ...]) -> tuple[Spec, ...]:
    return tuple((dtype, common(x, y)) for (dtype, x), (_, y) in zip(a, b, strict=True))
