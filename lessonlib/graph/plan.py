"""A plan: the straight-line PyTorch program that a run of the graph stands for.

`compile_plan` prunes the graph to what the fetches need, folds what is constant, and writes one line of Python for each
operation that is left. Memory is shared only where no one can see it: a value that is handed out, and an old value
that is still needed after an update in place, is a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from lessonlib.graph.devices import Devices
from lessonlib.graph.errors import KernelError
from lessonlib.graph.exchange import COMMENT, Exchange, exchange
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity_of
from lessonlib.graph.ops.nn import relu_grad
from lessonlib.graph.ops.state import of_shape, value_of
from lessonlib.graph.program import ProgramText, listing
from lessonlib.graph.schedule import Version, schedule
from lessonlib.graph.shapes import is_known

_SOURCES = ("Const", "Placeholder", "Variable")
_FAILURES = (RuntimeError, ValueError, IndexError, TypeError)


@dataclass(frozen=True)
class Plan:
    """A compiled run: ``program(*fed values, *values of reads)`` returns (fetched values, new values of writes).

    ``source`` is its text. ``unfed`` is a placeholder that the run needs and nobody feeds; such a plan cannot run.
    ``lines`` says which operation a line of the program runs, ``order`` in which order they run.
    """

    source: str
    program: Callable[..., tuple[tuple[Any, ...], tuple[Any, ...]]]
    feeds: tuple[Tensor, ...]
    reads: tuple[Operation, ...]
    may_be_missing: frozenset[Operation]
    writes: tuple[Operation, ...]
    unfed: Operation | None
    lines: dict[int, tuple[Operation, tuple[str, ...]]]
    order: tuple[Operation, ...]

    def __str__(self) -> str:
        return self.source


def compile_plan(
    fetches: Sequence[Tensor | Operation],
    feeds: Sequence[Tensor],
    constant: Callable[[Operation], Any],
    generator: Callable[[Operation], torch.Generator],
    traced: bool = False,
    devices: Devices | None = None,
) -> Plan:
    """Compile one (fetches, feeds) pair.

    Args:
        fetches: tensors and operations, flat.
        feeds: the tensors that get their values from outside.
        constant: gives the value, on the session's device, of a Const operation.
        generator: gives the random generator of a seeded operation.
        traced: call ``record(position in order, outputs)`` after each operation, and fold no constants.
        devices: where operations of a device scope run; when not given, all run on the session's device.
    """
    return _Compiler(fetches, feeds, constant, generator, traced, devices).compile()


class _Compiler:
    def __init__(
        self,
        fetches: Sequence[Tensor | Operation],
        feeds: Sequence[Tensor],
        constant: Callable[[Operation], Any],
        generator: Callable[[Operation], torch.Generator],
        traced: bool,
        devices: Devices | None,
    ) -> None:
        self.fetches, self.feeds, self.traced = fetches, dict.fromkeys(feeds), traced
        self.constant, self.generator = constant, generator
        self.fetched = {f for f in fetches if isinstance(f, Tensor)}
        targets = [f if isinstance(f, Operation) else f.op for f in fetches if f not in self.feeds]
        self.schedule = schedule(targets, feeds)
        self.text = ProgramText()
        self.names: dict[Tensor | Version, str] = {}
        self.constants: dict[Tensor, Any] = {}
        self.copies: dict[Tensor, str] = {}
        self.reads: dict[Operation, str] = {}
        self.devices = devices
        self.away: dict[Tensor, torch.device] = {}  # tensors that are not on the session's device
        self.moved: dict[tuple[Tensor | Version, torch.device | None], str] = {}
        self.unfed: Operation | None = None
        everywhere_home = devices is None or all(devices.away(op) is None for op in self.schedule.order)
        kept = self.fetched | self.feeds.keys()
        self.exchange = exchange(self.schedule, kept) if everywhere_home and not traced else Exchange()

    def compile(self) -> Plan:
        for tensor in self.feeds:
            self.names[tensor] = self.text.fresh(tensor.op.name if tensor.index == 0 else tensor.name)
        for position, op in enumerate(self.schedule.order):
            self._write(op, position)
        newest = {variable: self.names[variable, n] for variable, n in self.schedule.newest.items()}
        returned = [self._returned(f) if isinstance(f, Tensor) else "None" for f in self.fetches]
        changed = {v: name for v, name in newest.items() if name != self.reads.get(v)}
        self.text.line(f"return ({listing(returned)}), ({listing(list(changed.values()))})")
        parameters = (
            [self.names[t] for t in self.feeds] + list(self.reads.values()) + ["record"] * self.traced
        )
        source, program = self.text.function(parameters)
        return Plan(
            source=source,
            program=program,
            feeds=tuple(self.feeds),
            reads=tuple(self.reads),
            may_be_missing=self._may_be_missing(),
            writes=tuple(changed),
            unfed=self.unfed,
            lines=self.text.blame(),
            order=tuple(self.schedule.order),
        )

    def _may_be_missing(self) -> frozenset[Operation]:
        """The variables about which is only asked whether they have a value."""
        needed = {
            v
            for op, reads in self.schedule.reads.items()
            if op.type != "IsVariableInitialized"
            for v in reads
        }
        needed |= {t.op for t in self.fetched if t.op.type == "Variable"}
        return frozenset(set(self.reads) - needed)

    # ---- one operation

    def _write(self, op: Operation, position: int) -> None:
        if op.type in _SOURCES:
            self._take_source(op, position)
        elif self._foldable(op):
            self._fold(op)
        elif op in self.exchange.replaced:
            self.names[op.outputs[0]] = self._name(self.exchange.replaced[op])
        else:
            self._write_call(op, position)

    def _take_source(self, op: Operation, position: int) -> None:
        tensor = op.outputs[0]
        if op.type == "Const":
            self.constants[tensor] = self.constant(op)
        elif op.type == "Placeholder" and tensor not in self.feeds:
            self.unfed = self.unfed or op
            self.names[tensor] = self.text.fresh(op.name)
        if self.traced and op.type == "Const":
            self._record(op, position, [self._name(tensor)])
        if self.traced and (op, 0) in self.schedule.last_read:
            self._record(op, position, [self._version_name((op, 0))])

    def _foldable(self, op: Operation) -> bool:
        free = not (self.traced or op.entry.stateful or op.control_inputs) and bool(op.outputs)
        return free and all(t in self.constants and t not in self.feeds for t in op.inputs)

    def _fold(self, op: Operation) -> None:
        values = [self.constants[t] for t in op.inputs]
        try:
            result = op.entry.kernel(*op.grouped(values), **op.attrs)
        except _FAILURES as error:
            raise KernelError(op, [str(tuple(getattr(v, "shape", ()))) for v in values], error) from error
        results = result if isinstance(result, (tuple, list)) else (result,)
        self.constants.update(zip(op.outputs, results, strict=True))

    def _write_call(self, op: Operation, position: int) -> None:
        arguments = self._arguments(op)
        inputs = tuple(name for a in arguments for name in (a if isinstance(a, list) else [a]))
        self._keep_old_versions(op, position)
        call = self._call(op, arguments)
        results = self._results(op)
        if results:
            target = listing(results) if op.entry.several else ", ".join(results)
            self.text.line(f"{target} = {call}{self._copied(op, position)}", op, inputs)
            if op in self.exchange.pooled:
                self.text.line(f"{results[0]} = torch.relu_({results[0]}){COMMENT}", op)
        elif op.type != "NoOp":
            self.text.line(call, op, inputs)
        if self.devices is not None and (here := self.devices.away(op)) is not None:
            self.away.update((tensor, here) for tensor in op.outputs if tensor not in self.feeds)
        for tensor, name in zip(op.outputs, results, strict=True):
            if tensor in self.fetched and tensor in self.schedule.roots:
                self.copies[tensor] = self.text.fresh(f"{name}_value")
                self.text.line(f"{self.copies[tensor]} = {name}.clone()", op)
        if self.traced:
            self._record(op, position, results)

    def _record(self, op: Operation, position: int, results: list[str]) -> None:
        self.text.line(f"record({position}, ({listing(results)}))", op)

    def _call(self, op: Operation, arguments: list[Any]) -> str:
        if op.type == "Assign":
            return self._assigned(op, arguments[0])
        if op.entry.kernel in (identity_of, value_of):
            return str(arguments[0])
        parts = [f"[{', '.join(a)}]" if isinstance(a, list) else a for a in arguments]
        if op in self.exchange.backward:
            where = self._name(self.exchange.backward[op])
            parts[0] = f"{self.text.spelling(relu_grad)}({parts[0]}, {where})"
        parts += [f"{key}={self.text.literal(key, value)}" for key, value in op.attrs.items()]
        if op.entry.seeded:
            parts.append(f"generator={self.text.define(f'{op.name}_generator', self.generator(op))}")
        return f"{self.text.spelling(op.entry.kernel)}({', '.join(parts)})"

    # ---- names

    def _arguments(self, op: Operation) -> list[Any]:
        """The names of what the kernel takes, lists as lists."""
        flat = [self._input(op, parameter, tensor) for parameter, tensor in op.named_inputs()]
        kept = [parameter not in op.entry.unread for parameter in op.entry.inputs]
        return [group for group, keep in zip(op.grouped(flat), kept, strict=True) if keep]

    def _input(self, op: Operation, parameter: str, tensor: Tensor) -> str:
        if tensor in self.feeds or tensor.op.type != "Variable":
            return self._brought(op, tensor, tensor, self._name(tensor))
        if parameter in op.entry.unread:
            return ""
        version = (tensor.op, self.schedule.reads[op][tensor.op])
        return self._brought(op, tensor, version, self._version_name(version))

    def _brought(self, op: Operation, tensor: Tensor, value: Tensor | Version, name: str) -> str:
        """The name of ``value`` on the device where ``op`` runs."""
        here = self.devices.away(op) if self.devices is not None else None
        if self.devices is None or here == self.away.get(tensor) or tensor.dtype.torch is None:
            return name
        if (value, here) not in self.moved:
            device = here or self.devices.home
            self.moved[value, here] = moved = self.text.fresh(f"{name}_on_{device.type}")
            self.text.line(f"{moved} = {name}.to({str(device)!r})", op, (name,))
        return self.moved[value, here]

    def _name(self, tensor: Tensor) -> str:
        if tensor not in self.names:
            self.names[tensor] = self.text.constant(tensor, self.constants[tensor])
        return self.names[tensor]

    def _version_name(self, version: Version) -> str:
        if version not in self.names:
            variable, number = version
            assert number == 0, "a later version is named where it is made"
            self.names[version] = self.reads[variable] = self.text.fresh(variable.name)
        return self.names[version]

    def _results(self, op: Operation) -> list[str]:
        """Names for what ``op`` puts out, and for the versions of variables that it makes."""
        for variable, version in self.schedule.made.get(op, []):
            if op.entry.in_place:
                self.names.setdefault((variable, version), self.names[variable, version - 1])
            else:
                self.names[variable, version] = self.names[op.outputs[0]] = self.text.fresh(
                    f"{variable.name}_new"
                )
        return [self._result(op, tensor) for tensor in op.outputs]

    def _result(self, op: Operation, tensor: Tensor) -> str:
        if tensor in self.feeds:  # another output of the operation is needed; this one comes from outside
            return self.text.fresh("unused")
        if tensor not in self.names:
            self.names[tensor] = self.text.fresh(op.name if tensor.index == 0 else tensor.name)
        return self.names[tensor]

    # ---- memory

    def _keep_old_versions(self, op: Operation, position: int) -> None:
        """Copy a version that is still needed after ``op`` overwrites it."""
        if not op.entry.in_place:
            return
        for variable, version in self.schedule.made.get(op, []):
            if self.schedule.last_read.get((variable, version - 1), -1) > position:
                old, current = self.text.fresh(f"{variable.name}_old"), self.names[variable, version - 1]
                self.text.line(f"{old} = {current}.clone()", op)
                self.names[variable, version - 1], self.names[variable, version] = old, current

    def _copied(self, op: Operation, position: int) -> str:
        """A view of a variable that is used after the variable is overwritten must be a copy."""
        roots = self.schedule.roots
        if not op.entry.view or op.outputs[0] not in roots:
            return ""
        root = roots[op.outputs[0]]
        overwritten = self.schedule.overwritten.get(root, position)
        late = any(
            self.schedule.last_use.get(t, -1) > overwritten for t, other in roots.items() if other == root
        )
        return ".clone()" if overwritten > position and late else ""

    def _assigned(self, op: Operation, value: str) -> str:
        target, tensor = op.inputs
        if is_known(target.sizes) and not is_known(tensor.sizes):
            value = f"{self.text.spelling(of_shape)}({value}, {target.sizes})"
        return value if self._is_own(tensor) else f"{value}.clone()"

    def _is_own(self, tensor: Tensor) -> bool:
        """Whether an assignment may keep the tensor's memory: nobody else can read it afterwards."""
        shared = tensor in self.feeds or tensor in self.constants or tensor.op.type in _SOURCES
        seen_by_others = tensor in self.fetched or self.schedule.uses[tensor] > 1
        return not (shared or seen_by_others or tensor in self.schedule.roots or tensor.op.entry.view)

    def _returned(self, tensor: Tensor) -> str:
        if tensor in self.copies:
            return self.copies[tensor]
        if tensor in self.feeds:
            return f"{self.names[tensor]}.clone()"
        if tensor.op.type == "Variable":
            return f"{self._version_name((tensor.op, self.schedule.newest.get(tensor.op, 0)))}.clone()"
        is_tensor = isinstance(self.constants.get(tensor), torch.Tensor)
        return f"{self._name(tensor)}.clone()" if is_tensor else self._name(tensor)
