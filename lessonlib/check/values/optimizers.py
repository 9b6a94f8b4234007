"""Optimizers and schedules of torch that a test makes and passes to the learner's code.

What an optimizer trains belongs to others: to a model, or to the test. So it crosses without its tensors, and a
schedule without its optimizer (pickled.py); the other side puts in their twins (twins.py).
"""

from __future__ import annotations

from typing import Any

from lessonlib.check.values.modules import of_torch


def is_optimizer(value: Any) -> bool:
    """Whether it is an optimizer of torch's own classes."""
    return of_torch(value, "torch.optim", "Optimizer")


def is_schedule(value: Any) -> bool:
    """Whether it is a learning-rate schedule of torch's own classes."""
    schedules = ("LRScheduler", "ReduceLROnPlateau")
    return any(of_torch(value, "torch.optim.lr_scheduler", name) for name in schedules)


def is_trainer(value: Any) -> bool:
    """Whether it is one of both."""
    return is_optimizer(value) or is_schedule(value)


def held(value: Any) -> list[Any]:
    """What it works on and does not own: an optimizer's tensors; a schedule's optimizer, after that one's tensors."""
    if is_schedule(value):
        return [*held(value.optimizer), value.optimizer]
    return [tensor for group in value.param_groups for tensor in group["params"]]


def state(value: Any) -> dict[str, Any]:
    """What a step changes, and what code may set: of an optimizer its options and its averages."""
    return dict(value.state_dict())


def take_over_state(value: Any, after: dict[str, Any]) -> None:
    """Bring an optimizer or a schedule into this state."""
    value.load_state_dict(after)
