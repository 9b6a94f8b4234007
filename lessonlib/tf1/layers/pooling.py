"""Layers that pool: the largest number of each window, or the mean."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, squeeze
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.layers.layer import Layer, function_of
from lessonlib.tf1.layers.spec import InputSpec
from lessonlib.tf1.nn.pooling import pooled
from lessonlib.tf1.nn.windows import CHANNELS_FIRST, CHANNELS_LAST, Sizes, sizes_of
from lessonlib.tf1.variables.scope import VariableScope


class Pooling(Layer):
    """Pooling along ``rank`` axes.

    Args:
        pool_size, strides: the sizes of the window and of its steps: one number, or one an axis; strides None are those
            of the window.
        padding: "valid" or "same"; what "same" adds does not count.
        data_format: "channels_last": (batch, sizes ..., channels); "channels_first": (batch, channels, sizes ...).

    Raises ValueError when a rank does not fit.
    """

    rank = 2
    pooling_type = "MAX"
    operation = "MaxPool"

    def __init__(
        self, pool_size: Any, strides: Any, padding: str = "valid", data_format: str = "channels_last",
        name: str | None = None, dtype: DTypeLike | None = None, _scope: str | VariableScope | None = None,
        _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(True, name, dtype, _scope=_scope, _reuse=_reuse)
        self.pool_size = sizes_of(pool_size, self.rank, "pool_size")
        self.strides = self.pool_size if strides is None else sizes_of(strides, self.rank, "strides")
        if str(padding).lower() not in ("valid", "same"):
            raise InvalidValueError(f"padding must be 'valid' or 'same', but is {padding!r}.")
        if data_format not in ("channels_last", "channels_first"):
            raise InvalidValueError(
                f"data_format must be 'channels_last' or 'channels_first', but is {data_format!r}."
            )
        self.padding, self.data_format = str(padding).lower(), data_format
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Tensor) -> Tensor:
        first = self.data_format == "channels_first"
        if self.rank > 1:
            form = (CHANNELS_FIRST if first else CHANNELS_LAST)[self.rank]
            return self._pooled(inputs, self.pool_size, self.strides, form)
        row = 2 if first else 1  # a sequence is an image one pixel high
        form = CHANNELS_FIRST[2] if first else CHANNELS_LAST[2]
        y = self._pooled(expand_dims(inputs, row), (1, *self.pool_size), (1, *self.strides), form)
        return squeeze(y, [row])

    def _pooled(self, x: Tensor, window: Sizes, stride: Sizes, data_format: str) -> Tensor:
        return pooled(
            x, len(window), self.pooling_type, window, stride, self.padding, data_format, self.operation
        )


@tf_export("layers.MaxPooling1D")
class MaxPooling1D(Pooling):
    """The largest number of each window of (batch, time, channels)."""

    rank = 1


@tf_export("layers.MaxPooling2D")
class MaxPooling2D(Pooling):
    """The largest number of each window of (batch, height, width, channels)."""


@tf_export("layers.MaxPooling3D")
class MaxPooling3D(Pooling):
    """The largest number of each window of (batch, depth, height, width, channels)."""

    rank, operation = 3, "MaxPool3D"


@tf_export("layers.AveragePooling1D")
class AveragePooling1D(Pooling):
    """The mean of each window of (batch, time, channels)."""

    rank, pooling_type, operation = 1, "AVG", "AvgPool"


@tf_export("layers.AveragePooling2D")
class AveragePooling2D(Pooling):
    """The mean of each window of (batch, height, width, channels)."""

    pooling_type, operation = "AVG", "AvgPool"


@tf_export("layers.AveragePooling3D")
class AveragePooling3D(Pooling):
    """The mean of each window of (batch, depth, height, width, channels)."""

    rank, pooling_type, operation = 3, "AVG", "AvgPool3D"


max_pooling1d = tf_export("layers.max_pooling1d")(function_of(MaxPooling1D, reuse=False))
max_pooling2d = tf_export("layers.max_pooling2d")(function_of(MaxPooling2D, reuse=False))
max_pooling3d = tf_export("layers.max_pooling3d")(function_of(MaxPooling3D, reuse=False))
average_pooling1d = tf_export("layers.average_pooling1d")(function_of(AveragePooling1D, reuse=False))
average_pooling2d = tf_export("layers.average_pooling2d")(function_of(AveragePooling2D, reuse=False))
average_pooling3d = tf_export("layers.average_pooling3d")(function_of(AveragePooling3D, reuse=False))
