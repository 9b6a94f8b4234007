"""Iterators over data sets as operations. How far one has come is the session's: two sessions share nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.branch import Branch
from lessonlib.graph.context import KernelState, RunContext, entropy, seeded
from lessonlib.graph.create import convert_to_tensor, create, create_operation, create_several
from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import (
    FailedPreconditionError,
    InvalidArgumentError,
    InvalidTypeError,
    InvalidValueError,
    OutOfRangeError,
    refuse,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, TensorShape, as_shape
from lessonlib.tf1.data.structure import flatten, pack

RESOURCE = DType("resource", np.object_, None)  # a Python object that a session keeps
Spec = tuple[DType, Shape]
_HOST = torch.device("cpu")
Element = tuple[Any, ...]  # torch tensors on the CPU; strings as bytes, or arrays of bytes


class Pass:
    """One pass over a data set: the values that it takes from the graph, and what its parts keep while it lasts."""

    def __init__(self, values: dict[Tensor, Any]) -> None:
        self.values = values
        self.entropy = entropy()
        self._starts: Counter[Any] = Counter()
        self._contexts: dict[Branch, RunContext] = {}
        self.kept: dict[Any, list[Element]] = {}  # of each cached data set, once it has been read to its end

    def inner(self, values: dict[Tensor, Any]) -> Pass:
        """The same pass for a data set that one of its elements made; ``values`` are those that this one needs."""
        other = Pass({**self.values, **values})
        other.entropy, other._starts, other._contexts = self.entropy, self._starts, self._contexts
        return other

    def round(self, part: Any) -> int:
        """How often ``part`` began before in this pass: 0, then 1 ... as ``repeat`` comes round."""
        self._starts[part] += 1
        return self._starts[part] - 1

    def run(self, function: Branch, inputs: Sequence[Any]) -> list[Any]:
        """The outputs of a user's function, on the CPU. With a seed, each pass draws the same random numbers."""
        if function not in self._contexts:
            seeds = [number for pair in function.graph.seeds.values() for number in pair]
            generator = seeded(torch.Generator(_HOST), tuple(seeds))
            self._contexts[function] = RunContext(_HOST, generators=lambda _: generator)
        return function(inputs, self._contexts[function])


class Pipeline:
    """What a data set is made of: the graph tensors that it needs, and a function from a pass to its elements."""

    def __init__(self, sources: Sequence[Tensor], elements: Callable[[Pass], Iterator[Element]]) -> None:
        self.sources, self.elements = tuple(sources), elements

    def begin(self, values: Sequence[Any]) -> Iterator[Element]:
        """The elements of a new pass; ``values`` are those of the sources."""
        on_host = [value.cpu() if isinstance(value, torch.Tensor) else value for value in values]
        return self.elements(Pass(dict(zip(self.sources, on_host, strict=True))))


class Cursor:
    """The place that one session has reached in one iterator."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.elements: Iterator[Element] | None = None

    def next(self) -> Element:
        """The next element, as copies on the device."""
        if self.elements is None:
            raise FailedPreconditionError(
                None,
                None,
                "GetNext() failed because the iterator has not been initialized.\n"
                "  Remedy: run iterator.initializer in this session before getting the next element.",
            )
        element = next(self.elements, None)
        if element is None:
            raise OutOfRangeError(None, None, "End of sequence")
        return tuple(
            part.to(self.device, copy=True) if isinstance(part, torch.Tensor) else part for part in element
        )


def cursor_of(state: KernelState, device: torch.device) -> Cursor:
    if state.value is None:
        state.value = Cursor(device)
    cursor: Cursor = state.value
    return cursor


def started_cursor(
    sources: list[Any], pipeline: Pipeline, state: KernelState, device: torch.device
) -> Cursor:
    cursor = cursor_of(state, device)
    if cursor.elements is None:
        cursor.elements = pipeline.begin(sources)
    return cursor


class Handle(bytes):
    """What stands for an iterator in a program: text, which brings the place of the iterator along."""

    cursor: Cursor


def handle_of(cursor: Cursor, text: str) -> Handle:
    handle = Handle(text.encode())
    handle.cursor = cursor
    return handle


def cursor_behind(handle: Any) -> Cursor:
    if not isinstance(handle, Handle):
        raise InvalidArgumentError(
            None,
            None,
            f"{handle!r} is no handle of an iterator.\n"
            "  Remedy: feed what session.run(iterator.string_handle()) gave, in the same program.",
        )
    return handle.cursor


def begin(cursor: Cursor, sources: list[Any], pipeline: Pipeline) -> None:
    cursor.elements = pipeline.begin(sources)


def next_element(cursor: Cursor, specs: tuple[Spec, ...]) -> Any:
    element = cursor.next()
    return element if len(element) != 1 else element[0]


def _resource(*_: Any, **__: Any) -> list[Spec]:
    return [(RESOURCE, ())]


register("Iterator", "", cursor_of, NOT_DIFFERENTIABLE, needs="state device", shape=_resource)
register(
    "OneShotIterator", "sources*", started_cursor, NOT_DIFFERENTIABLE, same="", needs="state device",
    shape=_resource,
)  # fmt: skip
register(
    "IteratorHandle", "iterator", handle_of, NOT_DIFFERENTIABLE, stateful=True,
    shape=lambda iterator, text: [(string, ())],
)  # fmt: skip
register("IteratorBehind", "handle", cursor_behind, NOT_DIFFERENTIABLE, stateful=True, shape=_resource)
register(
    "MakeIterator", "iterator sources*", begin, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda iterator, sources, pipeline: [],
)  # fmt: skip
register(
    "IteratorGetNext", "iterator", next_element, NOT_DIFFERENTIABLE, stateful=True,
    shape=lambda iterator, specs: list(specs),
)  # fmt: skip


@tf_export("data.Iterator")
class GraphIterator:
    """Gives the elements of a data set, one at each run of what `get_next` returns.

    Args:
        resource: the node that holds the place in each session.
        structure: nested like an element.
        specs: (dtype, shape) of each component, flat.
        initializer: the operation that begins anew, or None.
    """

    def __init__(
        self, resource: Tensor, structure: Any, specs: Sequence[Spec], initializer: Operation | None = None
    ) -> None:
        self._resource, self._structure, self._specs = resource, structure, list(specs)
        self._initializer = initializer

    @classmethod
    def from_structure(
        cls,
        output_types: Any,
        output_shapes: Any = None,
        shared_name: str | None = None,
        output_classes: Any = None,
    ) -> GraphIterator:
        """An iterator for data sets of these dtypes and shapes; `make_initializer` chooses among them.

        ``shared_name`` and ``output_classes`` must be None: an iterator serves one graph, with dense tensors.
        """
        refuse(
            "Iterator.from_structure", "leave it out.", shared_name=shared_name, output_classes=output_classes
        )
        return cls(new_resource(), output_types, specs_of(output_types, output_shapes))

    @staticmethod
    def from_string_handle(
        string_handle: Any, output_types: Any, output_shapes: Any = None, output_classes: Any = None
    ) -> GraphIterator:
        """The iterator whose handle is ``string_handle``, usually a placeholder, fed to choose a data set.

        ``output_classes`` must be None: elements are dense tensors.
        """
        refuse("Iterator.from_string_handle", "leave it out.", output_classes=output_classes)
        handle = convert_to_tensor(string_handle, string)
        resource = create("IteratorBehind", handle, name="IteratorFromStringHandle")
        return GraphIterator(resource, output_types, specs_of(output_types, output_shapes))

    def string_handle(self, name: str | None = None) -> Tensor:
        """A scalar string that stands for this iterator in the session that computes it; see `from_string_handle`."""
        text = self._resource.op.name
        return create("IteratorHandle", self._resource, text=text, name=name or "IteratorToStringHandle")

    @property
    def output_classes(self) -> Any:
        """The class `tf.Tensor` for each component, nested like an element."""
        return pack(self._structure, [Tensor for _ in self._specs])

    @property
    def initializer(self) -> Operation:
        """Run it to begin anew. Raises ValueError for an iterator that needs none."""
        if self._initializer is None:
            raise InvalidValueError(
                "This iterator does not have an initializer: one-shot iterators begin by themselves, and those of "
                "Iterator.from_structure begin with make_initializer(dataset)."
            )
        return self._initializer

    def make_initializer(self, dataset: Any, name: str = "make_initializer") -> Operation:
        """An operation that begins with ``dataset``. Raises TypeError when its elements are of another kind."""
        wanted, given = [dtype.name for dtype, _ in self._specs], [dtype.name for dtype, _ in dataset.specs]
        if wanted != given:
            raise InvalidTypeError(
                f"This iterator gives elements of dtypes {wanted}, but the dataset has {given}."
            )
        return begin_operation(self._resource, dataset.pipeline, name)

    def get_next(self, name: str = "IteratorGetNext") -> Any:
        """The tensors of the next element; each such node takes one element a run.

        A run past the end raises OutOfRangeError.
        """
        found = create_several("IteratorGetNext", self._resource, specs=tuple(self._specs), name=name)
        return pack(self._structure, found)

    @property
    def output_types(self) -> Any:
        return pack(self._structure, [dtype for dtype, _ in self._specs])

    @property
    def output_shapes(self) -> Any:
        return pack(self._structure, [TensorShape(shape) for _, shape in self._specs])


def specs_of(types: Any, shapes: Any = None) -> list[Spec]:
    """(dtype, shape) of each component, from nested dtypes and (alike nested) shapes; unknown when not given."""
    dtypes = [as_dtype(dtype) for dtype in flatten(types)]
    if shapes is None:
        return [(dtype, None) for dtype in dtypes]
    flat = _shapes_like(types, shapes)
    return list(zip(dtypes, flat, strict=True))


def _shapes_like(types: Any, shapes: Any) -> list[Shape]:
    """The shapes, one for each leaf of ``types``: a tuple is a shape where the types have a leaf."""
    if isinstance(types, dict):
        return [shape for key, part in types.items() for shape in _shapes_like(part, shapes[key])]
    if isinstance(types, tuple):
        return [s for part, shape in zip(types, shapes, strict=True) for s in _shapes_like(part, shape)]
    return [as_shape(shapes)]


def new_resource() -> Tensor:
    """The node of an iterator's place."""
    return create("Iterator", name="Iterator")


def begin_operation(resource: Tensor, pipeline: Pipeline, name: str) -> Operation:
    """An operation that begins ``pipeline`` anew in the session that runs it."""
    return create_operation("MakeIterator", resource, pipeline.sources, pipeline=pipeline, name=name)


@tf_export("data.get_output_types")
def get_output_types(dataset_or_iterator: Any) -> Any:
    """The dtypes, nested like an element."""
    return dataset_or_iterator.output_types


@tf_export("data.get_output_shapes")
def get_output_shapes(dataset_or_iterator: Any) -> Any:
    """The static shapes, nested like an element."""
    return dataset_or_iterator.output_shapes


@tf_export("data.get_output_classes")
def get_output_classes(dataset_or_iterator: Any) -> Any:
    """The class `tf.Tensor` for each component, nested like an element."""
    return dataset_or_iterator.output_classes
