"""tf.contrib.layers: flatten, fully_connected, feature columns, initial values and regularizers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import abs_, add_n, multiply
from lessonlib.graph.ops.nn import relu
from lessonlib.graph.ops.norms import l2_loss
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.tf1.layers import flatten
from lessonlib.tf1.variables.initializers import variance_scaling_initializer as _scaled
from lessonlib.tf1.variables.initializers import zeros_initializer
from lessonlib.tf1.variables.scope import get_variable, variable_scope

Regularizer = Callable[[Any], Any]  # a tensor, or None for no cost
_ZEROS = zeros_initializer()


@dataclass(frozen=True)
class RealValuedColumn:
    """A feature of ``dimension`` real numbers."""

    column_name: str
    dimension: int = 1


def real_valued_column(column_name: str, dimension: int = 1) -> RealValuedColumn:
    """Describe a feature of real numbers. Raises ValueError when the dimension is under 1."""
    if dimension < 1:
        raise InvalidValueError(f"A real_valued_column has 1 or more numbers, but dimension is {dimension}.")
    return RealValuedColumn(column_name, dimension)


def fully_connected(
    inputs: Any, num_outputs: int, activation_fn: Any = relu, weights_initializer: Any = None,
    weights_regularizer: Regularizer | None = None, biases_initializer: Any = _ZEROS,
    trainable: bool = True, scope: str | None = None, reuse: bool | None = None,
) -> Tensor:  # fmt: skip
    """activation_fn(inputs @ weights + biases): (batch, n) -> (batch, num_outputs); ReLU when not said."""
    x = convert_to_tensor(inputs)
    if x.sizes is None or x.sizes[-1] is None:
        raise InvalidValueError(f"fully_connected needs a known last size, but {x!r} has shape {x.shape}.")
    with variable_scope(scope, default_name="fully_connected", reuse=reuse):
        shape = [x.sizes[-1], int(num_outputs)]
        start = weights_initializer or xavier_initializer()
        y = matmul(x, get_variable("weights", shape, x.dtype, start, weights_regularizer, trainable))
        if biases_initializer is not None:
            y = y + get_variable("biases", shape[1:], x.dtype, biases_initializer, None, trainable)
        return activation_fn(y) if activation_fn is not None else y


# ---- initial values


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = None,
) -> _scaled:
    """Random numbers of variance ``factor`` / n, where n is FAN_IN, FAN_OUT or FAN_AVG; He's for ReLU when not said."""
    return _scaled(factor, mode, "uniform" if uniform else "truncated_normal", seed)


def xavier_initializer(uniform: bool = True, seed: int | None = None, dtype: Any = None) -> _scaled:
    """Glorot's initial values: variance 2 / (inputs + outputs) (Glorot & Bengio, 2010)."""
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed)


# ---- regularizers: functions from weights to a cost, or to None for a scale of 0


def l1_regularizer(scale: float, scope: str | None = None) -> Regularizer:
    """scale * sum(|w|). Raises ValueError when the scale is negative or not a float."""
    _check_scale(scale)
    return _scaled_cost(scale, lambda w: reduce_sum(abs_(w)), scope or "l1_regularizer")


def l2_regularizer(scale: float, scope: str | None = None) -> Regularizer:
    """scale * sum(w ** 2) / 2. Raises ValueError when the scale is negative or not a float."""
    _check_scale(scale)
    return _scaled_cost(scale, l2_loss, scope or "l2_regularizer")


def l1_l2_regularizer(scale_l1: float = 1.0, scale_l2: float = 1.0, scope: str | None = None) -> Regularizer:
    """The sum of both costs, each with its scale."""
    parts = [l1_regularizer(scale_l1), l2_regularizer(scale_l2)]
    return sum_regularizer([part for part, s in zip(parts, (scale_l1, scale_l2), strict=True) if s], scope)


def sum_regularizer(regularizer_list: Sequence[Regularizer | None], scope: str | None = None) -> Regularizer:
    """The sum of several costs."""

    def regularizer(weights: Any) -> Tensor | None:
        costs = [part(weights) for part in regularizer_list if part is not None]
        found = [cost for cost in costs if cost is not None]
        return add_n(found) if found else None

    return regularizer


def apply_regularization(regularizer: Regularizer, weights_list: Sequence[Any] | None = None) -> Tensor:
    """The sum of the costs of all weights (the collection ``weights`` when not said), and note it as a loss."""
    graph = get_default_graph()
    weights = weights_list if weights_list is not None else graph.get_collection("weights")
    costs = [cost for cost in map(regularizer, weights) if cost is not None]
    if not costs:
        raise InvalidValueError("apply_regularization has nothing to regularize: pass weights_list.")
    total = add_n(costs)
    graph.add_to_collection("regularization_losses", total)
    return total


def _check_scale(scale: Any) -> None:
    if not isinstance(scale, float) or scale < 0:
        raise InvalidValueError(
            f"The scale of a regularizer must be a float of 0.0 or more, but is {scale!r}."
        )


def _scaled_cost(scale: float, cost: Callable[[Any], Tensor], scope: str) -> Regularizer:
    def regularizer(weights: Any) -> Tensor | None:
        if scale == 0:
            return None
        with get_default_graph().name_scope(scope):
            return multiply(cost(weights), scale)

    return regularizer


__all__ = [
    "RealValuedColumn", "apply_regularization", "flatten", "fully_connected", "l1_l2_regularizer", "l1_regularizer",
    "l2_regularizer", "real_valued_column", "sum_regularizer", "variance_scaling_initializer", "xavier_initializer",
]  # fmt: skip
