"""Optimizers that pull weights to zero by themselves: proximal steps, FTRL and dual averaging; and Adadelta."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.steps import by_rows, register_step
from lessonlib.graph.optimizers import Optimizer
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable

Tensors = list[torch.Tensor]


def shrunk(value: torch.Tensor, amount: torch.Tensor | float) -> torch.Tensor:
    """``value``, nearer to 0 by ``amount``, and 0 where it is nearer already (soft thresholding)."""
    return value.sign() * (value.abs() - amount).clamp_min(0)


def apply_adadelta(
    params: Tensors, grads: Tensors, squares: Tensors, moves: Tensors, lr: torch.Tensor, rho: float, epsilon: float
) -> None:  # fmt: skip
    for param, grad, square, move in zip(params, grads, squares, moves, strict=True):
        square.mul_(rho).addcmul_(grad, grad, value=1 - rho)
        step = grad * (move + epsilon).sqrt() * (square + epsilon).rsqrt()
        param.sub_(lr * step)
        move.mul_(rho).addcmul_(step, step, value=1 - rho)


def apply_proximal_descent(params: Tensors, grads: Tensors, lr: torch.Tensor, l1: float, l2: float) -> None:
    for param, grad in zip(params, grads, strict=True):
        param.copy_(shrunk(param - lr * grad, lr * l1) / (1 + lr * l2))


def apply_proximal_adagrad(
    params: Tensors, grads: Tensors, sums: Tensors, lr: torch.Tensor, l1: float, l2: float
) -> None:
    for param, grad, total in zip(params, grads, sums, strict=True):
        rate = lr * total.addcmul_(grad, grad).rsqrt()
        param.copy_(shrunk(param - rate * grad, rate * l1) / (1 + rate * l2))


def apply_adagrad_da(
    params: Tensors, grads: Tensors, sums: Tensors, squares: Tensors, lr: torch.Tensor, step: torch.Tensor,
    l1: float, l2: float,
) -> None:  # fmt: skip
    count = step + 1
    for param, grad, total, square in zip(params, grads, sums, squares, strict=True):
        total.add_(grad)
        square.addcmul_(grad, grad)
        param.copy_(-lr * shrunk(total, l1 * count) / (l2 * count * lr + square.sqrt()))


def apply_ftrl(
    params: Tensors, grads: Tensors, squares: Tensors, linears: Tensors, lr: torch.Tensor, power: float, l1: float,
    l2: float, shrinkage: float,
) -> None:  # fmt: skip
    """FTRL-Proximal (McMahan et al., 2013, algorithm 1); ``shrinkage`` adds a decay of the weights to the gradient."""
    for param, grad, square, linear in zip(params, grads, squares, linears, strict=True):
        before = square.pow(-power)
        square.addcmul_(grad, grad)
        after = square.pow(-power)
        linear.add_(grad + 2 * shrinkage * param - (after - before) / lr * param)
        param.copy_(-shrunk(linear, l1) / (after / lr + 2 * l2))


for _type, _kernel, _slots, _numbers in (
    ("ApplyAdadelta", apply_adadelta, "squares* moves*", "lr"),
    ("ApplyProximalGradientDescent", apply_proximal_descent, "", "lr"),
    ("ApplyProximalAdagrad", apply_proximal_adagrad, "sums*", "lr"),
    ("ApplyAdagradDA", apply_adagrad_da, "sums* squares*", "lr step"),
    ("ApplyFtrl", apply_ftrl, "squares* linears*", "lr"),
):
    register_step(_type, _kernel, _slots, _numbers, by_rows(_kernel, len(_slots.split())))


@tf_export("train.AdadeltaOptimizer")
class AdadeltaOptimizer(Optimizer):
    """Steps as large as the earlier ones were in relation to their gradients (Zeiler, 2012)."""

    default_name = "Adadelta"

    def __init__(
        self, learning_rate: TensorLike = 0.001, rho: float = 0.95, epsilon: float = 1e-8, use_locking: bool = False,
        name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, use_locking, name)
        self.how = {"rho": float(rho), "epsilon": float(epsilon)}

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        squares, moves = self._slots_beside(params, {"accum": 0.0, "accum_update": 0.0})
        return self._update("ApplyAdadelta", params, grads, [squares, moves], lr, **self.how, name=name)


@tf_export("train.ProximalGradientDescentOptimizer")
class ProximalGradientDescentOptimizer(Optimizer):
    """Gradient descent whose penalties for weights, l1 and l2, are applied after the step (Duchi & Singer, 2009)."""

    default_name = "ProximalGradientDescent"

    def __init__(
        self, learning_rate: TensorLike, l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0, use_locking: bool = False, name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, use_locking, name)
        self.how = {"l1": float(l1_regularization_strength), "l2": float(l2_regularization_strength)}

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        return self._update("ApplyProximalGradientDescent", params, grads, [], lr, **self.how, name=name)


@tf_export("train.ProximalAdagradOptimizer")
class ProximalAdagradOptimizer(Optimizer):
    """The same with Adagrad's learning rate for each weight. Raises ValueError unless the sums start above 0."""

    default_name = "ProximalAdagrad"

    def __init__(
        self, learning_rate: TensorLike, initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0, l2_regularization_strength: float = 0.0, use_locking: bool = False,
        name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, use_locking, name)
        self.start = _positive("initial_accumulator_value", initial_accumulator_value)
        self.how = {"l1": float(l1_regularization_strength), "l2": float(l2_regularization_strength)}

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        sums = [self._slot(variable, "accumulator", self.start) for variable in params]
        return self._update("ApplyProximalAdagrad", params, grads, [sums], lr, **self.how, name=name)


@tf_export("train.AdagradDAOptimizer")
class AdagradDAOptimizer(Optimizer):
    """Adagrad by dual averaging (Duchi et al., 2011): each step begins at 0 again, with all gradients so far.

    ``global_step`` must count the steps. Raises ValueError unless the sum of squares starts above 0.
    """

    default_name = "AdagradDA"

    def __init__(
        self, learning_rate: TensorLike, global_step: TensorLike,
        initial_gradient_squared_accumulator_value: float = 0.1, l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0, use_locking: bool = False, name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, use_locking, name)
        start = initial_gradient_squared_accumulator_value
        self.start = _positive("initial_gradient_squared_accumulator_value", start)
        self.global_step = global_step
        self.how = {"l1": float(l1_regularization_strength), "l2": float(l2_regularization_strength)}

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        starts = {"gradient_accumulator": 0.0, "gradient_squared_accumulator": self.start}
        sums, squares = self._slots_beside(params, starts)
        step = cast(convert_to_tensor(self.global_step), float32)
        return self._update("ApplyAdagradDA", params, grads, [sums, squares], lr, step, **self.how, name=name)


@tf_export("train.FtrlOptimizer")
class FtrlOptimizer(Optimizer):
    """Follow the regularized leader (McMahan et al., 2013), for sparse linear models.

    Args:
        learning_rate_power: at most 0; -0.5 makes the rate fall with the root of the summed squared gradients.
        initial_accumulator_value: where that sum starts, at least 0.
        l1_regularization_strength, l2_regularization_strength: penalties for weights, at least 0.
        accum_name, linear_name: names of the two slots in the graph, in place of the optimizer's name.
        l2_shrinkage_regularization_strength: a penalty that only makes gradients larger, at least 0.
        beta: added to the root of the sum, as in the paper.

    Raises ValueError for a number outside these bounds.
    """

    default_name = "Ftrl"

    def __init__(
        self, learning_rate: float, learning_rate_power: float = -0.5, initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0, l2_regularization_strength: float = 0.0, use_locking: bool = False,
        name: str | None = None, accum_name: str | None = None, linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0, beta: float | None = None,
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, use_locking, name)
        for parameter, value in {
            "initial_accumulator_value": initial_accumulator_value,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
            "l2_shrinkage_regularization_strength": l2_shrinkage_regularization_strength,
        }.items():
            if value < 0:
                raise InvalidValueError(f"FtrlOptimizer needs {parameter} >= 0, but got {value}.")
        if learning_rate_power > 0:
            raise InvalidValueError(
                f"FtrlOptimizer needs learning_rate_power <= 0, but got {learning_rate_power}."
            )
        self.start, self.accum_name, self.linear_name = initial_accumulator_value, accum_name, linear_name
        l2 = l2_regularization_strength + (beta / (2 * learning_rate) if beta else 0.0)
        self.how = {
            "power": float(learning_rate_power), "l1": float(l1_regularization_strength), "l2": float(l2),
            "shrinkage": float(l2_shrinkage_regularization_strength),
        }  # fmt: skip

    def _step(self, params: list[Variable], grads: list[Any], lr: Tensor, name: str) -> Operation:
        slots: list[list[Variable]] = [[], []]
        for variable in params:
            slots[0].append(self._slot(variable, "accum", self.start, self.accum_name))
            slots[1].append(self._slot(variable, "linear", 0.0, self.linear_name))
        return self._update("ApplyFtrl", params, grads, slots, lr, **self.how, name=name)


def _positive(parameter: str, value: float) -> float:
    if value <= 0:
        raise InvalidValueError(f"{parameter} must be positive, but is {value}.")
    return float(value)
