"""Batch normalisation as a layer."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import constant_value, convert_to_tensor
from lessonlib.graph.dtypes import bool_
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape, size
from lessonlib.graph.ops.filling import where, zeros_like
from lessonlib.graph.ops.math import add, cast, maximum, rsqrt, square
from lessonlib.graph.ops.norms import batch_normalization as batch_normalization_op
from lessonlib.graph.ops.reduction import reduce_mean
from lessonlib.graph.ops.state import assign_sub
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.layers.layer import ONES, ZEROS, Layer, check_floating, known_size
from lessonlib.tf1.layers.spec import InputSpec
from lessonlib.tf1.variables.scope import VariableScope


@tf_export("layers.BatchNormalization")
class BatchNormalization(Layer):
    """Inputs with mean 0 and variance 1 a channel, then scaled and shifted by learned numbers (Ioffe & Szegedy, 2015).

    While training the statistics are the batch's, and the moving ones follow through the operations in the collection
    ``tf.GraphKeys.UPDATE_OPS``: make the training step depend on them.

    Args:
        axis: the axis of the channels, or a list of axes.
        momentum: what the moving statistics keep of themselves at each step.
        epsilon: added to the variance.
        center, scale: whether there is a ``beta``, and a ``gamma``.
        beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer: of the variables.
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: as in other layers.
        fused: TensorFlow's choice for images, in which the moving variance follows the batch's over n - 1.

    Raises ValueError for an axis that the inputs do not have, or that is of unknown size; NotImplementedError for
    ``renorm``, ``virtual_batch_size`` and ``adjustment``.
    """

    def __init__(
        self, axis: Any = -1, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True, scale: bool = True,
        beta_initializer: Any = ZEROS, gamma_initializer: Any = ONES, moving_mean_initializer: Any = ZEROS,
        moving_variance_initializer: Any = ONES, beta_regularizer: Any = None, gamma_regularizer: Any = None,
        beta_constraint: Any = None, gamma_constraint: Any = None, renorm: bool = False, renorm_clipping: Any = None,
        renorm_momentum: float = 0.99, fused: bool | None = None, trainable: bool = True,
        virtual_batch_size: int | None = None, adjustment: Any = None, name: str | None = None,
        dtype: DTypeLike | None = None, _scope: str | VariableScope | None = None, _reuse: bool | None = None,
    ) -> None:  # fmt: skip
        refuse("tf.layers.BatchNormalization", "leave it out.", renorm=renorm, renorm_clipping=renorm_clipping,
               virtual_batch_size=virtual_batch_size, adjustment=adjustment)  # fmt: skip
        super().__init__(trainable, name, dtype, _scope=_scope, _reuse=_reuse)
        self.axis = [int(i) for i in axis] if isinstance(axis, (list, tuple)) else [int(axis)]
        self.momentum, self.epsilon, self.center, self.scale = momentum, epsilon, center, scale
        self.beta_initializer, self.gamma_initializer = beta_initializer, gamma_initializer
        self.moving_mean_initializer = moving_mean_initializer
        self.moving_variance_initializer = moving_variance_initializer
        self.beta_regularizer, self.gamma_regularizer = beta_regularizer, gamma_regularizer
        self.beta_constraint, self.gamma_constraint = beta_constraint, gamma_constraint
        self.fused = fused

    def build(self, input_shape: Any) -> None:
        check_floating(self)
        shape = TensorShape(input_shape)
        rank = len(shape)
        if any(not -rank <= i < rank for i in self.axis):
            raise InvalidValueError(
                f"Invalid axis {self.axis} of {self.name}: the inputs have shape {shape}."
            )
        self.axis = sorted(i % rank for i in self.axis)
        sizes = {i: known_size(shape, i - rank if i == rank - 1 else i, self) for i in self.axis}
        self.input_spec = InputSpec(ndim=rank, axes=dict(sizes))
        self.fused = rank == 4 and self.axis in ([1], [3]) if self.fused is None else self.fused
        self._shape = [sizes.get(i, 1) for i in range(rank)]  # in which a number a channel meets the inputs
        width = [*sizes.values()] if len(sizes) == 1 else self._shape
        self.gamma = self._weight("gamma", width, self.scale)
        self.beta = self._weight("beta", width, self.center)
        self.moving_mean, self.moving_variance = (
            self.add_weight(name, width, None, start, trainable=False)
            for name, start in (("moving_mean", self.moving_mean_initializer),
                                ("moving_variance", self.moving_variance_initializer))
        )  # fmt: skip
        self.built = True

    def _weight(self, name: str, width: list[int], wanted: bool) -> Variable | None:
        if not wanted:
            return None
        start, regularizer, constraint = (
            getattr(self, f"{name}_{what}") for what in ("initializer", "regularizer", "constraint")
        )
        return self.add_weight(name, width, None, start, regularizer, constraint=constraint)

    def call(self, inputs: Tensor, training: Any = False) -> Tensor:
        """The normalised inputs; ``training`` is a bool, a number, or a bool tensor."""
        known = constant_value(False if training is None else training)
        if known is not None and not known:
            return self._normalized(inputs, self.moving_mean.as_tensor(), self.moving_variance.as_tensor())
        # A placeholder without a shape is a scalar here: the shape of the outputs is that of the inputs.
        switch = None if known is not None else reshape(cast(convert_to_tensor(training), bool_), [])
        mean, variance = self._statistics(inputs)
        self._follow(inputs, mean, variance, switch)
        if switch is not None:
            mean = where(switch, mean, self.moving_mean)
            variance = where(switch, variance, self.moving_variance)
        return self._normalized(inputs, mean, variance)

    def _statistics(self, x: Tensor) -> tuple[Tensor, Tensor]:
        axes = [i for i in range(len(self._shape)) if i not in self.axis]
        keep = len(self.axis) > 1
        mean = reduce_mean(x, axes, keepdims=keep)
        return mean, reduce_mean(square(x - self._spread(mean)), axes, keepdims=keep)

    def _follow(self, x: Tensor, mean: Tensor, variance: Tensor, switch: Tensor | None) -> None:
        """The updates: the moving statistics take over a part of the batch's, if ``switch`` says so."""
        if self.fused:  # n / (n - 1) for the n numbers of a channel
            n = cast(size(x), x.dtype) / cast(size(mean), x.dtype)
            variance = variance * (n / maximum(n - 1, 1.0))
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            step = (moving - now) * (1 - self.momentum)
            step = step if switch is None else where(switch, step, zeros_like(step))
            self.add_update(assign_sub(moving, step, name="AssignMovingAvg"))

    def _normalized(self, x: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
        beta, gamma = (None if w is None else self._spread(w.as_tensor()) for w in (self.beta, self.gamma))
        mean, variance = self._spread(mean), self._spread(variance)
        if not self.fused:
            return batch_normalization_op(x, mean, variance, beta, gamma, self.epsilon)
        factor = rsqrt(variance + self.epsilon)
        y = (x - mean) * (factor if gamma is None else factor * gamma)
        return add(y, 0.0 if beta is None else beta, name="FusedBatchNormV3")

    def _spread(self, numbers: Tensor) -> Tensor:
        """Numbers a channel in the shape in which they meet the inputs."""
        last = self.axis == [len(self._shape) - 1]
        return numbers if last or len(self.axis) > 1 else reshape(numbers, self._shape)


@tf_export("layers.batch_normalization")
def batch_normalization(
    inputs: TensorLike, axis: Any = -1, momentum: float = 0.99, epsilon: float = 1e-3, center: bool = True,
    scale: bool = True, beta_initializer: Any = ZEROS, gamma_initializer: Any = ONES,
    moving_mean_initializer: Any = ZEROS, moving_variance_initializer: Any = ONES, beta_regularizer: Any = None,
    gamma_regularizer: Any = None, beta_constraint: Any = None, gamma_constraint: Any = None, training: Any = False,
    trainable: bool = True, name: str | None = None, reuse: bool | None = None, renorm: bool = False,
    renorm_clipping: Any = None, renorm_momentum: float = 0.99, fused: bool | None = None,
    virtual_batch_size: int | None = None, adjustment: Any = None,
) -> Tensor:  # fmt: skip
    """`BatchNormalization`, called once with ``training`` (a bool, or a bool tensor)."""
    layer = BatchNormalization(
        axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer, moving_mean_initializer,
        moving_variance_initializer, beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint, renorm,
        renorm_clipping, renorm_momentum, fused, trainable, virtual_batch_size, adjustment, name, _scope=name,
        _reuse=reuse,
    )  # fmt: skip
    result: Tensor = layer(inputs, training=training)
    return result
