"""Plans: from a graph to the straight-line PyTorch program that a run of it stands for.

`compile_plan` goes through these passes, each in a file of its own, over one intermediate form (`form`):

1. `schedule`: which operations run, in which order, and which value of a variable each one sees;
2. `lower`: a call for each operation;
3. `fold`: what is constant is computed now;
4. `exchange`: ReLU and max pooling change places, which saves work;
5. `moves`: arguments come to the device of a device scope;
6. `copies`: copies where shared memory would be seen to change;
7. `trace`: a record of every operation, when the run is traced;
8. `writer`: names and lines, the text of the program (`text`), and with it the `Plan`.

``session.plan(fetches).source`` shows what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence

from lessonlib.graph.context import RunContext
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.plan.copies import copy
from lessonlib.graph.plan.exchange import exchange
from lessonlib.graph.plan.fold import fold
from lessonlib.graph.plan.lower import lower
from lessonlib.graph.plan.moves import move
from lessonlib.graph.plan.plan import Plan
from lessonlib.graph.plan.trace import trace
from lessonlib.graph.plan.writer import write


def compile_plan(
    fetches: Sequence[Tensor | Operation],
    feeds: Sequence[Tensor],
    context: RunContext,
    traced: bool = False,
) -> Plan:
    """Compile one (fetches, feeds) pair.

    Args:
        fetches: tensors and operations, flat.
        feeds: the tensors that get their values from outside.
        context: the constants, devices and generators of the session.
        traced: let the program call ``record(position in order, outputs)`` after each operation.

    Raises KernelError when the value of an operation on constants cannot be computed.
    """
    form = lower(fetches, feeds, context)
    if not traced:
        fold(form)
    if any(context.away(step.op) for step in form.steps):
        move(form, context)
    elif not traced:
        exchange(form)
    copy(form)
    if traced:
        trace(form)
    return write(form, traced)


__all__ = ["Plan", "compile_plan"]
