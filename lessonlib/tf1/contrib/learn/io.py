"""tf.contrib.learn.io: functions that give arrays, or a table of pandas, batch by batch."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.export import tf_export
from lessonlib.tf1.estimator import inputs
from lessonlib.tf1.estimator.inputs import InputFn
from lessonlib.tf1.namespace import namespace


@tf_export("contrib.learn.io.numpy_input_fn")
def numpy_input_fn(
    x: Any, y: Any = None, batch_size: int = 128, num_epochs: int | None = 1, shuffle: bool = True,
    queue_capacity: int = 1000, num_threads: int = 1,
) -> InputFn:  # fmt: skip
    """`tf.estimator.inputs.numpy_input_fn`, in a random order when not said."""
    return inputs.numpy_input_fn(x, y, batch_size, num_epochs, shuffle, queue_capacity, num_threads)


@tf_export("contrib.learn.io.pandas_input_fn")
def pandas_input_fn(
    x: Any, y: Any = None, batch_size: int = 128, num_epochs: int | None = 1, shuffle: bool = True,
    queue_capacity: int = 1000, num_threads: int = 1, target_column: str = "target",
) -> InputFn:  # fmt: skip
    """`tf.estimator.inputs.pandas_input_fn`, in a random order when not said."""
    return inputs.pandas_input_fn(
        x, y, batch_size, num_epochs, shuffle, queue_capacity, num_threads, target_column
    )


__getattr__, __dir__ = namespace(globals())
