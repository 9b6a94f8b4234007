"""Two shapes, axis by axis from the right: what fits, what is repeated, and which axes a matrix product joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

Shape = tuple[int, ...]
Role = Literal["equal", "repeated", "error", "rows", "columns"]


@dataclass(frozen=True)
class Axis:
    """One place of two aligned shapes.

    number: counted from the right, -1 for the last.
    first, second, result: the sizes there; None where a shape has no such axis.
    role: "rows" and "columns" are the last two places of a matrix product.
    """

    number: int
    first: int | None
    second: int | None
    result: int | None
    role: Role

    @property
    def told(self) -> str:
        """The place in words, without a capital letter and a full stop."""
        if self.role == "rows":
            return f"axis {self.number}: {_kept(self.first, 'row', 'first')}"
        if self.role == "columns":
            return f"axis {self.number}: {_kept(self.second, 'column', 'second')}"
        sizes = f"axis {self.number}: " + " and ".join(
            "nothing" if size is None else str(size) for size in (self.first, self.second)
        )
        if self.role == "error":
            return f"{sizes} do not fit"
        missing = ", which counts as 1" if None in (self.first, self.second) else ""
        if self.role == "equal":
            return sizes + (missing or " are equal")
        return f"{sizes}{missing}{' and' if missing else ', the 1'} is repeated {self.result} times"


@dataclass(frozen=True)
class Alignment:
    """Two shapes, aligned for an operation.

    operation: "+" stands for everything that works element by element, "@" for the matrix product.
    axes: from left to right.
    error: what does not fit, in words; "" if all fits.
    """

    first: Shape
    second: Shape
    operation: str
    axes: tuple[Axis, ...]
    error: str

    @property
    def result(self) -> Shape | None:
        """The shape of the result; None if there is an error."""
        return None if self.error else tuple(axis.result for axis in self.axes if axis.result is not None)

    @property
    def inner(self) -> tuple[int, int] | None:
        """The sizes that meet in a matrix product: of a row of the first, and of a column of the second."""
        if self.operation != "@" or not (self.first and self.second):
            return None
        return self.first[-1], self.second[-2:][0]


def align(first: Shape, second: Shape, operation: str) -> Alignment:
    """What NumPy and PyTorch make of two shapes, for "+" (element by element) or "@" (the matrix product).

    In a matrix product a vector counts as one row on the left and as one column on the right, and that axis of size 1
    is left out of the result. Sources: NumPy user guide, *Broadcasting*; documentation of `torch.matmul`.
    Raises ValueError for another operation.
    """
    if operation == "+":
        axes = _broadcast(first, second, last=-1)
        return Alignment(first, second, operation, axes, _misfit(axes))
    if operation == "@":
        return _product(first, second)
    raise ValueError(f"operation is {operation!r}, expected '+' (element by element) or '@' (matrix product)")


def _broadcast(first: Shape, second: Shape, last: int) -> tuple[Axis, ...]:
    """The axes of two shapes, of which the rightmost has the number `last`."""
    pairs = list(zip_longest(reversed(first), reversed(second)))
    return tuple(reversed([_axis(last - k, a, b) for k, (a, b) in enumerate(pairs)]))


def _axis(number: int, first: int | None, second: int | None) -> Axis:
    a, b = (1 if size is None else size for size in (first, second))
    if a == b:
        return Axis(number, first, second, a, "equal")
    if 1 in (a, b):
        return Axis(number, first, second, b if a == 1 else a, "repeated")
    return Axis(number, first, second, None, "error")


def _product(first: Shape, second: Shape) -> Alignment:
    if not (first and second):
        error = "A matrix product needs an axis on each side. To multiply by a number, write *."
        pairs = _broadcast(first, second, last=-1)
        return Alignment(
            first, second, "@", tuple(Axis(a.number, a.first, a.second, None, "error") for a in pairs), error
        )
    stacks = _broadcast(first[:-2], second[:-2], last=-3)
    rows, row = first[-2] if len(first) > 1 else None, first[-1]
    column, columns = second[-2:][0], second[-1] if len(second) > 1 else None
    axes = (*stacks, Axis(-2, rows, column, rows, "rows"), Axis(-1, row, columns, columns, "columns"))
    error = _misfit(stacks)
    if row != column:
        error = (
            f"A row of the first has size {row}, a column of the second has size {column}. They meet, so they "
            f"must be equal{': here a 1 is not repeated' if 1 in (row, column) else ''}."
        )
    return Alignment(first, second, "@", axes, error)


def _misfit(axes: Sequence[Axis]) -> str:
    for axis in reversed(axes):  # one reads from the right
        if axis.role == "error":
            return f"In axis {axis.number}, {axis.first} and {axis.second} are not equal, and neither is 1."
    return ""


def _kept(size: int | None, what: str, owner: str) -> str:
    if size is None:
        return f"the {owner} is a vector, one {what}, and the result has no such axis"
    return f"the {owner} has {size} {what}{'s' * (size != 1)}, and so has the result"
