"""The rows of queues: kernels that put tuples of tensors into buffers, and take them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lessonlib.graph.context import KernelState
from lessonlib.graph.create import constant_value
from lessonlib.graph.dtypes import DType, bool_, int32, string
from lessonlib.graph.errors import (
    InvalidArgumentError,
)
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape, compatible, is_known, show
from lessonlib.graph.status import CancelledError
from lessonlib.tf1.data.iterator import RESOURCE, Spec
from lessonlib.tf1.train.buffer import AtRandom, Buffer, Element, FirstInFirstOut, SmallestFirst


def queue_of(state: KernelState, make: Callable[[], Buffer]) -> Buffer:
    """The queue of this session. Raises CancelledError when the session is closed."""
    buffer = state.once(make)
    if state.closed:
        raise CancelledError(None, None, f"{buffer.name} is cancelled: its session is closed.")
    return buffer


def fifo(state: KernelState, label: str, capacity: int, shared: str) -> Buffer:
    return queue_of(state, lambda: Buffer(label, capacity, FirstInFirstOut()))


def priority(state: KernelState, label: str, capacity: int, shared: str) -> Buffer:
    return queue_of(state, lambda: Buffer(label, capacity, SmallestFirst()))


def random_shuffle(
    state: KernelState, generator: torch.Generator, label: str, capacity: int, shared: str, reserve: int
) -> Buffer:
    return queue_of(state, lambda: Buffer(label, capacity, AtRandom(generator.initial_seed()), reserve))


def chosen(index: torch.Tensor, queues: list[Buffer]) -> Buffer:
    if not 0 <= int(index) < len(queues):
        raise InvalidArgumentError(None, None, f"Index must be in [0, {len(queues)}), but is {int(index)}.")
    return queues[int(index)]


def enqueue_one(queue: Buffer, components: list[Any], shapes: tuple[Shape, ...]) -> None:
    queue.put([_checked(tuple(_own(part) for part in components), shapes)])


def enqueue_several(queue: Buffer, components: list[Any], shapes: tuple[Shape, ...]) -> None:
    queue.put([_checked(element, shapes) for element in _rows(components)])


def enqueue_kept(
    queue: Buffer, keep: torch.Tensor, components: list[Any], shapes: tuple[Shape, ...], many: bool
) -> None:
    """Put in what ``keep`` says: everything or nothing, or some of many elements."""
    elements = _rows(components) if many else [tuple(_own(part) for part in components)]
    wanted = keep.tolist() if keep.dim() else [bool(keep)] * len(elements)
    queue.put([_checked(element, shapes) for element, kept in zip(elements, wanted, strict=True) if kept])


def dequeue_one(queue: Buffer, specs: tuple[Spec, ...]) -> Any:
    (element,) = queue.take(1)
    return element if len(element) != 1 else element[0]


def dequeue_several(
    queue: Buffer, n: torch.Tensor, specs: tuple[Spec, ...], or_fewer: bool, padded: bool
) -> Any:
    """Elements as one batch; ``padded`` fills them up with zeros, or empty strings, to the largest of each size."""
    if any(shape is None or not (padded or is_known(shape)) for _, shape in specs):
        raise InvalidArgumentError(
            None, None,
            f"{queue.name}: dequeue_many and dequeue_up_to need components of specified shapes.\n"
            "  Remedy: pass shapes= to the queue.",
        )  # fmt: skip
    elements = queue.take(int(n), or_fewer)
    batch = tuple(
        _batch([element[i] for element in elements], dtype, shape) for i, (dtype, shape) in enumerate(specs)
    )
    return batch if len(batch) != 1 else batch[0]


def close_queue(queue: Buffer, cancel: bool) -> None:
    queue.close(cancel)


def size_of_queue(queue: Buffer) -> torch.Tensor:
    return torch.tensor(len(queue), dtype=torch.int32)


def closed(queue: Buffer) -> torch.Tensor:
    return torch.tensor(queue.closed)


def _own(part: Any) -> Any:
    return part.clone() if isinstance(part, torch.Tensor) else part


def _rows(components: list[Any]) -> list[Element]:
    sizes = {len(part) for part in components}
    if len(sizes) > 1:
        raise InvalidArgumentError(
            None, None, f"enqueue_many needs as many elements in each component, but got {sorted(sizes)}."
        )
    return list(zip(*[_own(part) for part in components], strict=True))


def _shape_of(part: Any) -> tuple[int, ...]:
    return tuple(np.shape(part)) if not isinstance(part, torch.Tensor) else tuple(part.shape)


def _checked(element: Element, shapes: tuple[Shape, ...]) -> Element:
    for i, (part, shape) in enumerate(zip(element, shapes, strict=True)):
        if not compatible(_shape_of(part), shape):
            raise InvalidArgumentError(
                None,
                None,
                f"Shape mismatch in tuple component {i}. Expected {show(shape)}, got {show(_shape_of(part))}.",
            )
    return element


def _batch(parts: list[Any], dtype: DType, shape: Shape) -> Any:
    sizes = [_shape_of(part) for part in parts] or [tuple(size or 0 for size in shape or ())]
    largest = tuple(max(column) for column in zip(*sizes, strict=True))
    if parts and dtype is not string and all(size == largest for size in sizes):
        return torch.stack(parts)
    batch: Any = np.full((len(parts), *largest), b"", dtype=object)
    if dtype is not string:
        like = parts[0] if parts else torch.empty(0, dtype=dtype.torch)
        batch = like.new_zeros((len(parts), *largest))
    for i, (part, size) in enumerate(zip(parts, sizes, strict=False)):
        batch[(i, *(slice(length) for length in size))] = part
    return batch


def _resource(*_: Any, **__: Any) -> list[Spec]:
    return [(RESOURCE, ())]


def _taken(queue: Tensor, specs: tuple[Spec, ...]) -> list[Spec]:
    return list(specs)


def _batched(queue: Tensor, n: Tensor, specs: tuple[Spec, ...], or_fewer: bool, padded: bool) -> list[Spec]:
    count = None if or_fewer else constant_value(n)
    size = None if count is None else int(count)
    return [(dtype, None if shape is None else (size, *shape)) for dtype, shape in specs]


def _nothing(*_: Any, **__: Any) -> list[Spec]:
    return []


register("FIFOQueue", "", fifo, NOT_DIFFERENTIABLE, needs="state", shape=_resource)
register("PaddingFIFOQueue", "", fifo, NOT_DIFFERENTIABLE, needs="state", shape=_resource)
register("PriorityQueue", "", priority, NOT_DIFFERENTIABLE, needs="state", shape=_resource)
register(
    "RandomShuffleQueue", "", random_shuffle, NOT_DIFFERENTIABLE, needs="state generator", shape=_resource
)
for _type, _inputs, _kernel, _shape in (
    ("RefSelect", "index queues*", chosen, _resource),
    ("QueueEnqueue", "queue components*", enqueue_one, _nothing),
    ("QueueEnqueueMany", "queue components*", enqueue_several, _nothing),
    ("QueueEnqueueKept", "queue keep components*", enqueue_kept, _nothing),
    ("QueueDequeue", "queue", dequeue_one, _taken),
    ("QueueDequeueMany", "queue n", dequeue_several, _batched),
    ("QueueClose", "queue", close_queue, _nothing),
    ("QueueSize", "queue", size_of_queue, lambda queue: [(int32, ())]),
    ("QueueIsClosed", "queue", closed, lambda queue: [(bool_, ())]),
):
    register(_type, _inputs, _kernel, NOT_DIFFERENTIABLE, same="", stateful=True, shape=_shape)
