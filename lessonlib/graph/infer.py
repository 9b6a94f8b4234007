"""Static dtypes and shapes for free: run the kernel on torch's ``meta`` tensors, which have a shape but no data.

An unknown size is probed with different numbers; what differs in the outcomes is unknown there too. All unknown sizes
are first the same number. Where that does not fit (a size that must equal a known one), they may also be sizes that
other inputs have at the same axis, and at last any known size. An unknown rank is probed with several ranks.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import torch

from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import GraphError
from lessonlib.graph.moved_strings import moves_strings
from lessonlib.graph.registry import Arity, Op, grouped, lookup
from lessonlib.graph.shapes import Shape, common

PROBES = (997, 991)  # primes, so that a product of sizes cannot meet a known size by chance
MOST_TRIES = 256

Spec = tuple[DType, Shape]
Sizes = tuple[int, ...]
Ranked = tuple[tuple[int | None, ...], ...]


class ProbeError(GraphError):
    """No probe of the kernel went through: the inputs do not fit."""


def infer(entry: Op, inputs: Sequence[Spec], arity: Arity, attrs: dict[str, Any]) -> tuple[Spec, ...]:
    """(dtype, shape) of each output of an operation. Raises ProbeError when the inputs cannot fit."""
    try:
        return _cached(entry.type, tuple(inputs), arity, tuple(sorted(attrs.items())))
    except TypeError as error:
        if "unhashable" not in str(error):
            raise
        return _infer(entry, inputs, arity, attrs)


@lru_cache(maxsize=4096)
def _cached(
    type_: str, inputs: tuple[Spec, ...], arity: Arity, attrs: tuple[tuple[str, Any], ...]
) -> tuple[Spec, ...]:
    return _infer(lookup(type_), inputs, arity, dict(attrs))


def _infer(entry: Op, inputs: Sequence[Spec], arity: Arity, attrs: dict[str, Any]) -> tuple[Spec, ...]:
    search = _Search(entry, [dtype for dtype, _ in inputs], arity, attrs)
    rankings = list(_rankings([shape for _, shape in inputs]))
    for shapes in rankings:
        fits = search.probe(shapes, _same(shapes))
        search.probe(shapes, _mixed(shapes) if fits else _aligned(shapes))
        if search.knows_nothing():
            break
    if search.found is None:
        for shapes in rankings:
            search.probe(shapes, _any_known(shapes))
    if search.found is None:
        message = re.sub(rf"\b({PROBES[0]}|{PROBES[1]})\b", "?", str(search.first_error))
        raise ProbeError(message) from search.first_error
    if moves_strings(entry.type, [dtype for dtype, _ in inputs]):  # the probe was of numbers
        return tuple((string, shape) for _, shape in search.found)
    return search.found


class _Search:
    """What the probes of one operation agree on; ``found`` is None as long as none went through."""

    def __init__(self, entry: Op, dtypes: list[DType], arity: Arity, attrs: dict[str, Any]) -> None:
        self.found: tuple[Spec, ...] | None = None
        self.first_error: Exception | None = None
        self._entry, self._dtypes, self._arity, self._attrs = entry, dtypes, arity, attrs

    def probe(self, shapes: Ranked, fillings: Iterable[Sizes]) -> bool:
        """Run the kernel with each of ``fillings`` for the unknown sizes; True when it took all of them."""
        fits = True
        for filling in dict.fromkeys(itertools.islice(fillings, MOST_TRIES)):
            try:
                outcome = self._outcome(_filled(shapes, filling))
            except Exception as error:  # whatever the kernel raises means that these sizes do not fit
                self.first_error, fits = self.first_error or error, False
                continue
            self.found = outcome if self.found is None else _agree(self.found, outcome)
        return fits

    def knows_nothing(self) -> bool:
        return self.found is not None and all(shape is None for _, shape in self.found)

    def _outcome(self, sizes: list[Sizes]) -> tuple[Spec, ...]:
        entry, pairs = self._entry, zip(self._dtypes, sizes, strict=True)
        empty = [torch.empty(size, dtype=dtype.torch, device="meta") for dtype, size in pairs]
        args = grouped(empty, self._arity)
        kept = [arg for name, arg in zip(entry.inputs, args, strict=True) if name not in entry.unread]
        result = entry.kernel(*kept, **self._attrs, **dict.fromkeys(entry.needs))
        if result is None:
            return ()
        outputs = result if isinstance(result, (tuple, list)) else (result,)
        return tuple((as_dtype(out.dtype), tuple(out.shape)) for out in outputs)


def _rankings(shapes: list[Shape]) -> Iterator[Ranked]:
    """The shapes with every unknown rank replaced: 0 to 4, and one more than the others have."""
    ranks = range(2 + max([3, *(len(shape) for shape in shapes if shape is not None)]))
    return itertools.product(
        *[[shape] if shape is not None else [(None,) * rank for rank in ranks] for shape in shapes]
    )


# ---- numbers for the unknown sizes, in order


def _same(shapes: Ranked) -> Iterator[Sizes]:
    return ((probe,) * len(_unknown(shapes)) for probe in PROBES)


def _mixed(shapes: Ranked) -> Iterator[Sizes]:
    """One of them different from the others: a window as large as its image is not all that can be."""
    return _deviating([[]] * len(_unknown(shapes)), most=1)


def _aligned(shapes: Ranked) -> Iterator[Sizes]:
    """Sizes at the same axis, counted from either end, take a size that is known there: together, or each alone."""
    places = _unknown(shapes)
    for from_end in (False, True):
        axes = [axis - len(shapes[i]) * from_end for i, axis in places]
        known = {axis: _known_at(shapes, axis) for axis in axes}
        for filling in _deviating(list(known.values())):
            chosen = dict(zip(known, filling, strict=True))
            yield tuple(chosen[axis] for axis in axes)
    yield from _deviating([_known_at(shapes, n) + _known_at(shapes, n - len(shapes[i])) for i, n in places])


def _known_at(shapes: Ranked, axis: int) -> list[int]:
    sizes = {shape[axis] for shape in shapes if -len(shape) <= axis < len(shape)}
    return sorted(size for size in sizes if size is not None)


def _any_known(shapes: Ranked) -> Iterator[Sizes]:
    known = {1} | {size for shape in shapes for size in shape if size is not None}
    return _deviating([sorted(known)] * len(_unknown(shapes)))


def _deviating(candidates: list[list[int]], most: int | None = None) -> Iterator[Sizes]:
    """All one probe, but for none, one, two ... (at most ``most``) that are the other probe or a candidate."""
    n = len(candidates)
    for count in range(1 + (n if most is None else most)):
        for places in itertools.combinations(range(n), count):
            for base, other in (PROBES, PROBES[::-1]):
                for values in itertools.product(*[[other, *candidates[i]] for i in places]):
                    filling = [base] * n
                    for place, value in zip(places, values, strict=True):
                        filling[place] = value
                    yield tuple(filling)


def _unknown(shapes: Ranked) -> list[tuple[int, int]]:
    """(input, axis) of each unknown size."""
    return [(i, axis) for i, shape in enumerate(shapes) for axis, size in enumerate(shape) if size is None]


def _filled(shapes: Ranked, filling: Sizes) -> list[Sizes]:
    sizes = iter(filling)
    return [tuple(next(sizes) if size is None else size for size in shape) for shape in shapes]


def _agree(a: tuple[Spec, ...], b: tuple[Spec, ...]) -> tuple[Spec, ...]:
    return tuple((dtype, common(x, y)) for (dtype, x), (_, y) in zip(a, b, strict=True))
