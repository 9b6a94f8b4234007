"""Lowering: from a schedule of operations to the form, one call for each operation.

Here it is decided which value each argument is. Nothing is said yet of memory, devices or names: as far as this pass
is concerned, every call makes new values and changes none.
"""

from __future__ import annotations

from collections.abc import Sequence

from lessonlib.graph.context import RunContext
from lessonlib.graph.moved_strings import move_strings, needs_numbers
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.state import copy_of, of_shape
from lessonlib.graph.plan.form import Argument, Call, Form, Returned, Step, Value
from lessonlib.graph.plan.schedule import Version, schedule
from lessonlib.graph.shapes import is_known


def lower(fetches: Sequence[Tensor | Operation], feeds: Sequence[Tensor], context: RunContext) -> Form:
    """The form of a run that computes ``fetches`` when ``feeds`` are given."""
    return _Lowering(fetches, feeds, context).form()


class _Lowering:
    def __init__(
        self, fetches: Sequence[Tensor | Operation], feeds: Sequence[Tensor], context: RunContext
    ) -> None:
        self.fetches, self.context = fetches, context
        self.fed = {tensor: Value(_hint(tensor), tensor) for tensor in feeds}
        targets = [f if isinstance(f, Operation) else f.op for f in fetches if f not in self.fed]
        self.schedule = schedule(targets, feeds)
        self.values: dict[Tensor | Version, Value] = {tensor: fed for tensor, fed in self.fed.items()}
        self.unfed: Operation | None = None
        self.initialized = {op.inputs for op in self.schedule.order if op.type == "Assign"}

    def form(self) -> Form:
        steps = [self._step(op, position) for position, op in enumerate(self.schedule.order)]
        returned = [Returned(fetch, self._fetched(fetch)) for fetch in self.fetches]
        return Form(self.schedule, self.fed, steps, self.values, returned, self.unfed)

    def _step(self, op: Operation, position: int) -> Step:
        if op.type in ("Const", "Placeholder", "Variable"):
            self._take_source(op)
            return Step(op, position, None)
        call = Call(
            self.context.kernel(op), self._arguments(op), attributes=op.attrs, several=op.entry.several
        )
        if needs_numbers(op.type, [tensor.dtype for tensor in op.inputs]):
            call.kernel, call.attributes = move_strings, {**op.attrs, "of": op.type}
        call.needs = self.context.needed(op)
        call.results = self._results(op)
        if op.type == "Assign":
            _check_shape(op, call)
        if op.type == "InitializedValue" and op.inputs in self.initialized:
            call.kernel, call.arguments = copy_of, call.arguments[1:]
        return Step(op, position, call)

    def _take_source(self, op: Operation) -> None:
        tensor = op.outputs[0]
        if op.type == "Const" and tensor not in self.fed:
            self.values[tensor] = Value(_hint(tensor), tensor, constant=self.context.constant(op))
        elif op.type == "Placeholder" and tensor not in self.fed:
            self.values[tensor] = Value(_hint(tensor), tensor)
            self.unfed = self.unfed or op

    def _arguments(self, op: Operation) -> list[Argument]:
        """What the kernel takes: grouped as its parameters, without those that it does not read."""
        grouped = zip(op.entry.inputs, op.grouped(op.inputs), strict=True)
        return [self._argument(op, group) for parameter, group in grouped if parameter not in op.entry.unread]

    def _argument(self, op: Operation, group: Tensor | list[Tensor]) -> Argument:
        if isinstance(group, list):
            return [self._value(op, tensor) for tensor in group]
        return self._value(op, group)

    def _value(self, op: Operation, tensor: Tensor) -> Value:
        """The value of an input: for a variable, the version that the operation sees."""
        if tensor in self.fed or tensor.op.type != "Variable":
            return self.values[tensor]
        return self._version(tensor.op, self.schedule.reads[op][tensor.op])

    def _version(self, variable: Operation, number: int) -> Value:
        if (variable, number) not in self.values:
            assert number == 0, "a later version is made by the update that makes it"
            self.values[variable, 0] = Value(variable.name, variable.outputs[0], variable)
        return self.values[variable, number]

    def _results(self, op: Operation) -> list[Value]:
        """Values for the outputs of ``op``, and for the versions of variables that it makes."""
        for variable, number in self.schedule.made.get(op, []):
            if op.entry.in_place:
                old = self._version(variable, number - 1)
                self.values[variable, number] = Value(variable.name, old.tensor, same=old)
            else:
                made = Value(f"{variable.name}_new", op.outputs[0])
                self.values[variable, number] = self.values[op.outputs[0]] = made
        return [self._result(tensor) for tensor in op.outputs]

    def _result(self, tensor: Tensor) -> Value:
        if tensor in self.fed:  # the operation runs for another of its outputs; this one is fed
            return Value("unused", tensor)
        return self.values.setdefault(tensor, Value(_hint(tensor), tensor))

    def _fetched(self, fetch: Tensor | Operation) -> Value | None:
        if isinstance(fetch, Operation):
            return None
        if fetch.op.type == "Variable" and fetch not in self.fed:
            return self._version(fetch.op, self.schedule.newest.get(fetch.op, 0))
        return self.values[fetch]


def _check_shape(op: Operation, call: Call) -> None:
    """Let an assignment check the shape of the new value, when only a run can tell it."""
    target, value = op.inputs
    if is_known(target.sizes) and not is_known(value.sizes):
        call.kernel, call.attributes = of_shape, {"sizes": target.sizes}


def _hint(tensor: Tensor) -> str:
    return tensor.op.name if tensor.index == 0 else tensor.name
