"""Layers that make images and volumes larger: convolutions, transposed (Zeiler et al., 2010)."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.conv import conv2d_transpose as conv2d_transpose_op
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.layers.convolution import Convolution
from lessonlib.tf1.layers.layer import ZEROS, Activation, check_floating, function_of
from lessonlib.tf1.nn.convolutions import conv3d_transpose as conv3d_transpose_op
from lessonlib.tf1.nn.windows import with_channels_last
from lessonlib.tf1.variables.scope import VariableScope


class Transposed(Convolution):
    """A transposed convolution: padding "same" makes size * stride, "valid" size * stride + max(kernel - stride, 0).

    The arguments are those of the convolution, but for a dilation. Raises ValueError when a size is unknown.
    """

    def __init__(
        self, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
        data_format: str = "channels_last", activation: Activation = None, use_bias: bool = True,
        kernel_initializer: Any = None, bias_initializer: Any = ZEROS, kernel_regularizer: Any = None,
        bias_regularizer: Any = None, activity_regularizer: Any = None, kernel_constraint: Any = None,
        bias_constraint: Any = None, trainable: bool = True, name: str | None = None, dtype: DTypeLike | None = None,
        _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            filters, kernel_size, strides, padding, data_format, 1, activation, use_bias, kernel_initializer,
            bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
            bias_constraint, trainable, name, dtype, _scope, _reuse,
        )  # fmt: skip

    def build(self, input_shape: Any) -> None:
        check_floating(self)
        channels = self._channels(input_shape)
        self.kernel = self.add_weight(
            "kernel", [*self.kernel_size, self.filters, channels], None, self.kernel_initializer,
            self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        self._add_bias()
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        x = with_channels_last(inputs, self.first)
        shape = [-1, *self._enlarged(x), self.filters]
        make = conv2d_transpose_op if self.rank == 2 else conv3d_transpose_op
        y = make(
            x, self.kernel, shape, self.strides, self.padding.upper(), name=f"conv{self.rank}d_transpose"
        )
        return self._finished(y)

    def _enlarged(self, x: Tensor) -> list[int]:
        sizes = (x.sizes or (None,))[1:-1]
        if not sizes or None in sizes:
            raise InvalidValueError(
                f"{self.name} needs inputs of known sizes, such as (batch, height, width, channels) of known height "
                f"and width, but {x.name} has shape {x.shape}.\n"
                "  Remedy: give the placeholder a shape such as [None, 7, 7, 64]."
            )
        rest = [
            max(k - s, 0) if self.padding == "valid" else 0
            for k, s in zip(self.kernel_size, self.strides, strict=True)
        ]
        return [(n or 0) * s + more for n, s, more in zip(sizes, self.strides, rest, strict=True)]


@tf_export("layers.Conv2DTranspose")
class Conv2DTranspose(Transposed):
    """Make images larger: (batch, height, width, in) -> (batch, height', width', filters)."""

    rank = 2


@tf_export("layers.Conv3DTranspose")
class Conv3DTranspose(Transposed):
    """Make volumes larger: (batch, depth, height, width, in) -> (batch, depth', height', width', filters)."""

    rank = 3


conv2d_transpose = tf_export("layers.conv2d_transpose")(function_of(Conv2DTranspose))
conv3d_transpose = tf_export("layers.conv3d_transpose")(function_of(Conv3DTranspose))
