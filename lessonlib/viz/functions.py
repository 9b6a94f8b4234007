"""Activation functions and their slopes, drawn side by side."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from lessonlib.models.activations import activation
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import new_figure, themed
from lessonlib.viz.words import number


@themed()
def activations(
    names: Sequence[str] = ("step", "logistic", "tanh", "relu"),
    *,
    low: float = -5.0,
    high: float = 5.0,
    title: str | None = None,
) -> Picture:
    """The activation functions with these names from z = `low` to `high`, with their derivatives beside them.

    Raises ValueError for an unknown name, for no name, or when `low` is not below `high`.
    """
    if isinstance(names, str) or not names:
        raise ValueError(f'names is {names!r}, expected a list of activations: ["tanh", "relu"]')
    if not low < high:
        raise ValueError(f"low is {low} and high is {high}, expected low < high")
    z = torch.linspace(low, high, 401)
    figure = new_figure(8.4, 3.4)
    left, right = figure.subplots(1, 2)
    told = []
    for name in names:
        value, slope = value_and_slope(name, z)
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
        told.append(f"{name} {_range(value)}, its derivative {_range(slope)}{_peak(z, slope)}")
    left.set(xlabel="z", title=title or "activation")
    right.set(xlabel="z", title="derivative")
    left.legend()
    return from_figure(figure, f"From z = {number(low)} to {number(high)}: {'; '.join(told)}.")


def value_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    """The activation at each z and its derivative there, both of the shape of z, by automatic differentiation."""
    z = z.detach().clone().requires_grad_()
    value = activation(name)(z)
    if not value.requires_grad:  # step: autograd records nothing that has no slope
        return value.detach(), torch.zeros_like(z)
    (slope,) = torch.autograd.grad(value.sum(), z)
    return value.detach(), slope


def _range(values: Tensor) -> str:
    low, high = number(values.min().item()), number(values.max().item())
    return f"is {low} everywhere" if low == high else f"goes from {low} to {high}"


def _peak(z: Tensor, slope: Tensor) -> str:
    """Where the slope is largest, if that is a single place."""
    largest = slope.max()
    at = (
        round(z[slope.argmax()].item(), 3) + 0.0
    )  # a grid in float32 misses 0 by a little; + 0.0 makes 0 of -0
    return f", largest at z = {number(at)}" if (slope == largest).sum() == 1 else ""
