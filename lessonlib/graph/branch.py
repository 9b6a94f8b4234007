"""The body of a branch or a loop: a graph of its own inside another, compiled and run when it is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from lessonlib.graph import nest
from lessonlib.graph.context import RunContext
from lessonlib.graph.create import constant, convert_to_tensor
from lessonlib.graph.dtypes import DType
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.plan import compile_plan
from lessonlib.graph.shapes import Shape

Spec = tuple[DType, Shape]


class Branch:
    """A body built by calling a Python function: a graph, its own inputs, what it captures, and its outputs.

    ``structure`` is what the function returned, nested as it was. Calling it with tensors (inputs, then captured
    values) runs it as a compiled program.
    """

    def __init__(self, build: Callable[..., Any], specs: Sequence[Spec] = (), name: str = "branch") -> None:
        self.name = name
        self.graph = Graph(outer=get_default_graph())
        self.graph.seed = self.graph.root.seed
        with self.graph.as_default():
            self.inputs = [self._input(i, spec) for i, spec in enumerate(specs)]
            self.structure = build(*self.inputs)
            self.outputs = [self._output(item) for item in nest.flatten(self.structure)]

    @property
    def is_list(self) -> bool:
        """Whether the function returned several things, or a list of one."""
        return nest.is_nested(self.structure)

    def _input(self, index: int, spec: Spec) -> Tensor:
        return self.graph.add(
            "Placeholder", self.graph.unique_name(f"input_{index}"), (), (), {}, [spec]
        ).outputs[0]

    def _output(self, item: Any) -> Tensor:
        if isinstance(item, Operation):
            with self.graph.control_dependencies([item]):
                return identity(constant(True))
        return self.graph.capture(convert_to_tensor(item))

    @property
    def draws(self) -> bool:
        """Whether it draws random numbers."""
        return any("generator" in op.entry.needs for op in self.graph.operations)

    @property
    def assigned(self) -> list[Tensor]:
        """The variables that it assigns to."""
        return list(self.graph.assigned)

    def give(self, variables: Sequence[Tensor]) -> None:
        """Let the last values of variables be further outputs."""
        self.outputs += [self.graph.capture(variable) for variable in variables]

    def take(self, variables: Sequence[Tensor]) -> None:
        """Let the values of variables be further inputs, in place of captured ones."""
        for i, variable in enumerate(variables, len(self.inputs)):
            held = self.graph.captures.pop(variable, None)
            self.inputs.append(self._input(i, (variable.dtype, variable.sizes)) if held is None else held)

    @property
    def captured(self) -> list[Tensor]:
        """The outer tensors that it needs."""
        return list(self.graph.captures)

    def __call__(self, values: Sequence[torch.Tensor], context: RunContext) -> list[torch.Tensor]:
        """The outputs for inputs and captured values, in this order."""
        if self not in context.plans:
            feeds = [*self.inputs, *self.graph.captures.values()]
            context.plans[self] = compile_plan(self.outputs, feeds, context)
        return list(context.plans[self].program(*values)[0])
