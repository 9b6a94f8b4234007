"""Tracing: after each operation the program calls ``record`` with what the operation has put out.

A traced program folds no constants and exchanges nothing, so that every operation of the schedule is seen.
"""

from __future__ import annotations

from lessonlib.graph.plan.form import Form, Record, Step, Value


def trace(form: Form) -> None:
    """Put a record behind each operation, and where a constant or a variable stands in the schedule."""
    for step in form.steps:
        values = _outputs(form, step)
        if values is not None:
            step.after.append(Record(step.position, values))


def _outputs(form: Form, step: Step) -> list[Value] | None:
    if step.call is not None:
        return step.call.results
    if step.op.type == "Const":
        return [form.values[step.op.outputs[0]]]
    is_read = (step.op, 0) in form.schedule.last_read
    return [form.values[step.op, 0]] if is_read else None
