"""A recurrent network over a number of steps that only a run knows: a loop of the plan, whose body is one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from lessonlib.graph.branch import Branch
from lessonlib.graph.context import RunContext
from lessonlib.graph.control import assign_around, seeds_for
from lessonlib.graph.create import convert_to_tensor, create_several
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.nest import flatten, pack_like
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import common, compatible, show

Step = Callable[[Tensor, Tensor, Any], tuple[Tensor, Any]]  # (x at t, t, state) -> (output, following state)


def recur(
    x: torch.Tensor, states: list[torch.Tensor], captured: list[torch.Tensor], seeds: list[torch.Tensor], body: Branch,
    backwards: bool, context: RunContext,
) -> tuple[torch.Tensor, ...]:  # fmt: skip
    context.reseed(seeds)
    outputs: list[torch.Tensor] = []
    times = range(x.shape[0])
    for t in reversed(times) if backwards else times:
        output, *states = body([x[t], torch.tensor(t, dtype=torch.int32), *states, *captured], context)
        outputs.append(output)
    if not outputs:
        sizes = body.outputs[0].sizes or ()
        return (x.new_zeros((0, *[x.shape[1] if size is None else size for size in sizes])), *states)
    return (torch.stack(outputs[::-1] if backwards else outputs), *states)


def run_over_time(step: Step, x: Tensor, state: Any, backwards: bool = False) -> tuple[Tensor, Any]:
    """Call ``step`` for each x[t], (batch, n), of x (time, batch, n): (outputs (time, batch, units), last state).

    Raises ValueError when a step gives a state of another dtype or shape than it takes.
    """
    starts = [convert_to_tensor(leaf) for leaf in flatten(state)]

    def build(x_t: Tensor, t: Tensor, *leaves: Tensor) -> list[Tensor]:
        output, following = step(x_t, t, pack_like(state, leaves))
        return [output, *flatten(following)]

    specs = [(x.dtype, None if x.sizes is None else x.sizes[1:]), (int32, ())]
    body = Branch(build, [*specs, *[(leaf.dtype, leaf.sizes) for leaf in starts]], "step")
    _check(body, starts)
    changed = body.assigned
    body.give(changed)
    body.take(changed)
    with get_default_graph().control_dependencies(body.graph.outer_controls):
        results = create_several(
            "Recurrence", x, [*starts, *changed], body.captured, seeds_for(body), body=body, backwards=backwards,
            name="while",
        )  # fmt: skip
    outputs, *last = assign_around(changed, results)
    return outputs, pack_like(state, last)


def _check(body: Branch, starts: list[Tensor]) -> None:
    for old, new in zip(starts, body.outputs[1:], strict=True):
        if new.dtype is not old.dtype or not compatible(new.sizes, old.sizes):
            raise InvalidValueError(
                f"A step of a recurrent network must give a state like the one that it takes, {old.dtype.name} of "
                f"shape {show(old.sizes)}, but gives {new.dtype.name} of shape {show(new.sizes)}."
            )


def _specs(x: Tensor, states: list[Tensor], *_: Any, body: Branch, **__: Any) -> list[Any]:
    output, *following = body.outputs
    time = x.sizes[0] if x.sizes else None
    stacked = None if output.sizes is None else (time, *output.sizes)
    pairs = zip(states, following, strict=True)
    return [(output.dtype, stacked), *[(old.dtype, common(old.sizes, new.sizes)) for old, new in pairs]]


register(
    "Recurrence", "x states* captured* seeds*", recur, BY_VJP, same="", needs="context", stateful=True, several=True,
    shape=_specs,
)  # fmt: skip
