"""What must run before what."""

from __future__ import annotations

from collections.abc import Container, Iterable

from lessonlib.graph.node import Operation, Tensor


def ancestors(targets: Iterable[Operation], stop: Iterable[Tensor] = ()) -> list[Operation]:
    """All that ``targets`` need, themselves included, in an order of running; nothing beyond the tensors ``stop``."""
    cut = set(stop)
    seen = set(targets)
    stack = list(seen)
    while stack:
        op = stack.pop()
        for other in before(op, cut):
            if other not in seen:
                seen.add(other)
                stack.append(other)
    return sorted(seen, key=lambda op: op.index)


def before(op: Operation, fed: Container[Tensor] = ()) -> list[Operation]:
    """The operations that must run before ``op``, when the tensors ``fed`` come from outside."""
    return [*(tensor.op for tensor in op.inputs if tensor not in fed), *op.control_inputs]
