"""Layers of separable filters: over each channel alone, then over the channels at one place (Chollet, 2017)."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, squeeze
from lessonlib.graph.ops.padding import pad
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.layers.convolution import Convolution
from lessonlib.tf1.layers.layer import ZEROS, Activation, check_floating, function_of
from lessonlib.tf1.nn.convolutions import separable_conv2d as separable_op
from lessonlib.tf1.nn.windows import with_channels_last
from lessonlib.tf1.variables.scope import VariableScope


class Separable(Convolution):
    """A separable convolution: ``depthwise_kernel`` (window ..., in, depth_multiplier), then ``pointwise_kernel``.

    The arguments are those of the convolution, with an initializer, a regularizer and a constraint for each of the two.
    """

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
        data_format: str = "channels_last", dilation_rate: Any = 1, depth_multiplier: int = 1,
        activation: Activation = None, use_bias: bool = True, depthwise_initializer: Any = None,
        pointwise_initializer: Any = None, bias_initializer: Any = ZEROS, depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None, bias_regularizer: Any = None, activity_regularizer: Any = None,
        depthwise_constraint: Any = None, pointwise_constraint: Any = None, bias_constraint: Any = None,
        trainable: bool = True, name: str | None = None, dtype: DTypeLike | None = None,
        _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, None,
            bias_initializer, None, bias_regularizer, activity_regularizer, None, bias_constraint, trainable, name,
            dtype, _scope, _reuse,
        )  # fmt: skip
        self.depth_multiplier = int(depth_multiplier)
        self.depthwise_initializer, self.pointwise_initializer = depthwise_initializer, pointwise_initializer
        self.depthwise_regularizer, self.pointwise_regularizer = depthwise_regularizer, pointwise_regularizer
        self.depthwise_constraint, self.pointwise_constraint = depthwise_constraint, pointwise_constraint

    def build(self, input_shape: Any) -> None:
        check_floating(self)
        channels = self._channels(input_shape)
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel", [*self.kernel_size, channels, self.depth_multiplier], None,
            self.depthwise_initializer, self.depthwise_regularizer, constraint=self.depthwise_constraint,
        )  # fmt: skip
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel", [1] * self.rank + [channels * self.depth_multiplier, self.filters], None,
            self.pointwise_initializer, self.pointwise_regularizer, constraint=self.pointwise_constraint,
        )  # fmt: skip
        self._add_bias()
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        x, padding = with_channels_last(inputs, self.first), self.padding
        depthwise, pointwise = self.depthwise_kernel.as_tensor(), self.pointwise_kernel.as_tensor()
        if padding == "causal":
            x = pad(x, [[0, 0], [(self.kernel_size[0] - 1) * self.dilation_rate[0], 0], [0, 0]])
            padding = "valid"
        if self.rank == 1:  # a sequence is an image one pixel high
            x, depthwise, pointwise = (expand_dims(t, i) for t, i in ((x, 1), (depthwise, 0), (pointwise, 0)))
        stride, rate = (
            sizes if self.rank == 2 else (1, *sizes) for sizes in (self.strides, self.dilation_rate)
        )
        y = separable_op(x, depthwise, pointwise, stride, padding.upper(), rate)
        return self._finished(squeeze(y, [1]) if self.rank == 1 else y)


@tf_export("layers.SeparableConv1D")
class SeparableConv1D(Separable):
    """Separable filters over sequences: (batch, time, in) -> (batch, time', filters)."""

    rank = 1


@tf_export("layers.SeparableConv2D")
class SeparableConv2D(Separable):
    """Separable filters over images: (batch, height, width, in) -> (batch, height', width', filters)."""

    rank = 2


separable_conv1d = tf_export("layers.separable_conv1d")(function_of(SeparableConv1D))
separable_conv2d = tf_export("layers.separable_conv2d")(function_of(SeparableConv2D))
