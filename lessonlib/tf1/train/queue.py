"""Queues as nodes of the graph: what one thread's runs put in, another thread's runs take out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from lessonlib.graph.create import convert_to_tensor, create, create_operation, create_several
from lessonlib.graph.dtypes import DType, as_dtype, int64
from lessonlib.graph.errors import (
    InvalidTypeError,
    InvalidValueError,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.random import note_seed
from lessonlib.graph.shapes import as_shape, compatible, is_known, show
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.data.iterator import Spec
from lessonlib.tf1.train import queue_rows  # noqa: F401 (it fills the op table)

Components: TypeAlias = "TensorLike | Sequence[TensorLike] | Mapping[str, TensorLike]"


@tf_export("QueueBase", "queue.QueueBase")
class QueueBase:
    """A queue of tuples of tensors; in each session it is another one.

    Args:
        dtypes: of the components of an element.
        shapes: of the components, or None: then elements may differ, and cannot be taken out as a batch.
        names: of the components; then elements are dictionaries.
        queue_ref: the node that holds the queue.
    """

    padded = False

    def __init__(
        self, dtypes: Any, shapes: Sequence[Any] | None, names: Sequence[str] | None, queue_ref: Tensor
    ) -> None:
        self.dtypes, self.shapes, self.names = list(dtypes), list(shapes or ()), names
        self.queue_ref = queue_ref
        wanted = [as_shape(shape) for shape in shapes] if shapes is not None else [None] * len(self.dtypes)
        self._specs: tuple[Spec, ...] = tuple(zip(self.dtypes, wanted, strict=True))

    @staticmethod
    def from_list(index: TensorLike, queues: Sequence[QueueBase]) -> QueueBase:
        """The queue of this number in the list, which each run chooses.

        Raises TypeError when they are no queues, or their components differ.
        """
        if (
            not queues
            or not isinstance(queues, (list, tuple))
            or not all(isinstance(q, QueueBase) for q in queues)
        ):
            raise InvalidTypeError(f"QueueBase.from_list needs a list of queues, but got {queues!r}.")
        first = queues[0]
        if any(q.dtypes != first.dtypes or q.names != first.names for q in queues[1:]):
            raise InvalidTypeError("The queues do not have the same dtypes and names of components.")
        ref = create("RefSelect", index, [queue.queue_ref for queue in queues])
        shapes = first.shapes if all(queue.shapes == first.shapes for queue in queues) else None
        made: QueueBase = type(first)._of(first.dtypes, shapes or None, first.names, ref)
        return made

    @classmethod
    def _of(cls, dtypes: Any, shapes: Any, names: Any, ref: Tensor) -> QueueBase:
        queue: QueueBase = cls.__new__(cls)
        QueueBase.__init__(queue, dtypes, shapes, names, ref)
        return queue

    @property
    def name(self) -> str:
        """The name of the queue's node."""
        return self.queue_ref.op.name

    def enqueue(self, vals: Components, name: str | None = None) -> Operation:
        """An operation that puts one element in, waiting for room.

        A run raises CancelledError when the queue, or the session, is closed. ValueError and TypeError tell at once
        that the number of components, their shapes or dtypes are wrong.
        """
        parts = self._parts(vals, batched=False)
        shapes = tuple(shape for _, shape in self._specs)
        return create_operation(
            "QueueEnqueue", self.queue_ref, parts, shapes=shapes, name=self._called(name, "enqueue")
        )

    def enqueue_many(self, vals: Components, name: str | None = None) -> Operation:
        """The same for many elements: the first size of each component is their number."""
        parts = self._parts(vals, batched=True)
        shapes = tuple(shape for _, shape in self._specs)
        return create_operation(
            "QueueEnqueueMany", self.queue_ref, parts, shapes=shapes, name=self._called(name, "EnqueueMany")
        )

    def enqueue_kept(self, vals: Components, keep: Tensor, many: bool, name: str | None = None) -> Operation:
        """`enqueue`, or `enqueue_many`, of what the bool tensor ``keep`` says: all or nothing, or some of many."""
        shapes = tuple(shape for _, shape in self._specs)
        return create_operation(
            "QueueEnqueueKept", self.queue_ref, keep, self._parts(vals, many), shapes=shapes, many=many,
            name=self._called(name, "enqueue"),
        )  # fmt: skip

    def dequeue(self, name: str | None = None) -> Any:
        """The tensors of the next element, which each run takes out, waiting for it.

        A run raises OutOfRangeError when the queue is closed and empty, CancelledError when the session is closed.
        """
        found = create_several(
            "QueueDequeue", self.queue_ref, specs=self._specs, name=self._called(name, "Dequeue")
        )
        return self._packed(found)

    def dequeue_many(self, n: TensorLike, name: str | None = None) -> Any:
        """The same for ``n`` elements as one batch. OutOfRangeError when the queue is closed and has fewer."""
        return self._packed(self._several(n, False, self._called(name, "DequeueMany")))

    def dequeue_up_to(self, n: TensorLike, name: str | None = None) -> Any:
        """The same, but the last batch of a closed queue may be smaller."""
        return self._packed(self._several(n, True, self._called(name, "DequeueUpTo")))

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Operation:
        """An operation after which nothing can be put in. What is there, and what waits, is not lost.

        With ``cancel_pending_enqueues``, what waits for room fails with CancelledError.
        """
        label = self._called(name, "Close")
        return create_operation(
            "QueueClose", self.queue_ref, cancel=bool(cancel_pending_enqueues), name=label
        )

    def size(self, name: str | None = None) -> Tensor:
        """The number of elements, int32."""
        return create("QueueSize", self.queue_ref, name=self._called(name, "Size"))

    def is_closed(self, name: str | None = None) -> Tensor:
        """Whether it is closed."""
        return create("QueueIsClosed", self.queue_ref, name=self._called(name, "Is_Closed"))

    def _called(self, name: str | None, what: str) -> str:
        return name or f"{self.name.rsplit('/', 1)[-1]}_{what}"

    def _several(self, n: TensorLike, or_fewer: bool, name: str) -> tuple[Tensor, ...]:
        return create_several(
            "QueueDequeueMany", self.queue_ref, n, specs=self._specs, or_fewer=or_fewer, padded=self.padded, name=name
        )  # fmt: skip

    def _packed(self, found: Sequence[Tensor]) -> Any:
        if self.names:
            return dict(zip(self.names, found, strict=True))
        return found[0] if len(found) == 1 else list(found)

    def _parts(self, vals: Components, batched: bool) -> list[Tensor]:
        values = self._listed(vals)
        if len(values) != len(self._specs):
            raise InvalidValueError(
                f"{self.name} has elements of {len(self._specs)} components, but got {len(values)}."
            )
        parts = [
            convert_to_tensor(value, dtype) for value, (dtype, _) in zip(values, self._specs, strict=True)
        ]
        for part, (_, shape) in zip(parts, self._specs, strict=True):
            wanted = (None, *shape) if batched and shape is not None else shape
            if not compatible(part.sizes, wanted) or (batched and part.sizes == ()):
                raise InvalidValueError(f"{self.name} takes shape {show(wanted)}, but {part!r} does not fit.")
        return parts

    def _listed(self, vals: Components) -> list[TensorLike]:
        if isinstance(vals, Mapping):
            if not self.names:
                raise InvalidValueError(f"{self.name} has no names, so that it cannot take a dictionary.")
            if set(vals) != set(self.names):
                raise InvalidValueError(
                    f"{self.name} has the components {sorted(self.names)}, but got {sorted(vals)}."
                )
            return [vals[name] for name in self.names]
        if self.names:
            raise InvalidValueError(f"{self.name} has names: pass a dictionary with {sorted(self.names)}.")
        return list(vals) if isinstance(vals, (list, tuple)) else [vals]


@tf_export("FIFOQueue", "queue.FIFOQueue")
class FIFOQueue(QueueBase):
    """A queue that gives the oldest element first.

    Args:
        capacity: how many elements it holds.
        dtypes: of the components; one dtype, or a list.
        shapes: of the components; without them elements may differ, and there are no batches.
        names: of the components; then elements are dictionaries.
        shared_name: queues of a graph with the same one are the same queue.

    Raises ValueError when dtypes, shapes and names do not have the same length, or a shape is not fully known.
    """

    type_ = "FIFOQueue"

    def __init__(
        self, capacity: int, dtypes: Any, shapes: Any = None, names: Any = None, shared_name: str | None = None,
        name: str = "fifo_queue",
    ) -> None:  # fmt: skip
        kinds, sizes, called = _described(dtypes, shapes, names, self.padded)
        super().__init__(kinds, sizes, called, _node(self.type_, capacity, shared_name, name))


@tf_export("PaddingFIFOQueue", "queue.PaddingFIFOQueue")
class PaddingFIFOQueue(FIFOQueue):
    """The same for elements whose sizes differ: a size None in ``shapes``. Batches are filled up with zeros.

    Raises ValueError when there are no shapes, or a rank is unknown.
    """

    type_, padded = "PaddingFIFOQueue", True

    def __init__(
        self, capacity: int, dtypes: Any, shapes: Any, names: Any = None, shared_name: str | None = None,
        name: str = "padding_fifo_queue",
    ) -> None:  # fmt: skip
        if not shapes or not isinstance(shapes, (list, tuple)) or all(map(_is_size, shapes)):
            raise InvalidValueError(
                f"PaddingFIFOQueue needs a shape for each component, but got {shapes!r} for {dtypes!r}."
            )
        super().__init__(capacity, dtypes, shapes, names, shared_name, name)


@tf_export("PriorityQueue", "queue.PriorityQueue")
class PriorityQueue(QueueBase):
    """A queue that gives the element with the smallest number first.

    The number is an int64 of shape () that stands before the components of an element, when it is put in and when it
    comes out. ``types`` and ``shapes`` are those of the components behind it.
    """

    def __init__(
        self, capacity: int, types: Any, shapes: Any = None, names: Any = None, shared_name: str | None = None,
        name: str = "priority_queue",
    ) -> None:  # fmt: skip
        sizes = None if shapes is None else [(), *_shapes(shapes)]
        kinds, sizes, called = _described([int64, *_listed(types)], sizes, names, padded=False)
        super().__init__(kinds, sizes, called, _node("PriorityQueue", capacity, shared_name, name))


@tf_export("RandomShuffleQueue", "queue.RandomShuffleQueue")
class RandomShuffleQueue(QueueBase):
    """A queue that gives any of its elements.

    Args:
        min_after_dequeue: how many stay in it as long as it is open: the more, the better they are mixed.
        seed: makes the order the same in each program; the other arguments are those of `FIFOQueue`.
    """

    def __init__(
        self, capacity: int, min_after_dequeue: int, dtypes: Any, shapes: Any = None, names: Any = None,
        seed: int | None = None, shared_name: str | None = None, name: str = "random_shuffle_queue",
    ) -> None:  # fmt: skip
        kinds, sizes, called = _described(dtypes, shapes, names, padded=False)
        ref = _node("RandomShuffleQueue", capacity, shared_name, name, reserve=int(min_after_dequeue))
        super().__init__(kinds, sizes, called, note_seed(ref, seed))


def _node(type_: str, capacity: int, shared_name: str | None, name: str, **attrs: Any) -> Tensor:
    """The node of a queue: with a shared name, the one that there is already."""
    graph = get_default_graph()
    for op in graph.operations if shared_name else ():
        if op.type == type_ and op.attrs["shared"] == shared_name:
            return op.outputs[0]
    with graph.control_dependencies(None):
        label = graph.unique_name(name)
        attrs |= {"label": label, "capacity": int(capacity), "shared": shared_name or ""}
        return create(type_, name=f"{label}/", **attrs)


def _described(dtypes: Any, shapes: Any, names: Any, padded: bool) -> tuple[list[DType], Any, Any]:
    """Dtypes, shapes and names of the components, checked."""
    kinds = [as_dtype(dtype) for dtype in _listed(dtypes)]
    sizes = None if shapes is None else [as_shape(shape) for shape in _shapes(shapes)]
    called = None if names is None else _listed(names)
    for what, given in {"shapes": sizes, "names": called}.items():
        if given is not None and len(given) != len(kinds):
            raise InvalidValueError(
                f"A queue of {len(kinds)} dtypes needs as many {what}, but got {given!r}."
            )
    for size in sizes or ():
        if size is None or not (padded or is_known(size)):
            raise InvalidValueError(
                f"All shapes of a queue must be fully defined, but one is {show(size)}.\n"
                "  Remedy: leave shapes out, or use tf.PaddingFIFOQueue."
            )
    return kinds, sizes, called


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _shapes(given: Any) -> list[Any]:
    """A list of shapes, also when only one, such as ``[2, 3]`` or ``()``, is given."""
    return _listed(given) if isinstance(given, (list, tuple)) and not all(map(_is_size, given)) else [given]


def _is_size(given: Any) -> bool:
    return given is None or isinstance(given, int)
