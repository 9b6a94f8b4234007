"""The intermediate form of a plan: what `lower` makes, the passes change, and `writer` writes down.

A form is a list of steps, one for each operation that runs, in order. The work of a step is a call of the operation's
kernel; passes put lines before and after it, such as a copy that an update in place makes necessary. Names are given
at the very end: until then a `Value` stands for what a name of the program will mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.plan.schedule import Schedule, Version

UNKNOWN: Any = object()  # the constant of a value that only a run can tell


@dataclass(eq=False, slots=True)
class Value:
    """What a name of the program stands for: something fed, a variable's value, a constant, or a result.

    Args:
        hint: the name that it gets if no other value has it; a derivation gives its result another.
        tensor: the tensor of the graph whose value it is, if any.
        variable: the variable whose value before the run it is.
        constant: what it is, when that is known before the run.
        device: where it is, when that is not the session's device.
        same: the value whose name it shares: the same memory after an update in place, or simply the same.
    """

    hint: str = ""
    tensor: Tensor | None = None
    variable: Operation | None = None
    constant: Any = UNKNOWN
    device: torch.device | None = None
    same: Value | None = None

    @property
    def is_constant(self) -> bool:
        return self.constant is not UNKNOWN


@dataclass(eq=False, slots=True)
class Call:
    """``results = kernel(*arguments, **attributes, **needs)``, with ``.clone()`` behind it if ``copied``.

    An argument is a value, a list of values, or another call, whose result has no name.
    """

    kernel: Callable[..., Any]
    arguments: list[Argument]
    results: list[Value] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    needs: dict[str, Any] = field(default_factory=dict)
    several: bool = False  # the kernel returns a tuple, even of one
    copied: bool = False
    comment: str = ""


@dataclass(eq=False, slots=True)
class Derivation:
    """``result = source.method``: a copy, here or on another device. It is named after its source, with ``suffix``."""

    source: Value
    method: str
    suffix: str
    result: Value


@dataclass(eq=False, slots=True)
class Record:
    """``record(position, values)``: tell who traces the run what an operation has put out."""

    position: int
    values: list[Value]


Argument = Value | list[Value] | Call
Line = Call | Derivation | Record


@dataclass(eq=False, slots=True)
class Step:
    """What the program does for one operation; ``call`` is None when there is nothing left to do."""

    op: Operation
    position: int
    call: Call | None
    before: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [*self.before, *([] if self.call is None else [self.call]), *self.after]


@dataclass(eq=False, slots=True)
class Returned:
    """What the program hands out for a fetch: a value (``copied`` if others see its memory); None for an operation."""

    fetch: Tensor | Operation
    value: Value | None
    copied: bool = False


@dataclass(eq=False, slots=True)
class Form:
    """A whole plan.

    Args:
        schedule: the operations in order, and the versions of variables that they read and make.
        fed: the values of the tensors that are fed.
        steps: what the program does, one step for each operation of the schedule.
        values: the value of each tensor, and of each version of a variable.
        returned: what the program hands out.
        unfed: a placeholder that the run needs and nobody feeds.
    """

    schedule: Schedule
    fed: dict[Tensor, Value]
    steps: list[Step]
    values: dict[Tensor | Version, Value]
    returned: list[Returned]
    unfed: Operation | None

    @property
    def fetched(self) -> set[Tensor]:
        return {one.fetch for one in self.returned if isinstance(one.fetch, Tensor)}


def values_of(arguments: list[Argument]) -> Iterator[Value]:
    """The values among the arguments of a call, lists unrolled."""
    for argument in arguments:
        if isinstance(argument, Value):
            yield argument
        else:
            yield from argument if isinstance(argument, list) else values_of(argument.arguments)
