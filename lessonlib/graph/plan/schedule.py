"""The order in which a run computes, and which value of a variable each operation sees.

The rule, in one place: an operation sees a variable as it was before the run, unless one of the run's updates of it
comes before the operation by a data or control dependency; then it sees the latest of those. A variable that is
fetched directly is read after all updates of the run.

To keep old values cheap, updates run as late as their dependencies allow: an operation's level is the number of
updates that it waits for, and within a level ordinary operations come first, then assignments, then updates in place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lessonlib.graph.graph import ancestors, before
from lessonlib.graph.node import Operation, Tensor

Version = tuple[Operation, int]  # a variable, and how many updates of it this run has made


@dataclass
class Schedule:
    """What a run does, in order.

    ``reads[op]`` gives the version of each variable that ``op`` takes as an input, ``made[op]`` the versions that it
    makes, ``newest`` the last version of each updated variable, ``roots`` the version whose memory a tensor shares.
    ``last_use``, ``last_read`` and ``overwritten`` are positions in ``order``.
    """

    order: list[Operation]
    reads: dict[Operation, dict[Operation, int]] = field(default_factory=dict)
    made: dict[Operation, list[Version]] = field(default_factory=dict)
    newest: dict[Operation, int] = field(default_factory=dict)
    roots: dict[Tensor, Version] = field(default_factory=dict)
    uses: Counter[Tensor] = field(default_factory=Counter)
    last_use: dict[Tensor, int] = field(default_factory=dict)
    last_read: dict[Version, int] = field(default_factory=dict)
    overwritten: dict[Version, int] = field(default_factory=dict)


def schedule(targets: Iterable[Operation], feeds: Iterable[Tensor]) -> Schedule:
    """The schedule of all that ``targets`` need, when ``feeds`` are given from outside."""
    fed = set(feeds)
    plan = Schedule(_ordered(ancestors(targets, fed), fed))
    visible: dict[Operation, dict[Operation, int]] = {}
    for position, op in enumerate(plan.order):
        seen = _merged([visible[p] for p in before(op, fed) if p in visible])
        _note_reads(plan, op, position, seen, fed)
        _note_writes(plan, op, position, seen)
        if seen:
            visible[op] = seen
    return plan


def _ordered(ops: list[Operation], fed: set[Tensor]) -> list[Operation]:
    level: dict[Operation, int] = {}
    for op in ops:
        level[op] = max((level[p] + bool(p.entry.writes) for p in before(op, fed)), default=0)
    return sorted(ops, key=lambda op: (level[op], _kind(op), op.index))


def _kind(op: Operation) -> int:
    entry = op.entry
    return bool(entry.writes) + entry.in_place


def _merged(parts: list[dict[Operation, int]]) -> dict[Operation, int]:
    if not parts:
        return {}
    merged = dict(parts[0])
    for part in parts[1:]:
        for variable, version in part.items():
            merged[variable] = max(merged.get(variable, 0), version)
    return merged


def _note_reads(
    plan: Schedule, op: Operation, position: int, seen: dict[Operation, int], fed: set[Tensor]
) -> None:
    reads: dict[Operation, int] = {}
    for parameter, tensor in op.named_inputs():
        plan.uses[tensor] += 1
        if tensor in fed:
            continue
        plan.last_use[tensor] = position
        if tensor.op.type == "Variable" and parameter not in op.entry.unread:
            # updates of one variable that do not wait for each other are made one after the other: none is lost
            latest = plan.newest if parameter in op.entry.writes else seen
            reads[tensor.op] = latest.get(tensor.op, 0)
            plan.last_read[tensor.op, reads[tensor.op]] = position
    if reads:
        plan.reads[op] = reads
    if op.entry.view:
        source = op.inputs[0]
        owned = source in fed or source.op in reads
        root = (source.op, reads.get(source.op, 0)) if owned else plan.roots.get(source)
        if root is not None:
            plan.roots.update((out, root) for out in op.outputs)


def _note_writes(plan: Schedule, op: Operation, position: int, seen: dict[Operation, int]) -> None:
    if not op.entry.writes:
        return
    for parameter, tensor in op.named_inputs():
        if parameter in op.entry.writes:
            old = plan.newest.get(tensor.op, 0)
            if op.entry.in_place:
                plan.overwritten[tensor.op, old] = position
            plan.newest[tensor.op] = seen[tensor.op] = old + 1
            plan.made.setdefault(op, []).append((tensor.op, old + 1))
            plan.roots.update((out, (tensor.op, old + 1)) for out in op.outputs)
