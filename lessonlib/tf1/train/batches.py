"""Input pipelines of queues, second half: batches of what threads compute one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast, maximum
from lessonlib.graph.shapes import common
from lessonlib.graph.summary import scalar
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.train.queue import FIFOQueue, PaddingFIFOQueue, QueueBase, RandomShuffleQueue
from lessonlib.tf1.train.queue_runner import QueueRunner, add_queue_runner

Tensors = Any  # a list of tensors, or a dictionary of them; batches have the same structure


@tf_export("train.batch")
def batch(
    tensors: Tensors, batch_size: TensorLike, num_threads: int = 1, capacity: int = 32, enqueue_many: bool = False,
    shapes: Any = None, dynamic_pad: bool = False, allow_smaller_final_batch: bool = False,
    shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """Batches of ``batch_size`` elements, which ``num_threads`` threads compute, in the order in which they come.

    Args:
        tensors: a list or dictionary of tensors; the batches have the same structure.
        capacity: how many elements may wait.
        enqueue_many: each of ``tensors`` holds many elements, one a row.
        shapes: of the elements, when the tensors' own shapes do not say them.
        dynamic_pad: sizes may differ (None in a shape): batches are filled up with zeros.
        allow_smaller_final_batch: the last batch may be smaller; otherwise the rest is dropped.
        shared_name: queues of a graph with the same one are the same.

    At the end a run raises OutOfRangeError. Raises ValueError when a rank is unknown or ``tensors`` is empty.
    """
    made = _Batches("batch", [tensors], True, enqueue_many, shapes)
    return made.in_order(
        batch_size, num_threads, capacity, dynamic_pad, allow_smaller_final_batch, shared_name, name
    )


@tf_export("train.maybe_batch")
def maybe_batch(
    tensors: Tensors, keep_input: TensorLike, batch_size: TensorLike, num_threads: int = 1, capacity: int = 32,
    enqueue_many: bool = False, shapes: Any = None, dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False, shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """`batch` of those elements for which ``keep_input`` is True: a bool, or one for each row of many."""
    made = _Batches("batch", [tensors], keep_input, enqueue_many, shapes)
    return made.in_order(
        batch_size, num_threads, capacity, dynamic_pad, allow_smaller_final_batch, shared_name, name
    )


@tf_export("train.batch_join")
def batch_join(
    tensors_list: Sequence[Tensors], batch_size: TensorLike, capacity: int = 32, enqueue_many: bool = False,
    shapes: Any = None, dynamic_pad: bool = False, allow_smaller_final_batch: bool = False,
    shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """`batch` of elements from several sources, each with a thread of its own: ``tensors_list`` has their tensors."""
    made = _Batches("batch_join", tensors_list, True, enqueue_many, shapes)
    return made.in_order(batch_size, 1, capacity, dynamic_pad, allow_smaller_final_batch, shared_name, name)


@tf_export("train.maybe_batch_join")
def maybe_batch_join(
    tensors_list: Sequence[Tensors], keep_input: TensorLike, batch_size: TensorLike, capacity: int = 32,
    enqueue_many: bool = False, shapes: Any = None, dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False, shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """`batch_join` of those elements for which ``keep_input`` is True."""
    made = _Batches("batch_join", tensors_list, keep_input, enqueue_many, shapes)
    return made.in_order(batch_size, 1, capacity, dynamic_pad, allow_smaller_final_batch, shared_name, name)


@tf_export("train.shuffle_batch")
def shuffle_batch(
    tensors: Tensors, batch_size: TensorLike, capacity: int, min_after_dequeue: int, num_threads: int = 1,
    seed: int | None = None, enqueue_many: bool = False, shapes: Any = None,
    allow_smaller_final_batch: bool = False, shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """`batch`, but in random order.

    The more elements stay in the queue (``min_after_dequeue``), the better they are mixed. ``capacity`` must be larger;
    otherwise ValueError is raised.
    """
    made = _Batches("shuffle_batch", [tensors], True, enqueue_many, shapes)
    return made.shuffled(
        batch_size,
        num_threads,
        capacity,
        min_after_dequeue,
        seed,
        allow_smaller_final_batch,
        shared_name,
        name,
    )


@tf_export("train.maybe_shuffle_batch")
def maybe_shuffle_batch(
    tensors: Tensors, batch_size: TensorLike, capacity: int, min_after_dequeue: int, keep_input: TensorLike,
    num_threads: int = 1, seed: int | None = None, enqueue_many: bool = False, shapes: Any = None,
    allow_smaller_final_batch: bool = False, shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """`shuffle_batch` of those elements for which ``keep_input`` is True."""
    made = _Batches("shuffle_batch", [tensors], keep_input, enqueue_many, shapes)
    return made.shuffled(
        batch_size,
        num_threads,
        capacity,
        min_after_dequeue,
        seed,
        allow_smaller_final_batch,
        shared_name,
        name,
    )


@tf_export("train.shuffle_batch_join")
def shuffle_batch_join(
    tensors_list: Sequence[Tensors], batch_size: TensorLike, capacity: int, min_after_dequeue: int,
    seed: int | None = None, enqueue_many: bool = False, shapes: Any = None,
    allow_smaller_final_batch: bool = False, shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """`shuffle_batch` of elements from several sources, each with a thread of its own."""
    made = _Batches("shuffle_batch_join", tensors_list, True, enqueue_many, shapes)
    return made.shuffled(
        batch_size, 1, capacity, min_after_dequeue, seed, allow_smaller_final_batch, shared_name, name
    )


@tf_export("train.maybe_shuffle_batch_join")
def maybe_shuffle_batch_join(
    tensors_list: Sequence[Tensors], batch_size: TensorLike, capacity: int, min_after_dequeue: int,
    keep_input: TensorLike, seed: int | None = None, enqueue_many: bool = False, shapes: Any = None,
    allow_smaller_final_batch: bool = False, shared_name: str | None = None, name: str | None = None,
) -> Tensors:  # fmt: skip
    """`shuffle_batch_join` of those elements for which ``keep_input`` is True."""
    made = _Batches("shuffle_batch_join", tensors_list, keep_input, enqueue_many, shapes)
    return made.shuffled(
        batch_size, 1, capacity, min_after_dequeue, seed, allow_smaller_final_batch, shared_name, name
    )


class _Batches:
    """What the eight functions above share: a queue between lists of tensors and batches of them."""

    def __init__(
        self, name: str, tensors_list: Sequence[Tensors], keep_input: TensorLike, many: bool, shapes: Any
    ) -> None:  # fmt: skip
        if not tensors_list:
            raise InvalidValueError("Expected at least one set of tensors.")
        self.name, self.many, self.like = name, many, tensors_list[0]
        self.lists = [
            [convert_to_tensor(tensor) for tensor in _flat(tensors, self.like)] for tensors in tensors_list
        ]
        if not self.lists[0]:
            raise InvalidValueError(f"Expected at least one tensor in {name}().")
        self.keep = None if keep_input is True else _checked_keep(convert_to_tensor(keep_input), many)
        self.dtypes = [tensor.dtype for tensor in self.lists[0]]
        for tensors in self.lists[1:]:
            if [tensor.dtype for tensor in tensors] != self.dtypes:
                raise InvalidTypeError("The sets of tensors do not have the same dtypes.")
        self.shapes = shapes if shapes is not None else self._common_shapes()

    def _common_shapes(self) -> list[Any]:
        found = []
        for column in zip(*self.lists, strict=True):
            for tensor in column:
                if tensor.sizes is None:
                    raise InvalidValueError(
                        f"Cannot infer the rank of {tensor!r}.\n  Remedy: set_shape, or shapes=."
                    )
                if self.many and not tensor.sizes:
                    raise InvalidValueError(f"enqueue_many needs rows, but {tensor!r} has none.")
            sizes = [tensor.sizes[1:] if self.many else tensor.sizes for tensor in column]
            merged = sizes[0]
            for other in sizes[1:]:
                merged = common(merged, other)
            found.append(merged)
        return found

    def through(
        self, queue: QueueBase, threads: int, full: str, level: Tensor, size: TensorLike, smaller: bool, scope: str
    ) -> Tensors:  # fmt: skip
        """The batches that come out of ``queue``, which ``threads`` threads for each set of tensors fill."""
        ops = [self._enqueue(queue, tensors) for tensors in self.lists for _ in range(threads)]
        add_queue_runner(QueueRunner(queue, ops))
        scalar(full, level)
        take = queue.dequeue_up_to if smaller else queue.dequeue_many
        batch = take(size, name=scope)
        if isinstance(self.like, Mapping):
            parts = batch if isinstance(batch, list) else [batch]
            return dict(zip(sorted(self.like, key=str), parts, strict=True))
        return batch

    def _enqueue(self, queue: QueueBase, tensors: list[Tensor]) -> Any:
        if self.keep is not None:
            return queue.enqueue_kept(tensors, self.keep, self.many)
        return queue.enqueue_many(tensors) if self.many else queue.enqueue(tensors)

    def in_order(
        self, size: TensorLike, threads: int, capacity: int, pad: bool, smaller: bool, shared_name: str | None,
        name: str | None,
    ) -> Any:  # fmt: skip
        with get_default_graph().name_scope(name or self.name) as scope:
            kind = PaddingFIFOQueue if pad else FIFOQueue
            queue = kind(capacity, self.dtypes, self.shapes, shared_name=shared_name)
            level = cast(queue.size(), float32) * (1.0 / capacity)
            return self.through(queue, threads, f"fraction_of_{capacity}_full", level, size, smaller, scope)

    def shuffled(
        self, size: TensorLike, threads: int, capacity: int, reserve: int, seed: int | None, smaller: bool,
        shared_name: str | None, name: str | None,
    ) -> Any:  # fmt: skip
        if capacity <= reserve:
            raise InvalidValueError(
                f"capacity must be bigger than min_after_dequeue, but they are {capacity} and {reserve}."
            )
        with get_default_graph().name_scope(name or self.name) as scope:
            queue = RandomShuffleQueue(
                capacity, reserve, self.dtypes, self.shapes, seed=seed, shared_name=shared_name
            )
            room = capacity - reserve
            level = cast(maximum(0, queue.size() - reserve), float32) * (1.0 / room)
            full = f"fraction_over_{reserve}_of_{room}_full"
            return self.through(queue, threads, full, level, size, smaller, scope)


def _flat(tensors: Any, like: Any) -> list[Any]:
    if isinstance(like, Mapping):
        if set(tensors) != set(like):
            raise InvalidValueError("All dictionaries of tensors must have the same keys.")
        return [tensors[key] for key in sorted(tensors, key=str)]
    return list(tensors) if isinstance(tensors, (list, tuple)) else [tensors]


def _checked_keep(keep: Tensor, many: bool) -> Tensor:
    rank = None if keep.sizes is None else len(keep.sizes)
    if rank is None or rank > 1 or (rank == 1 and not many):
        raise InvalidValueError(
            f"keep_input must be one bool, or a vector of them when enqueue_many=True, but is {keep!r}."
        )
    return keep
