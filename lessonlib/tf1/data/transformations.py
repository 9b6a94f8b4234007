"""The transformations of data sets beyond those of `lessonlib.tf1.data.elementary`, as methods of `Dataset`."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from inspect import isgenerator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from lessonlib.graph.create import create_several
from lessonlib.graph.dtypes import bool_, int64
from lessonlib.graph.errors import (
    GraphError,
    InvalidArgumentError,
    InvalidTypeError,
    InvalidValueError,
    UnsupportedError,
    refuse,
)
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.tf1.data import batching, nesting
from lessonlib.tf1.data.elementary import Elementary
from lessonlib.tf1.data.elements import Component, Count, Step
from lessonlib.tf1.data.iterator import RESOURCE, Element, Pass, Pipeline, Spec
from lessonlib.tf1.data.nesting import DatasetStep, Window
from lessonlib.tf1.data.resampling import resampled
from lessonlib.tf1.data.state import StateStep
from lessonlib.tf1.data.structure import pack

if TYPE_CHECKING:
    from lessonlib.tf1.data.dataset import Dataset


class Transformations(Elementary):
    """What `Dataset` can do besides."""

    # ---- data sets of data sets

    def flat_map(self, map_func: Callable[..., Any]) -> Dataset:
        """The elements of the data sets that ``map_func`` makes of each element, one data set after the other."""
        return self._interleaved(map_func, Count(1), Count(1))

    def interleave(
        self, map_func: Callable[..., Any], cycle_length: Any = None, block_length: Any = None,
        num_parallel_calls: Any = None,
    ) -> Dataset:  # fmt: skip
        """The elements of the data sets that ``map_func`` makes of each element, in turn.

        ``block_length`` (1) elements are taken of each of ``cycle_length`` data sets. When that is not said, it is the
        number of processors, as in TensorFlow. ``num_parallel_calls`` changes nothing but the time.
        """
        usual = os.cpu_count() or 1
        length = Count(usual if cycle_length is None or cycle_length == -1 else cycle_length)
        return self._interleaved(map_func, length, Count(1 if block_length is None else block_length))

    def _interleaved(self, map_func: Callable[..., Any], cycle: Count, block: Count) -> Dataset:
        step = DatasetStep(lambda leaves: self._call(map_func, leaves), self.specs, "map_func")
        result = step.result
        sources = [*self.pipeline.sources, *step.sources, *cycle.sources, *block.sources]
        elements = nesting.interleaved(step, self.pipeline.elements, cycle, block)
        return self.made(result.structure, result.specs, sources, elements)

    def window(self, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: bool = False) -> Dataset:
        """Elements that are data sets of ``size`` elements, ``stride`` apart; the next begins ``shift`` later."""
        sources, elements = nesting.windows(self, size, shift, stride, drop_remainder)
        specs: list[Spec] = [(RESOURCE, ()) for _ in self.specs]
        return self.made(nesting.window_structure(self), specs, [*self.pipeline.sources, *sources], elements)

    def group_by_window(
        self, key_func: Callable[..., Any], reduce_func: Callable[[Tensor, Dataset], Dataset],
        window_size: Any = None, window_size_func: Callable[[Tensor], Any] | None = None,
    ) -> Dataset:  # fmt: skip
        """Elements with one key, an int64, are gathered; ``reduce_func(key, group)`` makes a data set of each group.

        A group has ``window_size`` elements, or ``window_size_func(key)``; at the end, what remains.
        """
        if (window_size is None) == (window_size_func is None):
            raise InvalidValueError("Must pass either window_size or window_size_func.")
        key = Step(lambda *leaves: self._call(key_func, leaves), self.specs, "key_func")
        if key.branch.outputs[0].dtype is not int64:
            raise InvalidTypeError(
                f"key_func must give an int64, but gives {key.branch.outputs[0].dtype.name}."
            )
        group = Window(self.structure, tuple(self.specs), self.made)
        reduce = DatasetStep(
            lambda leaves: reduce_func(leaves[0], group.dataset(leaves[1])),
            [(int64, ()), (RESOURCE, ())],
            "reduce_func",
        )
        size, size_sources = _size_of_group(window_size, window_size_func)
        sources = [*self.pipeline.sources, *key.sources, *reduce.sources, *size_sources]
        elements = nesting.grouped(key, size, self.pipeline.elements, reduce, len(self.specs))
        return self.made(reduce.result.structure, reduce.result.specs, sources, elements)

    def bucket_by_sequence_length(
        self, element_length_func: Callable[..., Any], bucket_boundaries: Sequence[int],
        bucket_batch_sizes: Sequence[int], padded_shapes: Any = None, padding_values: Any = None,
        pad_to_bucket_boundary: bool = False, no_padding: bool = False, drop_remainder: bool = False,
    ) -> Dataset:  # fmt: skip
        """Batches of elements of like length: below the first boundary, below the second one, ..., beyond the last one.

        Each bucket has a batch size of its own. Raises ValueError when their number is not that of boundaries plus one.
        ``pad_to_bucket_boundary`` cannot be asked for.
        """
        from lessonlib.graph.create import constant
        from lessonlib.graph.ops.math import cast
        from lessonlib.graph.ops.pieces import gather
        from lessonlib.graph.ops.reduction import reduce_sum

        refuse(
            "bucket_by_sequence_length", "give padded_shapes.", pad_to_bucket_boundary=pad_to_bucket_boundary
        )
        if len(bucket_batch_sizes) != len(bucket_boundaries) + 1:
            raise InvalidValueError(
                f"bucket_batch_sizes must have one more number than bucket_boundaries, but they have "
                f"{len(bucket_batch_sizes)} and {len(bucket_boundaries)}."
            )
        sizes = constant(np.asarray(bucket_batch_sizes, np.int64))

        def key(*element: Any) -> Tensor:
            length = cast(element_length_func(*element), int64)
            return reduce_sum(cast(length >= np.asarray(bucket_boundaries, np.int64), int64))

        def batch(bucket: Tensor, group: Dataset) -> Dataset:
            if no_padding:
                return group.batch(gather(sizes, bucket), drop_remainder)
            return group.padded_batch(gather(sizes, bucket), padded_shapes, padding_values, drop_remainder)

        return self.group_by_window(key, batch, window_size_func=lambda bucket: gather(sizes, bucket))

    # ---- batches

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: bool = False,
    ) -> Dataset:
        """Batches of elements of unequal sizes, filled up.

        Args:
            batch_size: elements of a batch; the last one may be smaller, unless ``drop_remainder``.
            padded_shapes: nested like an element; None (or -1) in a shape is the longest of the batch. By default the
                static shapes.
            padding_values: what to fill up with: one for all components, or nested like an element. Zeros and empty
                strings by default.

        A run raises DataLossError when a component is larger than its padded shape.
        """
        size, shapes = Count(batch_size), batching.shapes_to_pad_to(padded_shapes, self.specs)
        fillers = batching.values_to_pad_with(padding_values, self.specs)
        first = size.known if drop_remainder else None
        specs: list[Spec] = [
            (dtype, None if shape is None else (first, *shape))
            for (dtype, _), shape in zip(self.specs, shapes, strict=True)
        ]
        elements = batching.padded(self.pipeline.elements, size, shapes, fillers, drop_remainder)
        return self.made(self.structure, specs, [*self.pipeline.sources, *size.sources], elements)

    def unbatch(self) -> Dataset:
        """The rows of each element as elements."""
        specs = batching.row_specs(self.specs, "unbatch")
        return self.made(
            self.structure, specs, self.pipeline.sources, batching.unbatched(self.pipeline.elements)
        )

    def rebatch(self, batch_size: Any, drop_remainder: bool = False) -> Dataset:
        """The rows of batches, in batches of ``batch_size``."""
        size = Count(batch_size)
        first = size.known if drop_remainder else None
        rows = batching.row_specs(self.specs, "rebatch")
        specs: list[Spec] = [(d, None if shape is None else (first, *shape)) for d, shape in rows]
        elements = batching.rebatched(self.pipeline.elements, size, drop_remainder)
        return self.made(self.structure, specs, [*self.pipeline.sources, *size.sources], elements)

    # ---- one element after the other

    def enumerate(self, start: Any = 0) -> Dataset:
        """Pairs of a number (int64), from ``start`` on, and the element."""
        first, begin = Count(start), self.pipeline.elements

        def elements(p: Pass) -> Iterator[Element]:
            for number, element in enumerate(begin(p), first.value(p)):
                yield (torch.tensor(number), *element)

        sources = [*self.pipeline.sources, *first.sources]
        return self.made((0, self.structure), [(int64, ()), *self.specs], sources, elements)

    def take_while(self, predicate: Callable[..., Any]) -> Dataset:
        """The elements before the first one for which ``predicate`` is False."""
        step = Step(lambda *leaves: self._call(predicate, leaves), self.specs, "predicate")
        if step.branch.outputs[0].dtype is not bool_:
            raise InvalidValueError(
                f"The predicate must give a bool, but gives {step.branch.outputs[0].dtype.name}."
            )
        begin = self.pipeline.elements
        return self._like(
            lambda p: itertools.takewhile(lambda element: step.run(p, element)[0].item(), begin(p)),
            step.sources,
        )

    def scan(self, initial_state: Any, scan_func: Callable[[Any, Any], Any]) -> Dataset:
        """``scan_func(state, element)`` gives the next state and an element of the new data set."""
        step = StateStep(self, initial_state, scan_func, outputs=True)
        begin = self.pipeline.elements

        def elements(p: Pass) -> Iterator[Element]:
            state = step.start(p)
            for element in begin(p):
                result = step.run(p, (*state, *element))
                state = tuple(result[: len(state)])
                yield tuple(result[len(state) :])

        sources = [*self.pipeline.sources, *step.sources]
        return self.made(step.output, step.output_specs, sources, elements)

    def reduce(self, initial_state: Any, reduce_func: Callable[[Any, Any], Any]) -> Any:
        """What is left when ``reduce_func(state, element)`` has given a new state for each element: tensors."""
        step = StateStep(self, initial_state, reduce_func, outputs=False)
        begin = self.pipeline.elements

        def elements(p: Pass) -> Iterator[Element]:
            state = step.start(p)
            for element in begin(p):
                state = tuple(step.run(p, (*state, *element)))
            yield state

        return only_element(
            self.made(initial_state, step.state_specs, [*self.pipeline.sources, *step.sources], elements)
        )

    def unique(self) -> Dataset:
        """Each element once, where it comes first. Raises TypeError unless elements have one component."""
        if len(self.specs) != 1:
            raise InvalidTypeError(
                f"unique needs elements of one component, but these have {len(self.specs)}."
            )
        begin = self.pipeline.elements

        def elements(p: Pass) -> Iterator[Element]:
            seen: set[Any] = set()
            for element in begin(p):
                key = _hashable(element[0])
                if key not in seen:
                    seen.add(key)
                    yield element

        return self._like(elements)

    def rejection_resample(
        self, class_func: Callable[..., Any], target_dist: Any, initial_dist: Any = None, seed: int | None = None
    ) -> Dataset:  # fmt: skip
        """Pairs of a class and an element, some left out at random so that the classes have the shares of a target.

        ``class_func`` gives the class of an element, from 0 on. ``initial_dist``, their shares now, can be estimated.
        """
        pairs = self.map(
            lambda *element: (class_func(*element), element[0] if len(element) == 1 else element)
        )
        target, initial = Component(target_dist), None if initial_dist is None else Component(initial_dist)
        sources = [*target.sources, *(initial.sources if initial else [])]
        return pairs._like(resampled(pairs.pipeline.elements, target, initial, seed), sources)

    def cache(self, filename: Any = "") -> Dataset:
        """This data set; it is computed once in each pass, and then kept. ``filename`` must be empty: in memory."""
        refuse("Dataset.cache", "cache in memory: dataset.cache().", filename=filename or None)
        begin, key = self.pipeline.elements, object()

        def elements(p: Pass) -> Iterator[Element]:
            kept = p.kept.get(key)
            if kept is not None:
                yield from kept
                return
            kept = []
            for element in begin(p):
                kept.append(element)
                yield element
            p.kept[key] = kept  # only now that it is whole

        return self._like(elements)

    def ignore_errors(self, log_warning: bool = False) -> Dataset:
        """The elements that can be computed; where one cannot, the next one. ``log_warning`` cannot be asked for."""
        refuse("Dataset.ignore_errors", "leave it out.", log_warning=log_warning)
        begin = self.pipeline.elements

        def elements(p: Pass) -> Iterator[Element]:
            each = begin(p)
            while True:
                try:
                    yield next(each)
                except StopIteration:
                    return
                except GraphError as error:
                    if isgenerator(each):  # an error has ended it
                        raise UnsupportedError(
                            "ignore_errors() must follow map() or filter() directly here: the elements after the one "
                            "that cannot be computed would be lost.\n  Remedy: call it before batch() and the like."
                        ) from error

        return self._like(elements)


def _size_of_group(
    size: Any, function: Callable[[Tensor], Any] | None
) -> tuple[Callable[[Pass, int], int], list[Tensor]]:
    if function is None:
        count = Count(size)
        return (lambda p, key: count.value(p)), count.sources
    step = Step(function, [(int64, ())], "window_size_func")
    return (lambda p, key: int(step.run(p, (torch.tensor(key),))[0])), step.sources


def _hashable(part: Any) -> Any:
    if isinstance(part, torch.Tensor):
        return (tuple(part.shape), part.numpy().tobytes())
    return part if isinstance(part, bytes) else (part.shape, tuple(part.ravel().tolist()))


def only_element(dataset: Any) -> Any:
    """The only element of a data set as tensors, which each run computes anew."""
    found = create_several(
        "DatasetElement",
        list(dataset.pipeline.sources),
        pipeline=dataset.pipeline,
        specs=tuple(dataset.specs),
    )
    return pack(dataset.structure, found)


def the_element(sources: list[Any], pipeline: Pipeline, specs: tuple[Spec, ...], device: torch.device) -> Any:
    elements = pipeline.begin(sources)
    element = next(elements, None)
    if element is None:
        raise InvalidArgumentError(None, None, "Dataset was empty.")
    if next(elements, None) is not None:
        raise InvalidArgumentError(None, None, "Dataset had more than one element.")
    return tuple(part.to(device, copy=True) if isinstance(part, torch.Tensor) else part for part in element)


register(
    "DatasetElement", "sources*", the_element, NOT_DIFFERENTIABLE, same="", stateful=True, several=True,
    needs="device", shape=lambda sources, pipeline, specs: list(specs),
)  # fmt: skip
