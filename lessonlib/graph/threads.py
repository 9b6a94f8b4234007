"""How many threads a run takes: for small sums, waiting for a second thread costs more than it saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

SMALL = 32_768  # elements that go in; from about here on a second thread pays (benchmarks/, case MLP)


class threads_for:
    """While open, torch uses one thread if all of ``arguments`` together have few elements."""

    __slots__ = ("_before", "_single")

    def __init__(self, arguments: Sequence[Any]) -> None:
        self._before = torch.get_num_threads()
        self._single = self._before > 1 and _elements(arguments) < SMALL

    def __enter__(self) -> None:
        if self._single:
            torch.set_num_threads(1)

    def __exit__(self, *_: object) -> None:
        if self._single:
            torch.set_num_threads(self._before)


def _elements(arguments: Sequence[Any]) -> int:
    total = 0
    for argument in arguments:  # a loop: at each run, and twice as fast as sum() of a generator
        if isinstance(argument, torch.Tensor):
            total += argument.numel()
    return total
