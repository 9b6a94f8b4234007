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
        return _by_bits("and", self, other)

    def __or__(self, other: TensorLike) -> Tensor:
        return _by_bits("or", self, other)

    def __xor__(self, other: TensorLike) -> Tensor:
        return _by_bits("xor", self, other)

    def __rand__(self, other: TensorLike) -> Tensor:  # other & self
        return _by_bits("and", self, other)

    def __ror__(self, other: TensorLike) -> Tensor:  # other | self
        return _by_bits("or", self, other)

    def __rxor__(self, other: TensorLike) -> Tensor:  # other ^ self
        return _by_bits("xor", self, other)

    def __invert__(self) -> Tensor:
        return _call("bitwise.invert" if _is_integer(self) else "logical_not", self)

    def __getitem__(self, index: Any) -> Tensor:
        parts = list(index) if isinstance(index, (tuple, list)) else [index]
        slices = [part if isinstance(part, slice) else slice(part, None, None) for part in parts]
        masks = {
            "begin_mask": [isinstance(part, slice) and part.start is None for part in parts],
            "end_mask": [isinstance(part, slice) and part.stop is None for part in parts],
            "ellipsis_mask": [part is Ellipsis for part in parts],
            "new_axis_mask": [part is None for part in parts],
            "shrink_axis_mask": [
                not (part is None or part is Ellipsis or isinstance(part, slice)) for part in parts
            ],
        }
        bits = {name: sum(bit << i for i, bit in enumerate(mask)) for name, mask in masks.items()}
        ends = ([part.start for part in slices], [part.stop for part in slices])
        steps = [1 if part.step is None else part.step for part in slices]
        result: Tensor = public("strided_slice")(self, *ends, steps, **bits)
        return result


def _by_bits(function: str, x: Any, y: TensorLike) -> Tensor:
    """Logic of booleans; of integers, bit by bit."""
    return _call(
        f"bitwise.bitwise_{function}" if _is_integer(x) else f"logical_{function}", x, y, name=function
    )


def _is_integer(x: Any) -> bool:
    return bool(x.dtype.is_integer)


def _call(function: str, *operands: Any, name: str | None = None) -> Tensor:
    result: Tensor = public(function)(*operands, name=name)
    return result
