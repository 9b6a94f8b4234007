"""Constant folding: a call whose arguments are all constants is made now, once, and not in every run.

A call stays in the program when it has an effect or draws random numbers, and when its operation waits for another one
by a control dependency: then its place in the order matters.
"""

from __future__ import annotations

from lessonlib.graph.errors import InvalidArgumentError, KernelError, OpError
from lessonlib.graph.node import Operation
from lessonlib.graph.plan.form import Argument, Call, Form, Value, values_of

FAILURES = (RuntimeError, ValueError, IndexError, TypeError)  # what kernels raise when a value does not fit


def fold(form: Form) -> None:
    """Replace each call that always gives the same by its results. Raises KernelError when such a call fails."""
    for step in form.steps:
        if step.call is not None and _is_free(step.op) and _is_known(step.call):
            _make(step.op, step.call)
            step.call = None


def _is_free(op: Operation) -> bool:
    return not op.entry.stateful and not op.control_inputs and bool(op.outputs)


def _is_known(call: Call) -> bool:
    return all(value.is_constant for value in values_of(call.arguments))


def _make(op: Operation, call: Call) -> None:
    arguments = [_constant(argument) for argument in call.arguments]
    try:
        result = call.kernel(*arguments, **call.attributes, **call.needs)
    except FAILURES as error:
        if _tells_its_kind(error):
            raise
        constants = [value.constant for value in values_of(call.arguments)]
        raise KernelError(op, [str(tuple(getattr(c, "shape", ()))) for c in constants], error) from error
    results = result if isinstance(result, (tuple, list)) else (result,)
    for value, constant in zip(call.results, results, strict=True):
        value.constant = constant


def _tells_its_kind(error: Exception) -> bool:
    return isinstance(error, OpError) and not isinstance(error, InvalidArgumentError)


def _constant(argument: Argument) -> object:
    if isinstance(argument, Value):
        return argument.constant
    assert isinstance(argument, list)
    return [value.constant for value in argument]
