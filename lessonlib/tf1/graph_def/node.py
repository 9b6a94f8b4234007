"""One node of a GraphDef, as the rules that rebuild it see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.create import constant_value
from lessonlib.graph.errors import UnsupportedError
from lessonlib.graph.export import find
from lessonlib.graph.node import Operation, Tensor
from lessonlib.tf1.graph_def.attributes import as_value

Made = Tensor | Operation | list[Any] | tuple[Any, ...]  # the outputs of a node; Nones for those not made
Rule = Callable[..., Made]  # rule(node, *inputs): adds the operation that the node stands for


class Node:
    """A node's name in the graph that is built, and its attributes."""

    def __init__(self, message: Any, name: str) -> None:
        self.name, self._attributes = name, message.attr

    def get(self, key: str, default: Any = None) -> Any:
        """An attribute, or ``default`` when the node lacks it; TensorFlow leaves out what is as usual."""
        return as_value(self._attributes[key]) if key in self._attributes else default

    def must_be(self, key: str, *allowed: Any) -> Any:
        """An attribute that lessonlib has some values of; the first is the usual. Raises NotImplementedError."""
        value = self.get(key, allowed[0])
        if value not in allowed:
            raise UnsupportedError(f"{key}={value!r} is not supported")
        return value


def library(name: str) -> Callable[..., Tensor]:
    """The function of a public name. Raises NotImplementedError when lessonlib does not have it."""
    export = find(name)
    if export is None:
        raise UnsupportedError(f"lessonlib has no tf.{name}")
    function: Callable[..., Tensor] = export.value
    return function


def known(tensor: Tensor) -> Any:
    """The value of a constant as plain numbers; the tensor itself when only a run can tell it."""
    value = constant_value(tensor)
    return tensor if value is None else value.tolist()


def number(tensor: Tensor) -> int:
    """A constant that must be known while the graph is built. Raises NotImplementedError."""
    value = constant_value(tensor)
    if value is None:
        raise UnsupportedError("an axis that is computed is not supported")
    return int(value)
