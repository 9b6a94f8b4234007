"""Python's operators on tensors and variables, each a node of the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# What an operator does is known above this module, which nodes inherit from: those that know it enter it here.
implementation: dict[str, Callable[..., Any]] = {}


class Operators:
    """Mixed into everything that can stand in an expression. A reflected operator keeps the order of its operands."""

    __slots__ = ()

    def __add__(self, other: Any) -> Any:
        return _node("Add", self, other, name="add")

    def __radd__(self, other: Any) -> Any:  # other + self
        return _node("Add", other, self, name="add")

    def __sub__(self, other: Any) -> Any:
        return _node("Sub", self, other, name="sub")

    def __rsub__(self, other: Any) -> Any:  # other - self
        return _node("Sub", other, self, name="sub")

    def __mul__(self, other: Any) -> Any:
        return _node("Mul", self, other, name="mul")

    def __rmul__(self, other: Any) -> Any:  # other * self
        return _node("Mul", other, self, name="mul")

    def __truediv__(self, other: Any) -> Any:
        return _call("truediv", self, other)

    def __rtruediv__(self, other: Any) -> Any:  # other / self
        return _call("truediv", other, self)

    def __floordiv__(self, other: Any) -> Any:
        return _node("FloorDiv", self, other, name="floordiv")

    def __rfloordiv__(self, other: Any) -> Any:  # other // self
        return _node("FloorDiv", other, self, name="floordiv")

    def __mod__(self, other: Any) -> Any:
        return _node("FloorMod", self, other, name="mod")

    def __rmod__(self, other: Any) -> Any:  # other % self
        return _node("FloorMod", other, self, name="mod")

    def __pow__(self, other: Any) -> Any:
        return _node("Pow", self, other, name="pow")

    def __rpow__(self, other: Any) -> Any:  # other ** self
        return _node("Pow", other, self, name="pow")

    def __matmul__(self, other: Any) -> Any:
        return _node("MatMul", self, other, name="matmul")

    def __rmatmul__(self, other: Any) -> Any:  # other @ self
        return _node("MatMul", other, self, name="matmul")

    def __neg__(self) -> Any:
        return _node("Neg", self)

    def __abs__(self) -> Any:
        return _node("Abs", self)

    def __lt__(self, other: Any) -> Any:
        return _node("Less", self, other)

    def __le__(self, other: Any) -> Any:
        return _node("LessEqual", self, other)

    def __gt__(self, other: Any) -> Any:
        return _node("Greater", self, other)

    def __ge__(self, other: Any) -> Any:
        return _node("GreaterEqual", self, other)

    def __and__(self, other: Any) -> Any:
        return _node("LogicalAnd", self, other, name="and")

    def __or__(self, other: Any) -> Any:
        return _node("LogicalOr", self, other, name="or")

    def __xor__(self, other: Any) -> Any:
        return _node("LogicalXor", self, other, name="xor")

    def __invert__(self) -> Any:
        return _node("LogicalNot", self)

    def __getitem__(self, index: Any) -> Any:
        return _call("strided_slice", self, index)


def _node(type_: str, *args: Any, name: str | None = None) -> Any:
    return implementation["create"](type_, *args, name=name)


def _call(function: str, *args: Any) -> Any:
    return implementation[function](*args)
