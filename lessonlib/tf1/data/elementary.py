"""The basic transformations of data sets: each element, their order, their number."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from lessonlib.graph.dtypes import bool_
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import common
from lessonlib.tf1.data import nesting
from lessonlib.tf1.data.elements import Count, Step, shuffled, stacked
from lessonlib.tf1.data.iterator import Element, Pass, Pipeline, Spec
from lessonlib.tf1.data.options import Options
from lessonlib.tf1.data.structure import flatten

if TYPE_CHECKING:
    from lessonlib.tf1.data.dataset import Dataset


class Elementary:
    """What each data set can do; `Dataset` gives it a structure, specs and a pipeline."""

    structure: Any
    specs: list[Spec]
    pipeline: Pipeline
    made: Callable[..., Dataset]
    _like: Callable[..., Dataset]
    _options: Options
    output_types: Any

    # ---- each element

    def map(self, map_func: Callable[..., Any], num_parallel_calls: Any = None) -> Dataset:
        """Each element as ``map_func`` makes it; it is called once, with tensors, and builds a piece of graph.

        A tuple is given as several arguments. Tensors from outside may be used: a pass takes their values at its start.
        """
        built: list[Any] = []

        def build(*leaves: Tensor) -> list[Any]:
            built.append(self._call(map_func, leaves))
            return flatten(built[0])

        step = Step(build, self.specs, "map_func")
        elements = self.pipeline.elements
        specs = [(out.dtype, out.sizes) for out in step.branch.outputs]
        return self.made(
            built[0], specs, [*self.pipeline.sources, *step.sources],
            lambda p: map(lambda element: tuple(step.run(p, element)), elements(p)),  # goes on after an error
        )  # fmt: skip

    def filter(self, predicate: Callable[..., Any]) -> Dataset:
        """The elements for which ``predicate`` is True. Raises TypeError when it gives no scalar bool."""
        step = Step(lambda *leaves: self._call(predicate, leaves), self.specs, "predicate")
        if step.branch.outputs[0].dtype is not bool_:
            raise InvalidTypeError(
                f"The predicate of filter must give a bool, but gives {step.branch.outputs[0].dtype.name}."
            )
        elements = self.pipeline.elements
        return self._like(
            lambda p: filter(lambda element: step.run(p, element)[0].item(), elements(p)), step.sources
        )

    def map_with_legacy_function(
        self, map_func: Callable[..., Any], num_parallel_calls: Any = None
    ) -> Dataset:
        """The same as `map`: there is one kind of function here."""
        return self.map(map_func, num_parallel_calls)

    def filter_with_legacy_function(self, predicate: Callable[..., Any]) -> Dataset:
        """The same as `filter`: there is one kind of function here."""
        return self.filter(predicate)

    def apply(self, transformation_func: Callable[[Self], Dataset]) -> Dataset:
        """What the function makes of this data set."""
        return transformation_func(self)

    # ---- order and number

    def repeat(self, count: Any = None) -> Dataset:
        """This data set ``count`` times over; without end when not said, or -1."""
        times = Count(-1 if count is None else count)
        begin = self.pipeline.elements

        def elements(p: Pass) -> Iterator[Element]:
            limit = times.value(p)
            for _ in itertools.count() if limit < 0 else range(limit):
                some = False
                for element in begin(p):
                    some = True
                    yield element
                if not some:  # without elements, without end: nothing would ever come
                    return

        return self._like(elements, times.sources)

    def take(self, count: Any) -> Dataset:
        """The first ``count`` elements; all when -1."""
        number, begin = Count(count), self.pipeline.elements
        return self._like(
            lambda p: itertools.islice(begin(p), None if number.value(p) < 0 else number.value(p)),
            number.sources,
        )

    def skip(self, count: Any) -> Dataset:
        """Without the first ``count`` elements; nothing is left when -1."""
        number, begin = Count(count), self.pipeline.elements
        return self._like(
            lambda p: iter(()) if number.value(p) < 0 else itertools.islice(begin(p), number.value(p), None),
            number.sources,
        )

    def shard(self, num_shards: int, index: int) -> Dataset:
        """Each ``num_shards``-th element, from the element ``index`` on."""
        if not 0 <= index < num_shards:
            raise InvalidValueError(
                f"The index of a shard must be from 0 to {num_shards - 1}, but is {index}."
            )
        begin = self.pipeline.elements
        return self._like(lambda p: itertools.islice(begin(p), index, None, num_shards))

    def concatenate(self, dataset: Dataset) -> Dataset:
        """This data set, then the other one. Raises TypeError when their dtypes differ."""
        if [dtype for dtype, _ in self.specs] != [dtype for dtype, _ in dataset.specs]:
            raise InvalidTypeError(
                f"Datasets of {self.output_types} and {dataset.output_types} cannot be joined."
            )
        begin, then = self.pipeline.elements, dataset.pipeline.elements
        specs = [(dtype, common(x, y)) for (dtype, x), (_, y) in zip(self.specs, dataset.specs, strict=True)]
        sources = [*self.pipeline.sources, *dataset.pipeline.sources]
        return self.made(self.structure, specs, sources, lambda p: itertools.chain(begin(p), then(p)))

    def shuffle(
        self, buffer_size: Any, seed: int | None = None, reshuffle_each_iteration: bool | None = None
    ) -> Dataset:
        """The elements drawn at random from a buffer of ``buffer_size``, which the next ones fill up.

        A buffer as long as the data set shuffles it evenly. Each round of a following ``repeat`` has an order of its
        own, unless ``reshuffle_each_iteration`` is False; each pass has the same orders when a seed is set.
        """
        size, begin, graph = Count(buffer_size), self.pipeline.elements, get_default_graph().root
        name = graph.unique_name("ShuffleDataset")
        own_seed = zlib.crc32(name.encode()) if seed is None else seed
        fixed = None if seed is None and graph.seed is None else [graph.seed or 0, own_seed]

        def elements(p: Pass) -> Iterator[Element]:
            number = p.round(name) if reshuffle_each_iteration is not False else 0
            return shuffled(begin(p), size.value(p), np.random.default_rng([*(fixed or [p.entropy]), number]))

        return self._like(elements, size.sources)

    def prefetch(self, buffer_size: Any) -> Self:
        """This data set; reading ahead would change nothing but the time."""
        return self

    def batch(self, batch_size: Any, drop_remainder: bool = False) -> Dataset:
        """``batch_size`` elements stacked along a new first axis; the last batch may be smaller, or is dropped."""
        size, begin = Count(batch_size), self.pipeline.elements

        def elements(p: Pass) -> Iterator[Element]:
            count, each = size.value(p), begin(p)
            while rows := list(itertools.islice(each, count)):
                if len(rows) == count or not drop_remainder:
                    yield tuple(stacked(column) for column in zip(*rows, strict=True))

        first = size.known if drop_remainder else None
        specs: list[Spec] = [(d, None if shape is None else (first, *shape)) for d, shape in self.specs]
        return self.made(self.structure, specs, [*self.pipeline.sources, *size.sources], elements)

    def _call(self, function: Callable[..., Any], leaves: Sequence[Tensor]) -> Any:
        element = nesting.as_arguments(self.structure, leaves)
        return function(*element) if isinstance(element, tuple) else function(element)
