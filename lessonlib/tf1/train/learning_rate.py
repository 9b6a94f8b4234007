"""Learning rates that change with the step, as tensors of the graph (tf.train.exponential_decay and its kin)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import where
from lessonlib.graph.ops.logic import greater
from lessonlib.graph.ops.math import cast, ceil, exp, floor, maximum, minimum, multiply, pow_, truediv
from lessonlib.graph.types import NumberLike, TensorLike


@tf_export("train.exponential_decay")
def exponential_decay(
    learning_rate: NumberLike, global_step: TensorLike, decay_steps: int, decay_rate: float, staircase: bool = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """learning_rate * decay_rate ** (step / decay_steps); ``staircase`` rounds the exponent down."""
    with _scope(global_step, name or "ExponentialDecay"):
        turns = _turns(global_step, decay_steps, staircase)
        return multiply(learning_rate, pow_(convert_to_tensor(decay_rate, float32), turns))


@tf_export("train.natural_exp_decay")
def natural_exp_decay(
    learning_rate: NumberLike, global_step: TensorLike, decay_steps: int, decay_rate: float, staircase: bool = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """learning_rate * exp(-decay_rate * step / decay_steps)."""
    with _scope(global_step, name or "NaturalExpDecay"):
        return multiply(learning_rate, exp(_turns(global_step, decay_steps, staircase) * -decay_rate))


@tf_export("train.inverse_time_decay")
def inverse_time_decay(
    learning_rate: NumberLike, global_step: TensorLike, decay_steps: int, decay_rate: float, staircase: bool = False,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """learning_rate / (1 + decay_rate * step / decay_steps)."""
    with _scope(global_step, name or "InverseTimeDecay"):
        return truediv(learning_rate, _turns(global_step, decay_steps, staircase) * decay_rate + 1.0)


@tf_export("train.polynomial_decay")
def polynomial_decay(
    learning_rate: NumberLike, global_step: TensorLike, decay_steps: int, end_learning_rate: float = 0.0001,
    power: float = 1.0, cycle: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """From ``learning_rate`` to ``end_learning_rate`` in ``decay_steps``; ``cycle`` goes on with longer turns."""
    with _scope(global_step, name or "PolynomialDecay"):
        turns = _turns(global_step, decay_steps, staircase=False)
        if cycle:
            turns = truediv(turns, maximum(ceil(turns), 1.0))
        left = 1.0 - minimum(turns, 1.0)
        return pow_(left, power) * (learning_rate - end_learning_rate) + end_learning_rate


@tf_export("train.piecewise_constant", "train.piecewise_constant_decay")
def piecewise_constant(
    x: TensorLike, boundaries: Sequence[float], values: Sequence[float], name: str | None = None
) -> Tensor:
    """values[0] while x <= boundaries[0], then values[1] while x <= boundaries[1], and so on."""
    if len(values) != len(boundaries) + 1:
        raise InvalidValueError(
            f"{len(boundaries)} boundaries need {len(boundaries) + 1} values, but there are {len(values)}."
        )
    with _scope(x, name or "PiecewiseConstant"):
        step, result = convert_to_tensor(x), convert_to_tensor(values[0], float32)
        for boundary, value in zip(boundaries, values[1:], strict=True):
            result = where(greater(step, boundary), convert_to_tensor(value, float32), result)
        return result


def _scope(step: TensorLike, name: str) -> AbstractContextManager[str]:
    return convert_to_tensor(step).graph.name_scope(name)


def _turns(global_step: TensorLike, decay_steps: int, staircase: bool) -> Tensor:
    turns = truediv(cast(global_step, float32), float(decay_steps))
    return floor(turns) if staircase else turns
