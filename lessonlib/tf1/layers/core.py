"""The layers of every network: units that are connected with all inputs, dropout, and one axis of many."""

from __future__ import annotations

import math
from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, identity, reshape, shape
from lessonlib.graph.ops.linalg import matmul, tensordot
from lessonlib.graph.ops.nn import bias_add
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import DTypeLike, TensorLike
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
from lessonlib.tf1.nn.windows import with_channels_last
from lessonlib.tf1.variables.scope import VariableScope


@tf_export("layers.Dense")
class Dense(Layer):
    """activation(inputs @ kernel + bias): (..., n) -> (..., units). The last size of the inputs must be known.

    Args:
        units: the width of the output.
        activation: a function from a tensor to a tensor, or its name in tf.nn; none when not said.
        use_bias: whether there is a bias.
        kernel_initializer, bias_initializer: glorot_uniform and zeros when not said.
        kernel_regularizer, bias_regularizer, activity_regularizer: functions from a tensor to a cost.
        kernel_constraint, bias_constraint: functions from a new value to the one to keep.

    Raises ValueError when the last size is unknown or ``units`` is not positive, TypeError for other numbers than
    floating-point ones.
    """

    def __init__(
        self, units: int, activation: Activation = None, use_bias: bool = True, kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS, kernel_regularizer: Any = None, bias_regularizer: Any = None,
        activity_regularizer: Any = None, kernel_constraint: Any = None, bias_constraint: Any = None,
        trainable: bool = True, name: str | None = None, dtype: DTypeLike | None = None,
        _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            trainable, name, dtype, activity_regularizer=activity_regularizer, _scope=_scope, _reuse=_reuse
        )
        self.units, self.activation, self.use_bias = int(units), activation_of(activation), use_bias
        if self.units <= 0:
            raise InvalidValueError(
                f"A {self.name} layer needs a positive number of units, but got {units!r}."
            )
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer
        self.kernel_constraint, self.bias_constraint = kernel_constraint, bias_constraint
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        check_floating(self)
        width = known_size(TensorShape(input_shape), -1, self)
        self.input_spec = InputSpec(min_ndim=2, axes={-1: width})
        self.kernel = self.add_weight("kernel", [width, self.units], None, self.kernel_initializer,
                                      self.kernel_regularizer, constraint=self.kernel_constraint)  # fmt: skip
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight("bias", [self.units], None, self.bias_initializer, self.bias_regularizer,
                                        constraint=self.bias_constraint)  # fmt: skip
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        y = matmul(inputs, self.kernel) if inputs.shape.ndims == 2 else tensordot(inputs, self.kernel, 1)
        y = y if self.bias is None else bias_add(y, self.bias)
        return y if self.activation is None else self.activation(y)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        return TensorShape([*TensorShape(input_shape).as_list()[:-1], self.units])


dense = tf_export("layers.dense")(function_of(Dense))


@tf_export("layers.Dropout")
class Dropout(Layer):
    """Set a share ``rate`` of the inputs to 0, only while training (Srivastava et al., 2014).

    ``noise_shape`` says the sizes of the mask, 1 or None where it is shared or as large as the inputs. Raises
    ValueError when the rate is not in [0, 1).
    """

    def __init__(
        self, rate: Any = 0.5, noise_shape: Any = None, seed: int | None = None, name: str | None = None,
        dtype: DTypeLike | None = None, _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(True, name, dtype, _scope=_scope, _reuse=_reuse)
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed
        if isinstance(rate, (int, float)) and not 0 <= rate < 1:
            raise InvalidValueError(
                f"The dropout rate must be a number from 0 up to, not including, 1; got {rate!r}."
            )

    def call(self, inputs: Tensor, training: Any = False) -> Tensor:
        """The inputs, with some dropped when ``training`` (a bool, or a bool tensor) is True."""
        if training is None or training is False:
            return identity(inputs)
        return drop_out(inputs, self.rate, self.noise_shape, self.seed, training)


@tf_export("layers.dropout")
def dropout(
    inputs: TensorLike, rate: Any = 0.5, noise_shape: Any = None, seed: int | None = None, training: Any = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Set a share ``rate`` of the inputs to 0, only while ``training`` (a bool, or a bool tensor) is True.

    ``training`` is the fifth argument: a tensor given as the third is taken for noise_shape, and nothing is dropped.
    """
    result: Tensor = Dropout(rate, noise_shape, seed, name, _scope=name)(inputs, training=training)
    return result


@tf_export("layers.Flatten")
class Flatten(Layer):
    """(batch, ...) -> (batch, product of the rest); (batch,) -> (batch, 1).

    ``data_format="channels_first"`` moves the channels, axis 1, behind the others first. Raises ValueError for another
    data format.
    """

    def __init__(
        self, data_format: str | None = None, name: str | None = None, dtype: DTypeLike | None = None,
        _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(True, name, dtype, _scope=_scope, _reuse=_reuse)
        if data_format not in ("channels_last", "channels_first", None):
            raise InvalidValueError(
                f"data_format must be 'channels_last' or 'channels_first', but is {data_format!r}."
            )
        self.data_format = data_format
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Tensor) -> Tensor:
        x = with_channels_last(inputs, self.data_format == "channels_first")
        assert x.sizes is not None
        if len(x.sizes) == 1:
            return expand_dims(x, 1)
        if None not in x.sizes[1:]:
            return reshape(x, [-1, math.prod(n or 0 for n in x.sizes[1:])])
        return reshape(x, [shape(x)[0], -1])


@tf_export("layers.flatten")
def flatten(inputs: TensorLike, name: str | None = None, data_format: str = "channels_last") -> Tensor:
    """(batch, ...) -> (batch, product of the rest), as `Flatten` does it."""
    result: Tensor = Flatten(data_format, name, _scope=name)(inputs)
    return result
