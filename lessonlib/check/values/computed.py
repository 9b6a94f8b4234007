"""Tensors that the learner's code computed, with their way back: `loss.backward()` in a test reaches the weights.

The test's process has the numbers; what they were computed from stays in the learner's. A gradient that arrives here
is handed over there, where autograd goes on with it. The gradients that it leaves come back with the twins
(twins.py): those of the learner's weights, and of the tensors that the test passed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from lessonlib.check.source import Ref
from lessonlib.check.values.plain import is_tensor


@dataclass(frozen=True)
class Computed:
    """The numbers of a tensor, on their own, and a reference to the tensor itself."""

    data: Any
    tensor: Ref


def is_computed(value: Any) -> bool:
    """Whether it is a tensor through which gradients go on to others."""
    return is_tensor(value) and bool(value.requires_grad) and not value.is_leaf


def computed(data: Any, tensor: Any) -> Computed:
    """From parts that came over the wire. Raises ValueError for parts that belong to no such tensor."""
    if not is_tensor(data) or not data.is_floating_point() or not isinstance(tensor, Ref):
        raise ValueError
    return Computed(data, tensor)


def attached(data: Any, hand_over: Callable[[Any], Any]) -> Any:
    """A tensor of these numbers that hands over each gradient that arrives at it."""
    import torch

    return _elsewhere().apply(torch.zeros((), requires_grad=True), data, hand_over)


@cache
def _elsewhere() -> Any:
    import torch

    class Elsewhere(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, start: Any, data: Any, hand_over: Callable[[Any], Any]) -> Any:
            ctx.hand_over = hand_over
            return data.clone()

        @staticmethod
        def backward(ctx: Any, gradient: Any) -> Any:
            ctx.hand_over(gradient)
            return None, None, None

    return Elsewhere


def go_on(tensor: Any, gradient: Any) -> None:
    """In the learner's process: the gradient of what the test computed from the tensor goes on from it."""
    import torch

    torch.autograd.backward([tensor], [gradient], retain_graph=True)  # a test may have used it twice
