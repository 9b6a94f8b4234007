"""Writing: names for the values of a form, and a line of Python for each of its lines."""

from __future__ import annotations

from lessonlib.graph.node import Operation
from lessonlib.graph.ops.array import identity_of
from lessonlib.graph.ops.state import value_of
from lessonlib.graph.plan.form import (
    Argument,
    Call,
    Derivation,
    Form,
    Line,
    Record,
    Returned,
    Value,
    values_of,
)
from lessonlib.graph.plan.plan import Plan
from lessonlib.graph.plan.text import ProgramText, listing


def write(form: Form, traced: bool) -> Plan:
    """The plan that a form stands for."""
    return _Writer(form).plan(traced)


class _Writer:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.text = ProgramText()
        self.names: dict[Value, str] = {}
        self.reads: dict[Operation, str] = {}  # the variables whose values become parameters

    def plan(self, traced: bool) -> Plan:
        form, schedule = self.form, self.form.schedule
        fed = [self._name(value) for value in form.fed.values()]
        for step in form.steps:
            for line in step.lines:
                self._write(line, step.op)
        newest = {variable: form.values[variable, number] for variable, number in schedule.newest.items()}
        returned = [self._returned(one) for one in form.returned]
        written = {variable: self._name(value) for variable, value in newest.items()}
        changed = {
            variable: name for variable, name in written.items() if name != self.reads.get(variable)
        }  # the others were updated in place
        self.text.line(f"return ({listing(returned)}), ({listing(list(changed.values()))})")
        source, program = self.text.function([*fed, *self.reads.values(), *["record"] * traced])
        return Plan(
            source=source,
            program=program,
            feeds=tuple(form.fed),
            reads=tuple(self.reads),
            may_be_missing=frozenset(self.reads.keys() - _needed(form)),
            writes=tuple(changed),
            unfed=form.unfed,
            lines=self.text.blame(),
            order=tuple(schedule.order),
        )

    # ---- lines

    def _write(self, line: Line, op: Operation) -> None:
        match line:
            case Call():
                self._write_call(line, op)
            case Derivation(source, method, suffix, result):
                name = self._name(source)
                self.names[result] = self.text.fresh(f"{name}{suffix}")
                self.text.line(f"{self.names[result]} = {name}.{method}", op, (name,))
            case Record(position, values):
                outputs = [self._name(value) for value in values]
                self.text.line(f"record({position}, ({listing(outputs)}))", op)

    def _write_call(self, call: Call, op: Operation) -> None:
        made = self._called(call, op) + ".clone()" * call.copied
        inputs = tuple(self._name(value) for value in values_of(call.arguments))
        results = [self._name(value) for value in call.results]
        if results:
            target = listing(results) if call.several else ", ".join(results)
            self.text.line(f"{target} = {made}{call.comment}", op, inputs)
        elif op.type != "NoOp":
            self.text.line(made, op, inputs)

    def _called(self, call: Call, op: Operation) -> str:
        arguments = [self._argument(argument, op) for argument in call.arguments]
        if call.kernel in (identity_of, value_of):  # their result is the argument itself
            return arguments[0]
        arguments += [f"{key}={self.text.literal(key, value)}" for key, value in call.attributes.items()]
        arguments += [f"{need}={self.text.define(f'{op.name}_{need}', v)}" for need, v in call.needs.items()]
        return f"{self.text.spelling(call.kernel)}({', '.join(arguments)})"

    def _argument(self, argument: Argument, op: Operation) -> str:
        if isinstance(argument, list):
            return f"[{', '.join(self._name(value) for value in argument)}]"
        return self._called(argument, op) if isinstance(argument, Call) else self._name(argument)

    def _returned(self, returned: Returned) -> str:
        if returned.value is None:
            return "None"
        return self._name(returned.value) + ".clone()" * returned.copied

    # ---- names

    def _name(self, value: Value) -> str:
        """The name of a value, which it gets when it first appears."""
        while value.same is not None:
            value = value.same
        if value not in self.names:
            self.names[value] = self._new_name(value)
        return self.names[value]

    def _new_name(self, value: Value) -> str:
        if value.is_constant:
            assert value.tensor is not None
            return self.text.constant(value.tensor, value.constant)
        name = self.text.fresh(value.hint)
        if value.variable is not None:
            self.reads[value.variable] = name
        return name


def _needed(form: Form) -> set[Operation]:
    """The variables whose values a run needs, not only whether they have one."""
    reads = form.schedule.reads.items()
    needed = {variable for op, seen in reads if not op.entry.optional for variable in seen}
    return needed | {tensor.op for tensor in form.fetched if tensor.op.type == "Variable"}
