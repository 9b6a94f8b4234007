"""Rejection sampling: elements are left out at random, so that their classes have given shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lessonlib.graph.errors import InvalidValueError
from lessonlib.tf1.data.elements import Component
from lessonlib.tf1.data.iterator import Element, Pass

Elements = Callable[[Pass], Iterator[Element]]
BATCH = 32  # after so many elements the estimate of the shares changes, as in TensorFlow
SMOOTHING = 10  # so many elements of each class are taken as seen before the first one
TINY = np.finfo(np.float32).tiny


def resampled(pairs: Elements, target: Component, initial: Component | None, seed: int | None) -> Elements:
    """Elements (class, ...) with the shares ``target`` of the classes; their own shares are ``initial``, or estimated.

    With chance m, an element is the next one as it comes; otherwise it is the next one that is accepted. Both go
    through the elements for themselves, and the first that ends is the end.
    """

    def elements(p: Pass) -> Iterator[Element]:
        random = np.random.default_rng(p.entropy if seed is None else [seed])
        wanted = np.asarray(target.value(p), np.float32)

        def shares() -> Iterator[np.ndarray]:
            if initial is None:
                return _estimated(pairs(p), len(wanted))
            known = np.asarray(initial.value(p), np.float32)
            if known.shape != wanted.shape:
                raise InvalidValueError(
                    f"initial_dist and target_dist must be equally long, but have {len(known)} and {len(wanted)} "
                    "classes."
                )
            return _always(known)

        accepted = (
            pair
            for pair, share in zip(pairs(p), shares(), strict=False)
            if random.random() < _chances(share, wanted)[0][int(pair[0])]
        )
        untouched = pairs(p)
        for share in shares():
            as_it_comes = random.random() < _chances(share, wanted)[1]
            element = next(untouched if as_it_comes else accepted, None)
            if element is None:
                return
            yield element

    return elements


def _chances(share: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, float]:
    """(the chance that each class is accepted, the chance m that an element is taken as it comes).

    The m is the largest possible one, so that few elements are left out.
    """
    ratio = wanted / np.maximum(share, TINY)
    least, most = ratio.min(), ratio.max()
    accept = (ratio - least) / (most - least) if most > least else np.ones_like(ratio)
    return accept, float(least)


def _always(share: np.ndarray) -> Iterator[np.ndarray]:
    while True:
        yield share


def _estimated(pairs: Iterator[Element], classes: int) -> Iterator[np.ndarray]:
    """The shares of the classes seen so far, each of which holds for `BATCH` elements."""
    seen, batch = np.full(classes, SMOOTHING), list[Any]()
    for pair in pairs:
        batch.append(int(pair[0]))
        if len(batch) == BATCH:
            seen = seen + np.bincount(batch, minlength=classes)[:classes]
            batch.clear()
            yield from [seen / seen.sum()] * BATCH
    if batch:
        seen = seen + np.bincount(batch, minlength=classes)[:classes]
        yield from [seen / seen.sum()] * BATCH
