"""Data sets made of data sets: one for each element, windows, groups, and mixtures of several."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.tf1.data.elements import Count, Step
from lessonlib.tf1.data.iterator import Element, Pass, Pipeline, Spec
from lessonlib.tf1.data.structure import flatten, pack

Elements = Callable[[Pass], Iterator[Element]]
Make = Callable[[Any, Sequence[Spec], Sequence[Tensor], Elements], Any]  # a data set of these


@dataclass(frozen=True)
class Window:
    """The place of a data set in the structure of elements: what its own elements are."""

    structure: Any
    specs: tuple[Spec, ...]
    make: Make

    def dataset(self, leaf: Tensor) -> Any:
        """The data set of which ``leaf`` holds the elements."""
        return self.make(self.structure, self.specs, [leaf], lambda p: iter(p.values[leaf]))


class DatasetStep:
    """A user's function from an element to a data set, called once; its data set then begins for each element."""

    def __init__(self, call: Callable[..., Any], specs: Sequence[Spec], name: str) -> None:
        made: list[Any] = []

        def build(*leaves: Tensor) -> list[Tensor]:
            result = call(leaves)
            if not hasattr(result, "pipeline"):
                raise InvalidTypeError(f"The {name} must return a Dataset, but returned {result!r}.")
            made.append(result)
            graph = get_default_graph()
            return [graph.capture(source) for source in result.pipeline.sources] or [constant(0)]

        self._step = Step(build, specs, name)
        self.result, self.sources = made[0], self._step.sources

    def elements(self, p: Pass, element: Element) -> Iterator[Element]:
        """The elements of the data set for one element."""
        pipeline: Pipeline = self.result.pipeline
        values = self._step.run(p, element)
        return pipeline.elements(p.inner(dict(zip(pipeline.sources, values, strict=False))))


def windows(
    dataset: Any, size: Any, shift: Any, stride: Any, drop_remainder: bool
) -> tuple[list[Tensor], Elements]:
    """Elements each of whose components is the list of those of ``size`` elements, ``stride`` apart."""
    counts = [Count(size), Count(size if shift is None else shift), Count(stride)]
    begin, width = dataset.pipeline.elements, len(dataset.specs)

    def elements(p: Pass) -> Iterator[Element]:
        wide, step, apart = (_positive(count.value(p)) for count in counts)
        reach, coming, buffer = (wide - 1) * apart + 1, begin(p), deque[Element]()
        while True:
            buffer.extend(itertools.islice(coming, max(reach - len(buffer), 0)))
            if not buffer or (drop_remainder and len(buffer) < reach):
                return
            chosen = list(itertools.islice(buffer, 0, reach, apart))
            yield tuple([(row[i],) for row in chosen] for i in range(width))
            missing = step - len(buffer)
            for _ in range(min(step, len(buffer))):
                buffer.popleft()
            if missing > 0:
                deque(itertools.islice(coming, missing), maxlen=0)

    return [source for count in counts for source in count.sources], elements


def _positive(number: int) -> int:
    if number < 1:
        raise InvalidValueError(
            f"The size, shift and stride of window must be 1 or more, but one is {number}."
        )
    return number


def interleaved(step: DatasetStep, begin: Elements, cycle: Count, block: Count) -> Elements:
    """``block`` elements of each of ``cycle`` data sets in turn; one that ends makes room for the next."""

    def elements(p: Pass) -> Iterator[Element]:
        coming, width, length = begin(p), cycle.value(p), block.value(p)
        if width < 1 or length < 1:
            raise InvalidValueError(
                f"cycle_length and block_length must be 1 or more, but are {width} and {length}."
            )
        places: list[Iterator[Element] | None] = [None] * width
        more = True
        while more or any(place is not None for place in places):
            for index in range(width):
                if places[index] is None and more:
                    element = next(coming, None)
                    more = element is not None
                    places[index] = None if element is None else step.elements(p, element)
                place = places[index]
                if place is None:
                    continue
                given = 0
                for element in itertools.islice(place, length):
                    given += 1
                    yield element
                if given < length:
                    places[index] = None

    return elements


def chosen(datasets: Sequence[Any], choices: Elements, stop_early: bool) -> Elements:
    """Elements of the data sets in the order of ``choices``, whose elements are numbers of data sets."""

    def elements(p: Pass) -> Iterator[Element]:
        places = [dataset.pipeline.elements(p) for dataset in datasets]
        ended: set[int] = set()
        for (choice,) in choices(p):
            number = int(choice)
            if not 0 <= number < len(places):
                raise InvalidValueError(f"A choice must be from 0 to {len(places) - 1}, but is {number}.")
            element = next(places[number], None)
            if element is not None:
                yield element
                continue
            ended.add(number)
            if stop_early or len(ended) == len(places):
                return

    return elements


def drawn(weights: Any, count: int, seed: int | None) -> Elements:
    """Random numbers of data sets, without end."""
    shares = np.full(count, 1 / count) if weights is None else np.asarray(weights, float)
    if shares.shape != (count,) or (shares < 0).any() or not shares.sum():
        raise InvalidValueError(
            f"The weights must be {count} numbers that are not negative, but are {weights!r}."
        )

    def elements(p: Pass) -> Iterator[Element]:
        random = np.random.default_rng(p.entropy if seed is None else [seed])
        while True:
            yield (int(random.choice(count, p=shares / shares.sum())),)

    return elements


def grouped(
    key: Step, size: Callable[[Pass, int], int], begin: Elements, reduce: DatasetStep, width: int
) -> Elements:
    """The data set that ``reduce`` makes of each group of elements with one key, when it is full and at the end."""

    def elements(p: Pass) -> Iterator[Element]:
        groups: dict[int, list[Element]] = {}
        for element in begin(p):
            number = int(key.run(p, element)[0])
            group = groups.setdefault(number, [])
            group.append(element)
            if len(group) >= size(p, number):
                yield from _reduced(p, number, groups.pop(number))
        for number, group in sorted(groups.items()):
            yield from _reduced(p, number, group)

    def _reduced(p: Pass, number: int, group: list[Element]) -> Iterator[Element]:
        return reduce.elements(p, (torch.tensor(number), group))

    return elements


def window_structure(dataset: Any) -> Any:
    """The structure of elements whose components are windows on those of ``dataset``."""
    parts = flatten(dataset.structure)
    leaves = [Window(part, (spec,), dataset.made) for part, spec in zip(parts, dataset.specs, strict=True)]
    return pack(dataset.structure, leaves)


def as_arguments(structure: Any, leaves: Sequence[Tensor]) -> Any:
    """An element as a user's function takes it: nested like ``structure``, windows as data sets."""
    parts = zip(flatten(structure), leaves, strict=True)
    return pack(structure, [part.dataset(leaf) if isinstance(part, Window) else leaf for part, leaf in parts])
