"""A plan: the straight-line PyTorch program that a run of the graph stands for.

`compile_plan` prunes the graph to what the fetches need, folds what is constant, and writes one line of Python for each
operation that is left. Memory is shared only where no one can see it: a value that is handed out, and an old value
that is still needed after an update in place, is a copy.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.errors import KernelError
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity_of
from lessonlib.graph.ops.state import of_shape, value_of
from lessonlib.graph.schedule import Schedule, Version, schedule
from lessonlib.graph.shapes import is_known, show

_SOURCES = ("Const", "Placeholder", "Variable")
_SHOWN_ELEMENTS = 8


@dataclass
class Plan:
    """A compiled run. ``program(*fed values, *variable values)`` returns (fetched values, new variable values)."""

    source: str
    program: Callable[..., tuple[tuple[Any, ...], tuple[Any, ...]]]
    feeds: tuple[Tensor, ...]
    reads: tuple[Operation, ...]
    may_be_missing: frozenset[Operation]
    writes: tuple[Operation, ...]
    unfed: Operation | None
    lines: dict[int, tuple[Operation, tuple[str, ...]]]
    positions: dict[int, Operation]

    def __str__(self) -> str:
        return self.source


@dataclass
class _Writer:
    """The state of writing one program."""

    plan: Schedule
    feeds: tuple[Tensor, ...]
    fetched: frozenset[Tensor]
    traced: bool
    names: dict[Any, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=lambda: {"torch", "F", "program", "record"})
    constants: dict[Tensor, Any] = field(default_factory=dict)
    namespace: dict[str, Any] = field(default_factory=lambda: {"torch": torch, "F": F})
    imports: dict[str, set[str]] = field(default_factory=dict)
    preamble: list[str] = field(default_factory=list)
    body: list[tuple[str, Operation | None, tuple[str, ...]]] = field(default_factory=list)
    copies: dict[Tensor, str] = field(default_factory=dict)
    reads: dict[Operation, str] = field(default_factory=dict)
    unfed: Operation | None = None

    def fresh(self, wanted: str) -> str:
        base = re.sub(r"\W", "_", wanted)
        base = f"_{base}" if not base or base[0].isdigit() or keyword.iskeyword(base) else base
        name, count = base, 1
        while name in self.taken:
            name, count = f"{base}_{count}", count + 1
        self.taken.add(name)
        return name


def compile_plan(
    fetches: Sequence[Tensor | Operation],
    feeds: Sequence[Tensor],
    constant: Callable[[Operation], Any],
    generator: Callable[[Operation], torch.Generator],
    traced: bool = False,
) -> Plan:
    """Compile one (fetches, feeds) pair.

    Args:
        fetches: tensors and operations, flat.
        feeds: the tensors that get their values from outside.
        constant: gives the value, on the session's device, of a Const operation.
        generator: gives the random generator of a seeded operation.
        traced: call ``record(index, outputs)`` after each operation, and fold no constants.
    """
    fed = set(feeds)
    targets = [f if isinstance(f, Operation) else f.op for f in fetches if f not in fed]
    tensors = [f for f in fetches if isinstance(f, Tensor)]
    out = _Writer(schedule(targets, feeds), tuple(feeds), frozenset(tensors), traced)
    for tensor in feeds:
        out.names[tensor] = out.fresh(tensor.op.name if tensor.index == 0 else tensor.name)
    for position, op in enumerate(out.plan.order):
        _write(out, op, position, constant, generator)
    returned = [_returned(out, f) if isinstance(f, Tensor) else "None" for f in fetches]
    writes = {v: out.names[v, n] for v, n in out.plan.newest.items() if out.names[v, n] != out.reads.get(v)}
    out.body.append((f"return ({_listing(returned)}), ({_listing(list(writes.values()))})", None, ()))
    return _assemble(out, tuple(writes))


# ---- one operation


def _write(
    out: _Writer, op: Operation, position: int, constant: Callable[..., Any], generator: Callable[..., Any]
) -> None:
    if op.type == "Const":
        out.constants[op.outputs[0]] = constant(op)
        if out.traced:
            _record(out, op, position, [_name(out, op.outputs[0])])
    elif op.type == "Placeholder":
        if op.outputs[0] not in out.names:
            out.unfed = out.unfed or op
            out.names[op.outputs[0]] = out.fresh(op.name)
    elif op.type == "Variable":
        if out.traced and (op, 0) in out.plan.last_read:
            _record(out, op, position, [_version_name(out, (op, 0))])
    elif _foldable(out, op):
        _fold(out, op)
    else:
        _write_call(out, op, position, generator)


def _foldable(out: _Writer, op: Operation) -> bool:
    return (
        not out.traced
        and not op.entry.stateful
        and not op.control_inputs
        and bool(op.outputs)
        and all(t in out.constants and t not in out.names for t in op.inputs)
    )


def _fold(out: _Writer, op: Operation) -> None:
    values = [out.constants[t] for t in op.inputs]
    try:
        result = op.entry.kernel(*op.grouped(values), **op.attrs)
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        raise KernelError(op, [str(tuple(getattr(v, "shape", ()))) for v in values], error) from error
    results = result if isinstance(result, (tuple, list)) else (result,)
    out.constants.update(zip(op.outputs, results, strict=True))


def _write_call(out: _Writer, op: Operation, position: int, generator: Callable[..., Any]) -> None:
    arguments = _arguments(out, op)
    for variable, version in _overwrites(out, op):
        if out.plan.last_read.get((variable, version), -1) > position:
            _keep_old(out, op, variable, version)
    call = _call(out, op, arguments, generator)
    results = _results(out, op, position)
    if not op.outputs:
        if op.type != "NoOp":
            _line(out, call, op, tuple(_flat(arguments)))
    else:
        target = ", ".join(results) + ("," if _many(op) else "")
        _line(out, f"{target} = {call}{_copy_suffix(out, op, position)}", op, tuple(_flat(arguments)))
    for tensor, name in zip(op.outputs, results, strict=True):
        if tensor in out.fetched and tensor in out.plan.roots:
            out.copies[tensor] = out.fresh(f"{name}_value")
            _line(out, f"{out.copies[tensor]} = {name}.clone()", op, ())
    if out.traced:
        _record(out, op, position, results)


def _keep_old(out: _Writer, op: Operation, variable: Operation, version: int) -> None:
    """Copy a version that is still needed after ``op`` overwrites it."""
    old, current = out.fresh(f"{variable.name}_old"), out.names[variable, version]
    _line(out, f"{old} = {current}.clone()", op, ())
    out.names[variable, version], out.names[variable, version + 1] = old, current


def _many(op: Operation) -> bool:
    return op.type in ("Vjp", "Unstack")


def _overwrites(out: _Writer, op: Operation) -> list[Version]:
    return [(v, n - 1) for v, n in out.plan.made.get(op, []) if op.entry.in_place]


def _arguments(out: _Writer, op: Operation) -> list[Any]:
    kept = [p not in op.entry.unread for p in op.entry.inputs]
    grouped = op.grouped([_input_name(out, op, t, p) for p, t in op.named_inputs()])
    return [group for group, keep in zip(grouped, kept, strict=True) if keep]


def _input_name(out: _Writer, op: Operation, tensor: Tensor, parameter: str) -> str:
    if tensor in out.feeds:
        return out.names[tensor]
    if tensor.op.type == "Variable":
        return (
            ""
            if parameter in op.entry.unread
            else _version_name(out, (tensor.op, out.plan.reads[op][tensor.op]))
        )
    return _name(out, tensor)


def _version_name(out: _Writer, version: Version) -> str:
    if version not in out.names:
        variable, number = version
        assert number == 0, "a later version is named where it is made"
        out.names[version] = out.reads[variable] = out.fresh(variable.name)
    return out.names[version]


def _name(out: _Writer, tensor: Tensor) -> str:
    if tensor not in out.names and tensor in out.constants:
        out.names[tensor] = name = out.fresh(tensor.op.name if tensor.index == 0 else tensor.name)
        out.namespace[name] = out.constants[tensor]
        out.preamble.append(_constant_line(name, tensor, out.constants[tensor]))
    return out.names[tensor]


def _results(out: _Writer, op: Operation, position: int) -> list[str]:
    """Names for what ``op`` puts out, and for the versions of variables that it makes."""
    for variable, version in out.plan.made.get(op, []):
        if op.entry.in_place:
            out.names.setdefault((variable, version), out.names[variable, version - 1])
        else:
            out.names[variable, version] = out.names[op.outputs[0]] = out.fresh(f"{variable.name}_new")
    for tensor in op.outputs:
        if tensor not in out.names or tensor in out.feeds:
            out.names.setdefault(tensor, out.fresh(op.name if tensor.index == 0 else tensor.name))
    return [out.names[tensor] if tensor not in out.feeds else out.fresh("unused") for tensor in op.outputs]


def _call(out: _Writer, op: Operation, arguments: list[Any], generator: Callable[..., Any]) -> str:
    if op.entry.kernel in (identity_of, value_of):
        return _assigned(out, op, arguments[0]) if op.type == "Assign" else str(arguments[0])
    parts = [f"[{', '.join(a)}]" if isinstance(a, list) else a for a in arguments]
    parts += [f"{key}={_literal(out, key, value)}" for key, value in op.attrs.items()]
    if op.entry.seeded:
        name = out.fresh(f"{op.name}_generator")
        out.namespace[name] = generator(op)
        parts.append(f"generator={name}")
    return f"{_spelling(out, op.entry.kernel)}({', '.join(parts)})"


def _assigned(out: _Writer, op: Operation, value: str) -> str:
    tensor, target = op.inputs[1], op.inputs[0]
    if is_known(target.sizes) and not is_known(tensor.sizes):
        value = f"{_spelling(out, of_shape)}({value}, {target.sizes})"
    return value if _is_own(out, tensor) else f"{value}.clone()"


def _is_own(out: _Writer, tensor: Tensor) -> bool:
    """Whether an assignment may keep the tensor's memory: nobody else can read it afterwards."""
    shared = tensor in out.feeds or tensor in out.constants or tensor.op.type in _SOURCES
    seen_by_others = tensor in out.fetched or out.plan.uses[tensor] > 1
    return not (shared or seen_by_others or tensor in out.plan.roots or tensor.op.entry.view)


def _copy_suffix(out: _Writer, op: Operation, position: int) -> str:
    """A view of a variable that is used after the variable is overwritten must be a copy."""
    if not op.entry.view or op.outputs[0] not in out.plan.roots or _many(op):
        return ""
    overwritten = out.plan.overwritten.get(out.plan.roots[op.outputs[0]], position)
    late = any(out.plan.last_use.get(t, -1) > overwritten for t in _views_of(out, op.outputs[0]))
    return ".clone()" if overwritten > position and late else ""


def _views_of(out: _Writer, tensor: Tensor) -> list[Tensor]:
    return [t for t, root in out.plan.roots.items() if root == out.plan.roots[tensor]]


def _returned(out: _Writer, tensor: Tensor) -> str:
    if tensor in out.copies:
        return out.copies[tensor]
    if tensor in out.feeds:
        return f"{out.names[tensor]}.clone()"
    if tensor.op.type == "Variable":
        return f"{_version_name(out, (tensor.op, out.plan.newest.get(tensor.op, 0)))}.clone()"
    name = _name(out, tensor) if tensor in out.names or tensor in out.constants else "None"
    return (
        f"{name}.clone()"
        if tensor in out.constants and isinstance(out.constants[tensor], torch.Tensor)
        else name
    )


# ---- text


def _spelling(out: _Writer, kernel: Callable[..., Any]) -> str:
    name = kernel.__name__
    for prefix, module in (("torch", torch), ("F", F)):
        if getattr(module, name, None) is kernel:
            return f"{prefix}.{name}"
    out.namespace[name] = kernel
    out.taken.add(name)
    out.imports.setdefault(kernel.__module__, set()).add(name)
    return name


def _literal(out: _Writer, key: str, value: Any) -> str:
    if callable(value):
        name = out.fresh(getattr(value, "__name__", key))
        out.namespace[name] = value
        return name
    return repr(value)


def _constant_line(name: str, tensor: Tensor, value: Any) -> str:
    if not isinstance(value, torch.Tensor):
        return f"{name} = {value!r}"
    if value.numel() <= _SHOWN_ELEMENTS:
        return f"{name} = torch.tensor({value.tolist()}, dtype={value.dtype})"
    return f"{name} = constants[{tensor.name!r}]  # {tensor.dtype.name} {show(tuple(value.shape))}"


def _line(out: _Writer, text: str, op: Operation, inputs: tuple[str, ...]) -> None:
    out.body.append((text, op, inputs))


def _record(out: _Writer, op: Operation, position: int, results: list[str]) -> None:
    _line(out, f"record({position}, ({_listing(results)}))", op, ())


def _flat(arguments: list[Any]) -> list[str]:
    return [name for a in arguments for name in (a if isinstance(a, list) else [a])]


def _listing(items: list[str]) -> str:
    return ", ".join(items) + ("," if len(items) == 1 else "")


def _assemble(out: _Writer, writes: tuple[Operation, ...]) -> Plan:
    parameters = [out.names[t] for t in out.feeds] + list(out.reads.values()) + ["record"] * out.traced
    head = f"def program({', '.join(parameters)}):"
    text = "\n".join([head, *(f"    {line}" for line, _, _ in out.body)]) + "\n"
    exec(compile(text, "<plan>", "exec"), out.namespace)
    imports = [
        f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(out.imports.items())
    ]
    uses_f = any("F." in line for line, _, _ in out.body)
    header = ["import torch", *(["import torch.nn.functional as F"] if uses_f else []), *imports]
    header += ["", *out.preamble] if out.preamble else []
    checked = {v for op, reads in out.plan.reads.items() if op.type != "IsVariableInitialized" for v in reads}
    fetched = {t.op for t in out.fetched if t.op.type == "Variable"}
    return Plan(
        source="\n".join(header) + "\n\n\n" + text,
        program=out.namespace["program"],
        feeds=out.feeds,
        reads=tuple(out.reads),
        may_be_missing=frozenset(set(out.reads) - checked - fetched),
        writes=writes,
        unfed=out.unfed,
        lines={i: (op, inputs) for i, (_, op, inputs) in enumerate(out.body, start=2) if op is not None},
        positions=dict(enumerate(out.plan.order)),
    )
