"""Layers of filters over sequences, images and volumes."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.conv1d import conv1d as conv1d_op
from lessonlib.graph.ops.nn import bias_add
from lessonlib.graph.ops.padding import pad
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.layers.layer import (
    ZEROS,
    Activation,
    Layer,
    activation_of,
    check_floating,
    function_of,
    known_size,
)
from lessonlib.tf1.layers.spec import InputSpec
from lessonlib.tf1.nn.convolutions import convolved
from lessonlib.tf1.nn.windows import Sizes, as_given, sizes_of, with_channels_last
from lessonlib.tf1.variables.scope import VariableScope

OPERATIONS = {1: "conv1d", 2: "Conv2D", 3: "Conv3D"}


class Convolution(Layer):
    """activation(convolution(inputs) + bias) along ``rank`` axes.

    Args:
        filters: the number of channels of the output.
        kernel_size, strides, dilation_rate: one number, or one an axis; strides and dilation cannot both be over 1.
        padding: "valid" only where the filter fits, "same" keeps size / stride; for sequences also "causal", in which
            no output depends on a later input.
        data_format: "channels_last": (batch, sizes ..., channels); "channels_first": (batch, channels, sizes ...).
        activation: a function from a tensor to a tensor, or its name in tf.nn; none when not said.
        use_bias: whether there is a bias, a number a filter.
        kernel_initializer, bias_initializer: glorot_uniform and zeros when not said.
        kernel_regularizer, bias_regularizer, activity_regularizer: functions from a tensor to a cost.
        kernel_constraint, bias_constraint: functions from a new value to the one to keep.

    Raises ValueError when a rank does not fit or the number of channels is unknown, TypeError for other numbers than
    floating-point ones.
    """

    rank = 2

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
        data_format: str = "channels_last", dilation_rate: Any = 1, activation: Activation = None,
        use_bias: bool = True, kernel_initializer: Any = None, bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None, bias_regularizer: Any = None, activity_regularizer: Any = None,
        kernel_constraint: Any = None, bias_constraint: Any = None, trainable: bool = True, name: str | None = None,
        dtype: DTypeLike | None = None, _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            trainable, name, dtype, activity_regularizer=activity_regularizer, _scope=_scope, _reuse=_reuse
        )
        self.filters = int(filters)
        self.kernel_size = self._sizes(kernel_size, "kernel_size")
        self.strides = self._sizes(strides, "strides")
        self.dilation_rate = self._sizes(dilation_rate, "dilation_rate")
        self.padding, self.data_format = self._padding(padding), data_format
        self.first = _is_first(data_format)
        self.activation, self.use_bias = activation_of(activation), use_bias
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer
        self.kernel_constraint, self.bias_constraint = kernel_constraint, bias_constraint
        self.input_spec = InputSpec(ndim=self.rank + 2)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise InvalidValueError(
                f"strides {strides!r} and dilation_rate {dilation_rate!r}: only one of them may be more than 1."
            )

    def build(self, input_shape: Any) -> None:
        check_floating(self)
        channels = self._channels(input_shape)
        self.kernel = self.add_weight(
            "kernel", [*self.kernel_size, channels, self.filters], None, self.kernel_initializer,
            self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        self._add_bias()
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        x = with_channels_last(inputs, self.first)
        padding = self.padding
        if padding == "causal":
            before = (self.kernel_size[0] - 1) * self.dilation_rate[0]
            x, padding = pad(x, [[0, 0], [before, 0], [0, 0]]), "valid"
        if self.rank == 1:
            y = conv1d_op(x, self.kernel, self.strides, padding, dilations=self.dilation_rate)
        else:
            y = convolved(x, self.kernel, self.rank, self.strides, padding, self.dilation_rate, None,
                          OPERATIONS[self.rank])  # fmt: skip
        return self._finished(y)

    def _finished(self, y: Tensor) -> Tensor:
        """y, whose channels are its last axis, with the bias, in the order of the inputs, and activated."""
        y = as_given(y if self.bias is None else bias_add(y, self.bias), self.first)
        return y if self.activation is None else self.activation(y)

    def _add_bias(self) -> None:
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight("bias", [self.filters], None, self.bias_initializer, self.bias_regularizer,
                                        constraint=self.bias_constraint)  # fmt: skip

    def _channels(self, input_shape: Any) -> int:
        axis = 1 if self.first else -1
        channels = known_size(TensorShape(input_shape), axis, self)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        return channels

    def _sizes(self, given: Any, what: str) -> Sizes:
        if isinstance(given, (list, tuple)) and len(given) != self.rank:
            raise InvalidValueError(
                f"{what} of {self.name} must be a number or {self.rank} of them, got {given!r}."
            )
        return sizes_of(given, self.rank, what)

    def _padding(self, given: str) -> str:
        allowed = ("valid", "same", "causal") if self.rank == 1 else ("valid", "same")
        if str(given).lower() not in allowed:
            raise InvalidValueError(f"padding must be one of {', '.join(allowed)}, but is {given!r}.")
        return str(given).lower()


@tf_export("layers.Conv1D")
class Conv1D(Convolution):
    """Filters over sequences: (batch, time, in) -> (batch, time', filters)."""

    rank = 1


@tf_export("layers.Conv2D")
class Conv2D(Convolution):
    """Filters over images: (batch, height, width, in) -> (batch, height', width', filters)."""

    rank = 2


@tf_export("layers.Conv3D")
class Conv3D(Convolution):
    """Filters over volumes: (batch, depth, height, width, in) -> (batch, depth', height', width', filters)."""

    rank = 3


def _is_first(data_format: str) -> bool:
    if data_format not in ("channels_last", "channels_first"):
        raise InvalidValueError(
            f"data_format must be 'channels_last' or 'channels_first', but is {data_format!r}."
        )
    return data_format == "channels_first"


conv1d = tf_export("layers.conv1d")(function_of(Conv1D))
conv2d = tf_export("layers.conv2d")(function_of(Conv2D))
conv3d = tf_export("layers.conv3d")(function_of(Conv3D))
