"""Copies: memory is shared only where nobody can see it.

Kernels may return a view of their input, assignments may keep the memory of what they are given, and optimizers
update variables in place. That is fast, and right as long as nobody looks at memory that has changed since. This pass
finds the places where somebody would:

- an old value of a variable is still needed after an update in place;
- a view of a variable is used after the variable is overwritten;
- an assigned value is also read by others, who would see later updates of the variable;
- a fetched value shares memory with a variable, a feed or a constant, which later runs change or use.
"""

from __future__ import annotations

import torch

from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.plan.form import Argument, Call, Derivation, Form, Returned, Step, Value

_CLONE = "clone()"


def copy(form: Form) -> None:
    """Put copies where memory would be seen to change."""
    old: dict[Value, Value] = {}  # a value that has been overwritten -> its copy
    for step in form.steps:
        if step.call is not None:
            step.call.arguments = [_renewed(argument, old) for argument in step.call.arguments]
            _keep_old_versions(form, step, old)
            step.call.copied = _must_copy(form, step)
    copies = _copy_fetched_views(form)
    for returned in form.returned:
        if returned.fetch in copies:
            returned.value = copies[returned.fetch]
        else:
            returned.copied = _is_shared(form, returned)


def _renewed(argument: Argument, old: dict[Value, Value]) -> Argument:
    """The argument with copies in place of what has been overwritten."""
    if isinstance(argument, list):
        return [old.get(value, value) for value in argument]
    if isinstance(argument, Call):
        argument.arguments = [_renewed(inner, old) for inner in argument.arguments]
        return argument
    return old.get(argument, argument)


def _keep_old_versions(form: Form, step: Step, old: dict[Value, Value]) -> None:
    """Copy each version that is still needed after ``step`` has overwritten it."""
    if not step.op.entry.in_place:
        return
    for variable, number in form.schedule.made.get(step.op, []):
        if form.schedule.last_read.get((variable, number - 1), -1) > step.position:
            current = form.values[variable, number - 1]
            old[current] = Value(tensor=current.tensor)
            step.before.append(Derivation(current, _CLONE, "_old", old[current]))


def _must_copy(form: Form, step: Step) -> bool:
    if any(tensor.dtype.torch is None for tensor in step.op.outputs):  # strings, which nobody changes
        return False
    if step.op.type == "Assign":
        return not _is_own(form, step.op.inputs[1])
    return step.op.entry.view and _is_used_late(form, step)


def _is_used_late(form: Form, step: Step) -> bool:
    """Whether a view of a variable, or of a fed value, is used after that has been overwritten."""
    schedule = form.schedule
    root = schedule.roots.get(step.op.outputs[0])
    if root is None or schedule.overwritten.get(root, -1) <= step.position:
        return False
    views = (tensor for tensor, other in schedule.roots.items() if other == root)
    return any(schedule.last_use.get(tensor, -1) > schedule.overwritten[root] for tensor in views)


def _is_own(form: Form, tensor: Tensor) -> bool:
    """Whether an assignment may keep the memory of ``tensor``: nobody else reads it afterwards."""
    if tensor in form.fed or tensor in form.fetched or tensor.op.type in ("Const", "Placeholder", "Variable"):
        return False
    used_once = form.schedule.uses[tensor] == 1 and not form.values[tensor].is_constant
    return used_once and tensor not in form.schedule.roots and not tensor.op.entry.view


def _copy_fetched_views(form: Form) -> dict[Tensor | Operation, Value]:
    """Copy each fetched tensor that shares the memory of a variable or of a fed value, right where it is made."""
    copies: dict[Tensor | Operation, Value] = {}
    roots = form.schedule.roots
    shared = {t for t in form.fetched - form.fed.keys() if t in roots and t.dtype.torch is not None}
    for step in form.steps if shared else ():
        for tensor in step.op.outputs:
            if tensor in shared and step.call is not None:
                copies[tensor] = Value(tensor=tensor)
                step.after.append(Derivation(form.values[tensor], _CLONE, "_value", copies[tensor]))
    return copies


def _is_shared(form: Form, returned: Returned) -> bool:
    """Whether a fetched value is the memory of a feed, of a variable or of a constant."""
    fetch, value = returned.fetch, returned.value
    if isinstance(fetch, Operation) or value is None or fetch.dtype.torch is None:  # nobody changes strings
        return False
    constant = value.is_constant and isinstance(value.constant, torch.Tensor)
    return constant or fetch in form.fed or fetch.op.type == "Variable"
