"""Functions of a state and an element, for `scan` and `reduce`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import common
from lessonlib.tf1.data import nesting
from lessonlib.tf1.data.elements import Component, Step
from lessonlib.tf1.data.iterator import Element, Pass, Spec
from lessonlib.tf1.data.structure import flatten, pack


class StateStep:
    """A function of a state and an element, called once, that gives a new state of the same dtypes."""

    def __init__(self, dataset: Any, initial: Any, function: Callable[..., Any], outputs: bool) -> None:
        self._parts = [Component(leaf) for leaf in flatten(initial)]
        self.output: Any = None

        def build(*leaves: Tensor) -> list[Any]:
            count = len(self._parts)
            element = nesting.as_arguments(dataset.structure, leaves[count:])
            result = function(pack(initial, leaves[:count]), element)
            if not outputs:
                return flatten(result)
            if not isinstance(result, tuple) or len(result) != 2:
                raise InvalidTypeError(
                    "The scan_func must return a pair: the new state and an output element."
                )
            self.output = result[1]
            return [*flatten(result[0]), *flatten(result[1])]

        given = [part.spec for part in self._parts]
        self._step = Step(build, [*given, *dataset.specs], "scan_func" if outputs else "reduce_func")
        made: list[Spec] = [(out.dtype, out.sizes) for out in self._step.branch.outputs]
        if [dtype for dtype, _ in made[: len(given)]] != [dtype for dtype, _ in given]:
            raise InvalidTypeError(
                f"The new state must have the dtypes {[d.name for d, _ in given]} of the initial state, but has "
                f"{[d.name for d, _ in made[: len(given)]]}."
            )
        pairs = zip(given, made, strict=False)
        self.state_specs: list[Spec] = [(dtype, common(old, new)) for (dtype, old), (_, new) in pairs]
        self.output_specs = made[len(given) :]
        self.sources = [*self._step.sources, *(source for part in self._parts for source in part.sources)]

    def start(self, p: Pass) -> Element:
        return tuple(part.value(p) for part in self._parts)

    def run(self, p: Pass, element: Element) -> list[Any]:
        return self._step.run(p, element)
