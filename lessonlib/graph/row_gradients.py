"""Gradients that are rows, `IndexedSlices`: how operations hand them on, and how branches and loops give them.

A body runs under torch's reverse mode. What it only gathers rows of is not differentiated there: its gathers write down
which rows they took, and the gradients of these. As in TensorFlow, a loop also names row 0, with zeros, and a branch
that is not taken names all rows of what it would have gathered from, with zeros.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from lessonlib.graph.create import create_several
from lessonlib.graph.dtypes import DType
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.pieces import pick
from lessonlib.graph.order import ancestors
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import Shape
from lessonlib.graph.slices import IndexedSlices

Rows = tuple[torch.Tensor, torch.Tensor]  # values (n, ...), indices (n,)

_BODIES = {"Cond": ("true", "false"), "While": ("body",), "Scan": ("body",), "Recurrence": ("body",)}


def passed_on(op: Operation, g: IndexedSlices) -> list[IndexedSlices | None] | None:
    """The gradients of the inputs of ``op`` when its output has rows as gradient; None when it needs a whole tensor."""
    if op.gradient:
        return None
    if op.type in ("Identity", "Print"):
        return [g, *[None] * (len(op.inputs) - 1)]
    if op.type == "AddN":
        return [g] * len(op.inputs)
    if op.type == "Concat" and op.inputs[0].sizes is not None:
        dim = op.attrs["dim"] % len(op.inputs[0].sizes)
        found = create_several("SplitRows", g.values, g.indices, list(op.inputs), dim=dim)
        pairs = zip(found[::2], found[1::2], op.inputs, strict=True)
        return [IndexedSlices.shaped_like(values, indices, part) for values, indices, part in pairs]
    return None


def split_rows(
    values: torch.Tensor, indices: torch.Tensor, parts: list[torch.Tensor], dim: int
) -> tuple[torch.Tensor, ...]:
    """For each part of a concatenation along ``dim``, its rows and their numbers in it."""
    found, start = [], 0
    for part in parts:
        size = part.shape[dim]
        if dim:
            found += [values.narrow(dim, start, size).clone(), indices.clone()]
        else:
            own = ((indices >= start) & (indices < start + size)).nonzero()[:, 0]
            found += [values.index_select(0, own), indices.index_select(0, own) - start]
        start += size
    return tuple(found)


def _split_specs(values: Tensor, indices: Tensor, parts: list[Tensor], dim: int) -> list[tuple[DType, Shape]]:
    count = indices.sizes if dim else (None,)
    found: list[tuple[DType, Shape]] = []
    for part in parts:
        sizes = None if count is None or part.sizes is None else (*count, *part.sizes[1:])
        found += [(values.dtype, sizes), (indices.dtype, count)]
    return found


register("SplitRows", "values indices parts*", split_rows, BY_VJP, same="", several=True, shape=_split_specs)


@dataclass(frozen=True)
class Taken:
    """What the bodies of an operation gather from one of its inputs, and do nothing else with.

    Args:
        gathers: the operations.
        branches: (branch, place among what it captures), for each side of a condition that gathers.
        repeated: whether a loop is around a gather.
    """

    gathers: list[Operation] = field(default_factory=list)
    branches: list[tuple[Any, int]] = field(default_factory=list)
    repeated: bool = False

    def __add__(self, other: Taken) -> Taken:
        both = (self.gathers + other.gathers, self.branches + other.branches)
        return Taken(*both, self.repeated or other.repeated)


def taken_from(op: Operation, index: int) -> Taken | None:
    """What is gathered from input ``index`` of ``op``; None when there is something else, or nothing."""
    if op.type not in _BODIES:
        return None
    start = 0
    for parameter, n in zip(op.entry.inputs, op.arity, strict=True):
        if parameter.startswith("captured") and start <= index < start + (n or 0):
            found = _in_bodies(op, op.inputs[index])
            return found if found is not None and found.gathers else None
        start += 1 if n is None else n
    return None


def _in_bodies(op: Operation, x: Tensor) -> Taken | None:
    total = Taken(repeated=op.type != "Cond")
    for attribute in _BODIES[op.type]:
        body = op.attrs[attribute]
        for place, (outside, inside) in enumerate(body.graph.captures.items()):
            if op.graph.captures.get(outside, outside) is x:
                found = _read(body, inside)
                if found is None:
                    return None
                if op.type == "Cond" and found.gathers:
                    found += Taken(branches=[(body, place)])
                total += found
    return total


def _read(body: Any, tensor: Tensor) -> Taken | None:
    """What a body gathers from a tensor of its own, on the way to its outputs."""
    if tensor in body.outputs:
        return None
    total = Taken()
    for op in ancestors([out.op for out in body.outputs]):
        if tensor not in op.inputs or op.entry.grads is NOT_DIFFERENTIABLE:
            continue
        found = _read_by(op, body, tensor)
        if found is None:
            return None
        total += found
    return total


def _read_by(op: Operation, body: Any, tensor: Tensor) -> Taken | None:
    if op.gradient:
        return None
    if op.type == "Gather" and op.attrs["dim"] == 0:
        return Taken([op])
    if op.type == "Identity":
        return _read(body, op.outputs[0])
    places = [i for i, each in enumerate(op.inputs) if each is tensor]
    return taken_from(op, places[0]) if len(places) == 1 else None


class _Log:
    """The rows that one run takes: numbers of sources and of rows, as the bodies run, and then their gradients."""

    def __init__(self) -> None:
        self.sources: list[int] = []
        self.indices: list[torch.Tensor] = []
        self.values: dict[int, torch.Tensor] = {}  # by place among the others
        self.whole: list[int] = []  # the sources of branches that were not taken

    def watch(self, rows: torch.Tensor, source: int, indices: torch.Tensor) -> None:
        """Note rows that are taken, and their gradient when it comes; a gradient of the gradient changes nothing."""
        place = len(self.sources)
        self.sources.append(source)
        self.indices.append(indices.reshape(-1))

        def note(g: torch.Tensor) -> None:
            self.values.setdefault(place, g)

        rows.register_hook(note)


class RowsTaken:
    """For one gradient of an operation with bodies: what they gather of each source, and what a run has taken."""

    def __init__(self, sources: Sequence[Taken]) -> None:
        self._sources = sources
        self._number = {gather: i for i, taken in enumerate(sources) for gather in taken.gathers}
        self._running = threading.local()

    def kernel(self, op: Operation) -> Callable[..., torch.Tensor] | None:
        """What stands for the kernel of a gather that is watched."""
        if op not in self._number:
            return None
        number = self._number[op]

        def taken(params: torch.Tensor, indices: torch.Tensor, dim: int) -> torch.Tensor:
            rows = pick(params, indices, dim)
            self._running.log.watch(rows, number, indices)
            return rows

        return taken

    def start(self) -> _Log:
        """A run begins."""
        log = self._running.log = _Log()
        return log

    def not_taken(self, branch: Any) -> None:
        """The other side of a condition was taken."""
        for number, taken in enumerate(self._sources):
            places = [place for other, place in taken.branches if other is branch]
            self._running.log.whole += [number] * len(places)

    def rows(self, log: _Log, number: int, source: torch.Tensor, indices: Sequence[torch.Tensor]) -> Rows:
        """All that a run took of a source, with its gradients; ``indices`` are those of the log."""
        taken, rest = self._sources[number], source.shape[1:]
        places = [i for i, other in enumerate(log.sources) if other == number and i in log.values]
        kind = indices[places[0]].dtype if places else torch.int32
        zeros = [len(source)] * log.whole.count(number) + [1] * taken.repeated
        values = [source.new_zeros((count, *rest)) for count in [*reversed(zeros), 0]]
        numbers = [torch.arange(count, dtype=kind, device=source.device) for count in [*reversed(zeros), 0]]
        for i in reversed(places) if taken.repeated else places:
            values.append(log.values[i].reshape(len(indices[i]), *rest))
            numbers.append(indices[i])
        return torch.cat(values), torch.cat(numbers)
