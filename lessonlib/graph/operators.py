"""Python's operators on tensors and variables: each is the public function of its meaning, ``a + b`` is ``tf.add``.

The functions are defined above this module, as they make nodes, which inherit from `Operators`. So an operator finds
its function by the public name (`lessonlib.graph.export`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lessonlib.graph.export import public

if TYPE_CHECKING:
    from lessonlib.graph.node import Tensor
    from lessonlib.graph.types import TensorLike


class Operators:
    """Mixed into everything that can stand in an expression. A reflected operator keeps the order of its operands."""

    __slots__ = ()

    def __add__(self, other: TensorLike) -> Tensor:
        return _call("add", self, other, name="add")

    def __radd__(self, other: TensorLike) -> Tensor:  # other + self
        return _call("add", other, self, name="add")

    def __sub__(self, other: TensorLike) -> Tensor:
        return _call("subtract", self, other, name="sub")

    def __rsub__(self, other: TensorLike) -> Tensor:  # other - self
        return _call("subtract", other, self, name="sub")

    def __mul__(self, other: TensorLike) -> Tensor:
        return _call("multiply", self, other, name="mul")

    def __rmul__(self, other: TensorLike) -> Tensor:  # other * self
        return _call("multiply", other, self, name="mul")

    def __truediv__(self, other: TensorLike) -> Tensor:
        return _call("truediv", self, other)

    def __rtruediv__(self, other: TensorLike) -> Tensor:  # other / self
        return _call("truediv", other, self)

    def __floordiv__(self, other: TensorLike) -> Tensor:
        return _call("floordiv", self, other, name="floordiv")

    def __rfloordiv__(self, other: TensorLike) -> Tensor:  # other // self
        return _call("floordiv", other, self, name="floordiv")

    def __mod__(self, other: TensorLike) -> Tensor:
        return _call("floormod", self, other, name="mod")

    def __rmod__(self, other: TensorLike) -> Tensor:  # other % self
        return _call("floormod", other, self, name="mod")

    def __pow__(self, other: TensorLike) -> Tensor:
        return _call("pow", self, other, name="pow")

    def __rpow__(self, other: TensorLike) -> Tensor:  # other ** self
        return _call("pow", other, self, name="pow")

    def __matmul__(self, other: TensorLike) -> Tensor:
        return _call("matmul", self, other, name="matmul")

    def __rmatmul__(self, other: TensorLike) -> Tensor:  # other @ self
        return _call("matmul", other, self, name="matmul")

    def __neg__(self) -> Tensor:
        return _call("negative", self)

    def __abs__(self) -> Tensor:
        return _call("abs", self)

    def __lt__(self, other: TensorLike) -> Tensor:
        return _call("less", self, other)

    def __le__(self, other: TensorLike) -> Tensor:
        return _call("less_equal", self, other)

    def __gt__(self, other: TensorLike) -> Tensor:
        return _call("greater", self, other)

    def __ge__(self, other: TensorLike) -> Tensor:
        return _call("greater_equal", self, other)

    def __and__(self, other: TensorLike) -> Tensor:
        return _call("logical_and", self, other, name="and")

    def __or__(self, other: TensorLike) -> Tensor:
        return _call("logical_or", self, other, name="or")

    def __xor__(self, other: TensorLike) -> Tensor:
        return _call("logical_xor", self, other, name="xor")

    def __invert__(self) -> Tensor:
        return _call("logical_not", self)

    def __getitem__(self, index: Any) -> Tensor:
        return _call("strided_slice", self, index)


def _call(function: str, *operands: Any, name: str | None = None) -> Tensor:
    result: Tensor = public(function)(*operands, name=name)
    return result
