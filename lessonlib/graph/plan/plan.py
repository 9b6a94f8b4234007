"""The plan: what a run executes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.node import Operation, Tensor


@dataclass(frozen=True)
class Plan:
    """A compiled run: ``program(*fed values, *values of reads)`` returns (fetched values, new values of writes).

    Args:
        source: the text of the program.
        program: the function. A traced one takes ``record`` as its last argument.
        feeds: the tensors that are fed, in the order of the parameters.
        reads: the variables whose values it takes, in the order of the parameters after the feeds.
        may_be_missing: those of ``reads`` that need not have a value, as the run only asks whether they have one.
        writes: the variables that get the new values.
        unfed: a placeholder that the run needs and nobody feeds; such a plan cannot run.
        lines: for a line of the program, the operation that it runs and the names of its arguments.
        order: the operations in the order in which they run.
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
