"""Moves: an operation of a device scope takes its arguments to its device.

Feeds, constants and variables are on the session's device. Each value is moved to another device at most once.
"""

from __future__ import annotations

import torch

from lessonlib.graph.context import RunContext
from lessonlib.graph.plan.form import Argument, Derivation, Form, Line, Value


def move(form: Form, context: RunContext) -> None:
    """Put a move before each call that takes a value from another device."""
    mover = _Mover(context.home)
    for step in form.steps:
        if step.call is not None:
            here = context.away(step.op)
            step.call.arguments = [mover.bring(one, here, step.before) for one in step.call.arguments]
            for value in step.call.results:
                value.device = here


class _Mover:
    def __init__(self, home: torch.device) -> None:
        self.home = home
        self.moved: dict[tuple[Value, torch.device | None], Value] = {}

    def bring(self, argument: Argument, here: torch.device | None, lines: list[Line]) -> Argument:
        """The argument on the device ``here``, where None is the session's own; its moves are added to ``lines``."""
        if isinstance(argument, list):
            return [self._bring(value, here, lines) for value in argument]
        assert isinstance(argument, Value)
        return self._bring(argument, here, lines)

    def _bring(self, value: Value, here: torch.device | None, lines: list[Line]) -> Value:
        assert value.tensor is not None
        if value.device == here or value.tensor.dtype.torch is None:  # a string is on no device
            return value
        if (value, here) not in self.moved:
            device = here or self.home
            self.moved[value, here] = moved = Value(tensor=value.tensor, device=here)
            lines.append(Derivation(value, f"to({str(device)!r})", f"_on_{device.type}", moved))
        return self.moved[value, here]
