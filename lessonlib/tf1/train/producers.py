"""Input pipelines of queues, first half: producers of file names, numbers and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant, convert_to_tensor, create_operation
from lessonlib.graph.dtypes import float32, int32, string
from lessonlib.graph.errors import InvalidValueError, OutOfRangeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity, shape
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.ops.random import random_shuffle
from lessonlib.graph.ops.sequence import range_
from lessonlib.graph.ops.state import assign_add
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import as_shape, compatible, is_known
from lessonlib.graph.summary import scalar
from lessonlib.graph.types import ShapeLike, TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.files.whole import matching_files
from lessonlib.tf1.train.queue import FIFOQueue, QueueBase
from lessonlib.tf1.train.queue_runner import QueueRunner, add_queue_runner
from lessonlib.tf1.variables.local import LOCAL_VARIABLES


def within(count: torch.Tensor, limit: int) -> None:
    if int(count) > limit:
        raise OutOfRangeError(None, None, f"Reached limit of {limit}")


register("LimitEpochs", "count", within, NOT_DIFFERENTIABLE, stateful=True, shape=lambda count, limit: [])


@tf_export("train.match_filenames_once", "io.match_filenames_once")
def match_filenames_once(pattern: TensorLike, name: str | None = None) -> Variable:
    """A local variable of the files that match a pattern (or several), sorted, as they are when it is initialised."""
    with get_default_graph().name_scope(name or "matching_filenames") as scope:
        files = matching_files(pattern)
        return Variable(
            files, trainable=False, validate_shape=False, collections=[LOCAL_VARIABLES], name=scope
        )


@tf_export("train.limit_epochs")
def limit_epochs(tensor: TensorLike, num_epochs: int | None = None, name: str | None = None) -> Tensor:
    """``tensor``, which can be computed ``num_epochs`` times in a session; then a run raises OutOfRangeError.

    It counts in a local variable. Raises ValueError unless ``num_epochs`` is positive, or None: no limit.
    """
    value = convert_to_tensor(tensor)
    if num_epochs is None:
        return value
    if num_epochs <= 0:
        raise InvalidValueError(f"num_epochs must be > 0, but is {num_epochs}.")
    graph = value.graph
    with graph.name_scope(name or "limit_epochs") as scope:
        epochs = Variable(np.int64(0), trainable=False, collections=[LOCAL_VARIABLES], name="epochs")
        check = create_operation("LimitEpochs", assign_add(epochs, 1), limit=int(num_epochs))
        with graph.control_dependencies([check]):
            return identity(value, name=scope)


@tf_export("train.input_producer")
def input_producer(
    input_tensor: TensorLike, element_shape: ShapeLike | None = None, num_epochs: int | None = None,
    shuffle: bool = True, seed: int | None = None, capacity: int = 32, shared_name: str | None = None,
    summary_name: str | None = None, name: str | None = None, cancel_op: Any = None,
) -> QueueBase:  # fmt: skip
    """A queue of the rows of a tensor, which a queue runner fills ``num_epochs`` times, each time in another order.

    Args:
        element_shape: the shape of a row, when the tensor's own does not say it.
        summary_name: the name of a summary that says how full the queue is.
        cancel_op: run when the coordinator stops.

    Raises ValueError when the shape of a row is not known.
    """
    with get_default_graph().name_scope(name or "input_producer"):
        rows = convert_to_tensor(input_tensor, name="input_tensor")
        sizes = rows.sizes[1:] if rows.sizes is not None else None
        if element_shape is not None:
            if not compatible(sizes, as_shape(element_shape)):
                raise InvalidValueError(f"The rows of {rows!r} do not have the shape {element_shape}.")
            sizes = as_shape(element_shape)
        if not is_known(sizes):
            raise InvalidValueError(
                f"The shape of a row of {rows!r} is unknown.\n  Remedy: pass element_shape=."
            )
        if shuffle:
            rows = random_shuffle(rows, seed=seed)
        rows = limit_epochs(rows, num_epochs)
        queue = FIFOQueue(capacity, [rows.dtype], [sizes], shared_name=shared_name, name=name or "fifo_queue")
        add_queue_runner(QueueRunner(queue, [queue.enqueue_many([rows])], cancel_op=cancel_op))
        if summary_name is not None:
            scalar(summary_name, cast(queue.size(), float32) * (1.0 / capacity))
        return queue


@tf_export("train.string_input_producer")
def string_input_producer(
    string_tensor: TensorLike, num_epochs: int | None = None, shuffle: bool = True, seed: int | None = None,
    capacity: int = 32, shared_name: str | None = None, name: str | None = None, cancel_op: Any = None,
) -> QueueBase:  # fmt: skip
    """A queue of strings, such as file names for a reader. Raises ValueError when the list of them is empty."""
    if as_tensor(string_tensor) is None and not len(string_tensor):  # type: ignore[arg-type]
        raise InvalidValueError("string_input_producer requires a non-null input tensor.")
    with get_default_graph().name_scope(name or "input_producer") as scope:
        strings = convert_to_tensor(string_tensor, string)
        return input_producer(
            strings, [], num_epochs, shuffle, seed, capacity, shared_name, f"fraction_of_{capacity}_full", scope,
            cancel_op,
        )  # fmt: skip


@tf_export("train.range_input_producer")
def range_input_producer(
    limit: TensorLike, num_epochs: int | None = None, shuffle: bool = True, seed: int | None = None,
    capacity: int = 32, shared_name: str | None = None, name: str | None = None,
) -> QueueBase:  # fmt: skip
    """A queue of the numbers from 0 to ``limit`` - 1, int32."""
    with get_default_graph().name_scope(name or "input_producer") as scope:
        return input_producer(
            range_(limit), [], num_epochs, shuffle, seed, capacity, shared_name, f"fraction_of_{capacity}_full", scope
        )  # fmt: skip


@tf_export("train.slice_input_producer")
def slice_input_producer(
    tensor_list: Sequence[TensorLike], num_epochs: int | None = None, shuffle: bool = True, seed: int | None = None,
    capacity: int = 32, shared_name: str | None = None, name: str | None = None,
) -> list[Tensor]:  # fmt: skip
    """One row of each tensor: the same row of all, another at each run. Raises ValueError for an empty list."""
    with get_default_graph().name_scope(name or "input_producer"):
        tensors = [convert_to_tensor(tensor) for tensor in tensor_list]
        if not tensors:
            raise InvalidValueError("Expected at least one tensor in slice_input_producer().")
        known = tensors[0].sizes[0] if tensors[0].sizes else None
        count = constant(known, int32) if known is not None else shape(tensors[0])[0]
        queue = range_input_producer(count, num_epochs, shuffle, seed, capacity, shared_name)
        row = queue.dequeue()
        return [gather(tensor, row) for tensor in tensors]
