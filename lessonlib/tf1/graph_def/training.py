"""The steps of TensorFlow's optimizers in a graph that it wrote, made of assignments.

Each rule takes the inputs of the operation in TensorFlow's order, and gives the new value of the variable.
"""

from __future__ import annotations

from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import sqrt, square
from lessonlib.graph.ops.state import assign, assign_add, assign_sub
from lessonlib.tf1.graph_def.node import Made, Node, Rule


def _descent(node: Node, variable: Tensor, rate: Tensor, gradient: Tensor) -> Made:
    return assign_sub(variable, rate * gradient, name=node.name)


def _momentum(
    node: Node, variable: Tensor, sums: Tensor, rate: Tensor, gradient: Tensor, momentum: Tensor
) -> Made:
    new = assign(sums, sums * momentum + gradient)
    step = gradient + momentum * new if node.get("use_nesterov", False) else new
    return assign_sub(variable, rate * step, name=node.name)


def _adagrad(node: Node, variable: Tensor, sums: Tensor, rate: Tensor, gradient: Tensor) -> Made:
    new = assign_add(sums, square(gradient)) if node.get("update_slots", True) else sums
    return assign_sub(variable, rate * gradient / sqrt(new), name=node.name)


def _rmsprop(
    node: Node, variable: Tensor, squares: Tensor, moves: Tensor, rate: Tensor, rho: Tensor, momentum: Tensor,
    epsilon: Tensor, gradient: Tensor,
) -> Made:  # fmt: skip
    mean = assign_add(squares, (square(gradient) - squares) * (1 - rho))
    move = assign(moves, momentum * moves + rate * gradient / sqrt(mean + epsilon))
    return assign_sub(variable, move, name=node.name)


def _adam(
    node: Node, variable: Tensor, means: Tensor, squares: Tensor, beta1_power: Tensor, beta2_power: Tensor,
    rate: Tensor, beta1: Tensor, beta2: Tensor, epsilon: Tensor, gradient: Tensor,
) -> Made:  # fmt: skip
    step = rate * sqrt(1 - beta2_power) / (1 - beta1_power)
    mean = assign_add(means, (gradient - means) * (1 - beta1))
    spread = assign_add(squares, (square(gradient) - squares) * (1 - beta2))
    shown = mean * beta1 + gradient * (1 - beta1) if node.get("use_nesterov", False) else mean
    return assign_sub(variable, step * shown / (sqrt(spread) + epsilon), name=node.name)


_STEPS: dict[str, Rule] = {
    "GradientDescent": _descent,
    "Momentum": _momentum,
    "Adagrad": _adagrad,
    "RMSProp": _rmsprop,
    "Adam": _adam,
}
RULES: dict[str, Rule] = {
    f"{kind}{name}": rule for name, rule in _STEPS.items() for kind in ("Apply", "ResourceApply")
}
