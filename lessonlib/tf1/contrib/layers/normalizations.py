"""Layers that bring their inputs to mean 0 and variance 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lessonlib.graph.create import constant_value, convert_to_tensor
from lessonlib.graph.dtypes import bool_
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity, reshape, size
from lessonlib.graph.ops.filling import where, zeros_like
from lessonlib.graph.ops.math import cast, maximum, rsqrt, sqrt, square
from lessonlib.graph.ops.reduction import reduce_mean, reduce_sum
from lessonlib.graph.ops.state import assign_sub
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.contrib.framework.arguments import add_arg_scope
from lessonlib.tf1.contrib.framework.variables import Collections
from lessonlib.tf1.contrib.layers.dense import channels_back, channels_last
from lessonlib.tf1.contrib.layers.parts import (
    ZEROS,
    Function,
    Weights,
    collected,
    finished,
    floats,
    known_size,
)  # fmt: skip
from lessonlib.tf1.variables.initializers import ones_initializer
from lessonlib.tf1.variables.scope import variable_scope

ONES = ones_initializer()
UPDATE_OPS = "update_ops"


@tf_export("contrib.layers.batch_norm", "contrib.slim.batch_norm")
@add_arg_scope
def batch_norm(
    inputs: TensorLike, decay: float = 0.999, center: bool = True, scale: bool = False, epsilon: float = 0.001,
    activation_fn: Function = None, param_initializers: Mapping[str, Any] | None = None,
    param_regularizers: Mapping[str, Any] | None = None, updates_collections: str | None = UPDATE_OPS,
    is_training: Any = True, reuse: Any = None, variables_collections: Collections = None,
    outputs_collections: str | Sequence[str] | None = None, trainable: bool = True,
    batch_weights: Any = None, fused: bool | None = None, data_format: str = "NHWC",
    zero_debias_moving_mean: bool = False, scope: Any = None, renorm: bool = False, renorm_clipping: Any = None,
    renorm_decay: float = 0.99, adjustment: Any = None,
) -> Tensor:  # fmt: skip
    """Inputs with mean 0 and variance 1 a channel, then shifted, and scaled if asked (Ioffe & Szegedy, 2015).

    Args:
        decay: how much of the moving mean and variance stays at each step.
        center, scale: whether there are ``beta``, which is added, and ``gamma``, a factor.
        updates_collections: where the operations wait that move the two; make the training step depend on them. None
            moves them when the layer is computed.
        is_training: whether to use the batch's statistics and move the others; a bool or a bool tensor.
        param_initializers, param_regularizers: by name: beta, gamma, moving_mean, moving_variance.
        fused: False lets the moving variance follow the batch's variance over n in place of n - 1.
        data_format: ``"NCHW"`` when axis 1 has the channels.
        batch_weights, zero_debias_moving_mean, renorm, adjustment: cannot be given.

    The variables stand in the scope ``BatchNorm``. Raises ValueError when the number of channels is unknown.
    """
    refuse("contrib.layers.batch_norm", "leave it out.", batch_weights=batch_weights, renorm=renorm,
           zero_debias_moving_mean=zero_debias_moving_mean, renorm_clipping=renorm_clipping,
           adjustment=adjustment)  # fmt: skip
    x = floats(inputs, "batch_norm")
    with variable_scope(scope, "BatchNorm", [x], reuse=reuse):
        x = channels_last(x, data_format)
        axes, unbiased = (
            list(range(len(x.sizes or ()) - 1)),
            fused is not False and len(x.sizes or ()) in (2, 4),
        )
        beta, gamma, mean, variance = _batch_variables(
            Weights(x, variables_collections, trainable), known_size(x, -1, "batch_norm"), center, scale,
            param_initializers or {}, param_regularizers or {},
        )  # fmt: skip

        used_mean, used_variance = mean.as_tensor(), variance.as_tensor()
        learning = _Switch(is_training)
        if learning.possible:
            now_mean = reduce_mean(x, axes)
            now_variance = reduce_mean(square(x - now_mean), axes)
            target = now_variance * _bessel(x) if unbiased else now_variance
            updates = [
                assign_sub(moving, learning.choose((moving - now) * (1 - decay), zeros_like(now)))
                for moving, now in ((mean, now_mean), (variance, target))
            ]
            used_mean = learning.choose(now_mean, used_mean)
            used_variance = learning.choose(now_variance, used_variance)
            used_mean, used_variance = _after(updates, [used_mean, used_variance], updates_collections)
        y = (x - used_mean) * rsqrt(used_variance + epsilon)
        y = y if gamma is None else y * gamma
        y = y if beta is None else y + beta
        return collected(
            outputs_collections, finished(channels_back(y, data_format), None, None, activation_fn)
        )


def _batch_variables(
    weights: Weights, width: int, center: bool, scale: bool, initializers: Mapping[str, Any],
    regularizers: Mapping[str, Any],
) -> tuple[Variable | None, Variable | None, Variable, Variable]:  # fmt: skip
    unknown = set(initializers) | set(regularizers)
    if unknown - {"beta", "gamma", "moving_mean", "moving_variance"}:
        raise InvalidValueError(
            f"The parameters of batch_norm are beta, gamma, moving_mean and moving_variance, but got {sorted(unknown)}."
        )

    def make(name: str, start: Any, learned: bool) -> Variable:
        return weights.make(name, [width], initializers.get(name, start), regularizers.get(name), learned)

    beta = make("beta", ZEROS, True) if center else None
    gamma = make("gamma", ONES, True) if scale else None
    return beta, gamma, make("moving_mean", ZEROS, False), make("moving_variance", ONES, False)


class _Switch:
    """Whether a layer learns now: known when the graph is built, or decided by a tensor in each run."""

    def __init__(self, is_training: Any) -> None:
        self._tensor = reshape(convert_to_tensor(is_training, bool_), [])  # a placeholder may have no shape
        self._known = constant_value(convert_to_tensor(is_training, bool_))
        self.possible = self._known is None or bool(self._known)

    def choose(self, yes: Tensor, no: Tensor) -> Tensor:
        return yes if self._known is not None else where(self._tensor, yes, no)


def _after(updates: Sequence[Tensor], values: Sequence[Tensor], collection: str | None) -> list[Tensor]:
    """The values; without a collection for the updates, computed only after these."""
    if collection is not None:
        for update in updates:
            get_default_graph().add_to_collection(collection, update)
        return list(values)
    with get_default_graph().control_dependencies(updates):
        return [identity(value) for value in values]


def _bessel(x: Tensor) -> Tensor:
    """n / (n - 1) for the n numbers of each channel of x."""
    n = cast(size(x), x.dtype) / float(known_size(x, -1, "batch_norm"))
    return n / maximum(n - 1, 1.0)


@tf_export("contrib.layers.layer_norm", "contrib.slim.layer_norm")
@add_arg_scope
def layer_norm(
    inputs: TensorLike, center: bool = True, scale: bool = True, activation_fn: Function = None, reuse: Any = None,
    variables_collections: Collections = None, outputs_collections: str | Sequence[str] | None = None,
    trainable: bool = True, begin_norm_axis: int = 1, begin_params_axis: int = -1, scope: Any = None,
) -> Tensor:  # fmt: skip
    """Each row with mean 0 and variance 1, then scaled and shifted (Ba et al., 2016).

    The statistics are over the axes from ``begin_norm_axis`` on; ``beta`` and ``gamma`` have the axes from
    ``begin_params_axis`` on. They stand in the scope ``LayerNorm``. Raises ValueError when an axis is out of range.
    """
    x = floats(inputs, "layer_norm")
    rank = len(x.sizes or ())
    first, params = (axis + rank if axis < 0 else axis for axis in (begin_norm_axis, begin_params_axis))
    if first >= rank or params >= rank:
        raise InvalidValueError(
            f"begin_norm_axis ({begin_norm_axis}) and begin_params_axis ({begin_params_axis}) must be less than the "
            "rank "
            f"of the inputs, whose shape is {x.shape}."
        )
    with variable_scope(scope, "LayerNorm", [x], reuse=reuse):
        shape = [known_size(x, axis, "layer_norm") for axis in range(params, rank)]
        weights = Weights(x, variables_collections, trainable)
        beta = weights.make("beta", shape, ZEROS) if center else None
        gamma = weights.make("gamma", shape, ONES) if scale else None
        tiny = 1e-3 if x.dtype.name == "float16" else 1e-12
        y = _standardized(x, list(range(first, rank)), tiny, gamma, beta)
        return collected(outputs_collections, finished(y, None, None, activation_fn))


@tf_export("contrib.layers.instance_norm", "contrib.slim.instance_norm")
@add_arg_scope
def instance_norm(
    inputs: TensorLike, center: bool = True, scale: bool = True, epsilon: float = 1e-6, activation_fn: Function = None,
    param_initializers: Mapping[str, Any] | None = None, reuse: Any = None,
    variables_collections: Collections = None, outputs_collections: str | Sequence[str] | None = None,
    trainable: bool = True, data_format: str = "NHWC", scope: Any = None,
) -> Tensor:  # fmt: skip
    """Each channel of each image with mean 0 and variance 1, then scaled and shifted (Ulyanov et al., 2016).

    ``beta`` and ``gamma`` have one number a channel, and stand in the scope ``InstanceNorm``.
    """
    x = channels_last(floats(inputs, "instance_norm"), data_format)
    start = param_initializers or {}
    with variable_scope(scope, "InstanceNorm", [x], reuse=reuse):
        width, weights = [known_size(x, -1, "instance_norm")], Weights(x, variables_collections, trainable)
        beta = weights.make("beta", width, start.get("beta", ZEROS)) if center else None
        gamma = weights.make("gamma", width, start.get("gamma", ONES)) if scale else None
        y = _standardized(x, list(range(1, len(x.sizes or ()) - 1)), epsilon, gamma, beta)
        return collected(
            outputs_collections, finished(channels_back(y, data_format), None, None, activation_fn)
        )


def _standardized(
    x: Tensor, axes: list[int], epsilon: float, gamma: Variable | None, beta: Variable | None
) -> Tensor:
    mean = reduce_mean(x, axes, keepdims=True)
    y = (x - mean) * rsqrt(reduce_mean(square(x - mean), axes, keepdims=True) + epsilon)
    y = y if gamma is None else y * gamma
    return y if beta is None else y + beta


@tf_export("contrib.layers.unit_norm", "contrib.slim.unit_norm")
@add_arg_scope
def unit_norm(inputs: TensorLike, dim: int, epsilon: float = 1e-7, scope: str | None = None) -> Tensor:
    """The inputs over their length along the axis ``dim``. Raises ValueError when there is no such axis."""
    x = convert_to_tensor(inputs)
    if x.sizes is None or not 0 <= dim < len(x.sizes):
        raise InvalidValueError(f"dim must be positive but smaller than the input rank: {dim}, {x.shape}.")
    with x.graph.name_scope(scope or "UnitNorm"):
        return x / sqrt(reduce_sum(square(x), dim, keepdims=True) + epsilon)
