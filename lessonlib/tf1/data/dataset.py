"""Data sets: descriptions of sequences of elements, made from each other, that iterators run through."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create
from lessonlib.graph.dtypes import as_dtype, int64, string
from lessonlib.graph.errors import InvalidStateError, InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import ancestors
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import TensorShape, common
from lessonlib.tf1.data.elements import Component, Count, as_int64, as_numpy, fitting
from lessonlib.tf1.data.iterator import (
    Element,
    GraphIterator,
    Pass,
    Pipeline,
    Spec,
    begin_operation,
    new_resource,
    specs_of,
)  # fmt: skip
from lessonlib.tf1.data.nesting import chosen, drawn
from lessonlib.tf1.data.options import Options
from lessonlib.tf1.data.structure import flatten, pack
from lessonlib.tf1.data.transformations import Transformations, only_element
from lessonlib.tf1.files.patterns import names_that_fit


@tf_export("data.Dataset")
class Dataset(Transformations):
    """A sequence of elements: tensors, or nested tuples or dicts of tensors. Make one with a ``from_`` function.

    Args:
        structure: nested like an element, with anything at the leaves.
        specs: (dtype, shape) of each component, flat.
        sources: the graph tensors whose values a pass needs.
        elements: gives the elements of a pass, flat.
    """

    def __init__(
        self, structure: Any, specs: Sequence[Spec], sources: Sequence[Tensor],
        elements: Callable[[Pass], Iterator[Element]],
    ) -> None:  # fmt: skip
        self.structure, self.specs = structure, list(specs)
        self.pipeline = Pipeline(list(dict.fromkeys(sources)), elements)
        self._options = Options()

    @staticmethod
    def made(
        structure: Any,
        specs: Sequence[Spec],
        sources: Sequence[Tensor],
        elements: Callable[[Pass], Iterator[Element]],
    ) -> Dataset:
        """A data set of these parts."""
        return Dataset(structure, specs, sources, elements)

    # ---- sources

    @staticmethod
    def from_tensors(tensors: Any) -> Dataset:
        """One element: the tensors themselves."""
        parts = [Component(leaf) for leaf in flatten(tensors)]
        sources = [source for part in parts for source in part.sources]
        return Dataset(
            tensors,
            [part.spec for part in parts],
            sources,
            lambda p: iter([tuple(x.value(p) for x in parts)]),
        )

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """One element for each row (first axis) of the tensors. Raises ValueError when they have not equally many."""
        parts = [Component(leaf) for leaf in flatten(tensors)]
        lengths = {shape[0] for _, shape in (part.spec for part in parts) if shape}
        if any(shape == () for _, shape in (part.spec for part in parts)):
            raise InvalidValueError(
                "from_tensor_slices needs tensors with a first axis to slice, but got a scalar."
            )
        if len(lengths - {None}) > 1:
            raise InvalidValueError(
                f"The components of from_tensor_slices have different lengths: {sorted(lengths, key=str)}."
            )
        sources = [source for part in parts for source in part.sources]

        def elements(p: Pass) -> Iterator[Element]:
            values = [part.value(p) for part in parts]
            for i in range(min(len(value) for value in values)):
                yield tuple(value[i] for value in values)

        specs: list[Spec] = [
            (dtype, None if shape is None else shape[1:]) for dtype, shape in (x.spec for x in parts)
        ]
        return Dataset(tensors, specs, sources, elements)

    @staticmethod
    def from_generator(
        generator: Callable[..., Any],
        output_types: Any,
        output_shapes: Any = None,
        args: Sequence[Any] | None = None,
    ) -> Dataset:
        """The elements that ``generator(*args)`` gives, which is called anew for each pass.

        An element that does not fit the dtypes or shapes makes the run fail with InvalidArgumentError.
        """
        specs = specs_of(output_types, output_shapes)
        given = [Component(arg) for arg in args or ()]
        sources = [source for part in given for source in part.sources]

        def elements(p: Pass) -> Iterator[Element]:
            for item in generator(*[as_numpy(part.value(p)) for part in given]):
                leaves = flatten(item) if isinstance(output_types, (tuple, dict)) else [item]
                if len(leaves) != len(specs):
                    raise InvalidValueError(
                        f"The generator gave {len(leaves)} values, but output_types names {len(specs)}."
                    )
                yield tuple(fitting(leaf, spec) for leaf, spec in zip(leaves, specs, strict=True))

        return Dataset(output_types, specs, sources, elements)

    @staticmethod
    def range(*args: Any) -> Dataset:
        """The int64 numbers of Python's range(stop), range(start, stop) or range(start, stop, step)."""
        numbers = [Count(arg) for arg in args or ()]
        sources = [source for number in numbers for source in number.sources]
        return Dataset(
            0, [(int64, ())], sources,
            lambda p: ((as_int64(i),) for i in range(*[number.value(p) for number in numbers])),
        )  # fmt: skip

    @staticmethod
    def counter(start: Any = 0, step: Any = 1, dtype: Any = int64) -> Dataset:
        """The numbers start, start + step ... without end, of any dtype of numbers."""
        kind, first, more = as_dtype(dtype), Count(start), Count(step)

        def elements(p: Pass) -> Iterator[Element]:
            numbers = itertools.count(first.value(p), more.value(p))
            return ((torch.tensor(number, dtype=kind.torch),) for number in numbers)

        return Dataset(0, [(kind, ())], [*first.sources, *more.sources], elements)

    @staticmethod
    def zip(datasets: Any) -> Dataset:
        """Elements that hold one element of each of the (nested) data sets, as long as all of them have one."""
        inner = flatten(datasets)
        structure = pack(datasets, [one.structure for one in inner])

        def elements(p: Pass) -> Iterator[Element]:
            for several in zip(*[one.pipeline.elements(p) for one in inner], strict=False):
                yield tuple(part for element in several for part in element)

        specs = [spec for one in inner for spec in one.specs]
        return Dataset(structure, specs, [s for one in inner for s in one.pipeline.sources], elements)

    @staticmethod
    def list_files(file_pattern: Any, shuffle: bool | None = None, seed: int | None = None) -> Dataset:
        """The names of the files that fit a glob pattern, or a list of them; shuffled unless told not to.

        A pass finds the files that are there then: it may be none.
        """
        patterns = Component(file_pattern)

        def elements(p: Pass) -> Iterator[Element]:
            names = [name.decode() for name in np.ravel(np.asarray(patterns.value(p), object))]
            return iter([(name,) for name in names_that_fit(names)])

        names = Dataset(0, [(string, ())], patterns.sources, elements)
        if shuffle is False:
            return names
        return names.shuffle(1 << 20, seed)

    @staticmethod
    def sample_from_datasets(
        datasets: Sequence[Dataset],
        weights: Any = None,
        seed: int | None = None,
        stop_on_empty_dataset: bool = False,
    ) -> Dataset:
        """Elements of several data sets, drawn with the probabilities ``weights``; equally likely when not said."""
        _check_several(datasets)
        if weights is not None and not isinstance(weights, (list, tuple, np.ndarray)):
            raise InvalidTypeError(
                "sample_from_datasets needs its weights as numbers, not as a tensor or data set."
            )
        return _chosen(datasets, drawn(weights, len(datasets), seed), [], stop_on_empty_dataset)

    @staticmethod
    def choose_from_datasets(
        datasets: Sequence[Dataset], choice_dataset: Dataset, stop_on_empty_dataset: bool = True
    ) -> Dataset:
        """Elements of several data sets in the order of ``choice_dataset``: int64 numbers of data sets."""
        if [(dtype, shape) for dtype, shape in choice_dataset.specs] != [(int64, ())]:
            raise InvalidTypeError("The choice_dataset must have scalar int64 elements.")
        choices = choice_dataset.pipeline
        return _chosen(datasets, choices.elements, choices.sources, stop_on_empty_dataset)

    # ---- settings

    def with_options(self, options: Options) -> Dataset:
        """This data set with settings, which change nothing here but `options()`."""
        result = self._like(self.pipeline.elements)
        result._options = self._options.merge(options)
        return result

    def options(self) -> Options:
        """The settings of `with_options`."""
        return self._options

    # ---- iterators

    def make_one_shot_iterator(self) -> GraphIterator:
        """An iterator that begins by itself, in each session once.

        Raises ValueError when the data depend on a placeholder or a variable.
        """
        for op in ancestors([source.op for source in self.pipeline.sources]):
            if op.type in ("Placeholder", "Variable"):
                raise InvalidValueError(
                    f"A one-shot iterator cannot use '{op.name}' ({op.type}), which has a value only in a session.\n"
                    "  Remedy: make_initializable_iterator(), and run iterator.initializer with the feed_dict."
                )
        resource = create(
            "OneShotIterator", list(self.pipeline.sources), pipeline=self.pipeline, name="OneShotIterator"
        )
        return GraphIterator(resource, self.structure, self.specs)

    def make_initializable_iterator(self, shared_name: str | None = None) -> GraphIterator:
        """An iterator that begins, again and again, when ``iterator.initializer`` runs."""
        resource = new_resource()
        start = begin_operation(resource, self.pipeline, "MakeIterator")
        return GraphIterator(resource, self.structure, self.specs, start)

    def get_single_element(self) -> Any:
        """The only element as tensors. A run raises InvalidArgumentError when there is none, or more than one."""
        return only_element(self)

    def as_numpy_iterator(self) -> Any:
        """Raises RuntimeError, as TensorFlow does in graphs: elements have values only in a session."""
        raise InvalidStateError(
            "Dataset.as_numpy_iterator() is not supported in a graph: elements have values only in a session.\n"
            "  Remedy: following = dataset.make_one_shot_iterator().get_next(), and session.run(following) until "
            "tf.errors.OutOfRangeError."
        )

    # ---- what the elements are

    @property
    def output_types(self) -> Any:
        """The dtypes, nested like an element."""
        return pack(self.structure, [dtype for dtype, _ in self.specs])

    @property
    def output_classes(self) -> Any:
        """The class `tf.Tensor` for each component, nested like an element."""
        return pack(self.structure, [Tensor for _ in self.specs])

    @property
    def output_shapes(self) -> Any:
        """The static shapes, nested like an element."""
        return pack(self.structure, [TensorShape(shape) for _, shape in self.specs])

    def _like(self, elements: Callable[[Pass], Iterator[Element]], sources: Sequence[Tensor] = ()) -> Dataset:
        return Dataset(self.structure, self.specs, [*self.pipeline.sources, *sources], elements)

    def __repr__(self) -> str:
        return f"<Dataset shapes: {self.output_shapes}, types: {self.output_types}>"


def _check_several(datasets: Sequence[Dataset]) -> None:
    if not datasets:
        raise InvalidValueError("datasets must not be empty.")


def _chosen(
    datasets: Sequence[Dataset],
    choices: Callable[[Pass], Iterator[Element]],
    sources: Sequence[Tensor],
    stop: bool,
) -> Dataset:
    """Elements of several data sets of the same dtypes. Raises ValueError for none, TypeError when dtypes differ."""
    _check_several(datasets)
    first = datasets[0]
    specs = list(first.specs)
    for other in datasets[1:]:
        if [dtype for dtype, _ in other.specs] != [dtype for dtype, _ in specs]:
            raise InvalidTypeError(
                f"Datasets of {first.output_types} and {other.output_types} cannot be mixed."
            )
        specs = [(dtype, common(x, y)) for (dtype, x), (_, y) in zip(specs, other.specs, strict=True)]
    needed = [source for one in datasets for source in one.pipeline.sources]
    return Dataset(first.structure, specs, [*needed, *sources], chosen(datasets, choices, stop))


@tf_export("data.make_one_shot_iterator")
def make_one_shot_iterator(dataset: Dataset) -> GraphIterator:
    """An iterator that begins by itself, in each session once."""
    return dataset.make_one_shot_iterator()


@tf_export("data.make_initializable_iterator")
def make_initializable_iterator(dataset: Dataset, shared_name: str | None = None) -> GraphIterator:
    """An iterator that begins when ``iterator.initializer`` runs."""
    return dataset.make_initializable_iterator(shared_name)
