"""ReLU and max pooling change places in a plan: the same values, with the ReLU over fewer of them.

The largest of some numbers, cut at 0, is the largest of the numbers cut at 0. So ``max_pool(relu(x))`` runs as
``relu(max_pool(x))``, and its gradient likewise: where a window's largest number is not positive, nothing goes back.
A plan makes the exchange only where no one else sees the values in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.schedule import Schedule

COMMENT = "  # relu after max pooling: the same values, fewer of them"


@dataclass
class Exchange:
    """What a plan writes differently.

    ``replaced`` gives, for an operation that is not run, the tensor whose value stands for its output. ``pooled``
    holds the poolings that a ReLU follows, and ``backward`` gives, for a pooling's gradient, the tensor that says
    where the ReLU let its gradient through.
    """

    replaced: dict[Operation, Tensor] = field(default_factory=dict)
    pooled: set[Operation] = field(default_factory=set)
    backward: dict[Operation, Tensor] = field(default_factory=dict)


def exchange(schedule: Schedule, kept: Collection[Tensor]) -> Exchange:
    """The exchanges that a schedule allows. ``kept``: the fed and fetched tensors, which stay as they are."""
    found = Exchange()
    pools = [op for op in schedule.order if op.type == "MaxPool" and op.inputs[0].op.type == "Relu"]
    if not pools:
        return found
    consumers: dict[Tensor, list[Operation]] = defaultdict(list)
    for op in schedule.order:
        for tensor in op.inputs:
            consumers[tensor].append(op)
    for pool in pools:
        _try(pool, consumers, schedule, kept, found)
    return found


def _try(
    pool: Operation,
    consumers: dict[Tensor, list[Operation]],
    schedule: Schedule,
    kept: Collection[Tensor],
    found: Exchange,
) -> None:
    relu = pool.inputs[0].op
    cut, x = relu.outputs[0], relu.inputs[0]
    backward = [op for op in consumers[pool.outputs[1]] if op.type == "MaxPoolGrad"]
    relu_grads = [op for op in consumers[cut] if op.type == "ReluGrad" and op.inputs[0].op in backward]
    between = [cut, pool.outputs[1], *(op.outputs[0] for op in backward)]
    hidden = (
        not any(tensor in kept for tensor in between)
        and {*consumers[cut]} == {pool, *backward, *relu_grads}
        and {*consumers[pool.outputs[1]]} == {*backward}
        and all(consumers[op.outputs[0]] and {*consumers[op.outputs[0]]} <= {*relu_grads} for op in backward)
        and all(op.inputs[1] is cut for op in [*backward, *relu_grads])
    )
    shared = (
        x in kept or x in schedule.roots or x.op.type == "Variable"
    )  # may be overwritten before it is used
    if hidden and not shared:
        found.replaced[relu] = x
        found.pooled.add(pool)
        found.backward.update((op, pool.outputs[0]) for op in backward)
        found.replaced.update((op, op.inputs[0]) for op in relu_grads)
