"""Static shapes: what is known of a tensor's sizes before anything runs.

Inside the engine a shape is a plain value: a tuple of ints and Nones (None is an unknown size), or None when even the
rank is unknown. `TensorShape` and `Dimension` are what users see of it, printed as TensorFlow prints them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export

Shape = tuple[int | None, ...] | None


@tf_export("Dimension")
class Dimension:
    """One size of a static shape; ``value`` is an int, or None when unknown."""

    __slots__ = ("value",)

    def __init__(self, value: int | None) -> None:
        self.value = None if value is None else int(value)

    def __int__(self) -> int:
        return self.__index__()

    def __index__(self) -> int:
        if self.value is None:
            raise InvalidTypeError("This dimension is unknown (?): it has no number until a value is fed.")
        return self.value

    def __eq__(self, other: object) -> bool:
        return self.value == (other.value if isinstance(other, Dimension) else other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __mul__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a * b)

    def __rmul__(self, other: Any) -> Dimension:  # other * self
        return self._combine(other, lambda a, b: b * a)

    def __add__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a + b)

    def __radd__(self, other: Any) -> Dimension:  # other + self
        return self._combine(other, lambda a, b: b + a)

    def __sub__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a - b)

    def __floordiv__(self, other: Any) -> Dimension:
        return self._combine(other, lambda a, b: a // b)

    def _combine(self, other: Any, rule: Any) -> Dimension:
        theirs = other.value if isinstance(other, Dimension) else other
        return Dimension(None if self.value is None or theirs is None else rule(self.value, int(theirs)))

    def __repr__(self) -> str:
        return f"Dimension({self.value})"

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)


@tf_export("TensorShape")
class TensorShape:
    """A static shape as the user sees it: ``str`` gives ``(?, 3)``, ``as_list()`` gives ``[None, 3]``."""

    __slots__ = ("_sizes",)

    def __init__(self, dims: Any) -> None:
        self._sizes = as_shape(dims)

    @property
    def ndims(self) -> int | None:
        return None if self._sizes is None else len(self._sizes)

    rank = ndims

    @property
    def dims(self) -> list[Dimension] | None:
        return None if self._sizes is None else [Dimension(size) for size in self._sizes]

    def as_list(self) -> list[int | None]:
        return list(self._known_rank())

    def is_fully_defined(self) -> bool:
        return is_known(self._sizes)

    def num_elements(self) -> int | None:
        return int(np.prod(self._sizes, dtype=np.int64)) if is_known(self._sizes) else None  # type: ignore[arg-type]

    def is_compatible_with(self, other: Any) -> bool:
        return compatible(self._sizes, as_shape(other))

    def _known_rank(self) -> tuple[int | None, ...]:
        if self._sizes is None:
            raise InvalidValueError(
                "The rank of this tensor is unknown: as_list() and len() need a known rank."
            )
        return self._sizes

    def __len__(self) -> int:
        return len(self._known_rank())

    def __iter__(self) -> Iterator[Dimension]:
        return (Dimension(size) for size in self._known_rank())

    def __getitem__(self, index: Any) -> Any:
        part = self._known_rank()[index]
        return TensorShape(part) if isinstance(index, slice) else Dimension(part)

    def __eq__(self, other: object) -> bool:
        try:
            return self._sizes == as_shape(other)
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self._sizes)

    def __bool__(self) -> bool:
        return self._sizes is not None

    def __repr__(self) -> str:
        return "TensorShape(None)" if self._sizes is None else f"TensorShape({self.dims})"

    def __str__(self) -> str:
        return show(self._sizes)


def as_shape(given: Any) -> Shape:
    """The plain shape of a TensorShape, a list or tuple of sizes (None, -1 and Dimension allowed), an int, or None."""
    if given is None:
        return None
    if isinstance(given, TensorShape):
        return given._sizes
    if isinstance(given, (int, np.integer, Dimension)):
        given = (given,)
    try:
        return tuple(_size(size) for size in given)
    except (TypeError, ValueError):
        raise InvalidTypeError(
            f"Cannot convert {given!r} to a shape; expected a list of sizes such as [None, 3]."
        ) from None


def _size(given: Any) -> int | None:
    if isinstance(given, Dimension):
        return given.value
    return None if given is None or int(given) == -1 else int(given)


def is_known(shape: Shape) -> bool:
    return shape is not None and None not in shape


def compatible(a: Shape, b: Shape) -> bool:
    """Whether a tensor could have both shapes."""
    if a is None or b is None:
        return True
    return len(a) == len(b) and all(x is None or y is None or x == y for x, y in zip(a, b, strict=True))


def merged(a: Shape, b: Shape) -> Shape:
    """What two shapes of one tensor, which are compatible, say of it together."""
    if a is None or b is None:
        return b if a is None else a
    return tuple(y if x is None else x for x, y in zip(a, b, strict=True))


def fits(a: Shape, b: Shape) -> bool:
    """Whether broadcasting a tensor of shape ``a`` against one of shape ``b`` surely gives the shape ``b``."""
    if a is None or b is None or len(a) > len(b):
        return False
    return all(x == 1 or (x is not None and x == y) for x, y in zip(reversed(a), reversed(b), strict=False))


def broadcast_shapes(x: Shape, y: Shape) -> Shape:
    """The static shape to which two broadcast. Raises ValueError when they do not fit."""
    if x is None or y is None:
        return None
    rank = max(len(x), len(y))
    sizes: list[int | None] = []
    for a, b in zip((1,) * (rank - len(x)) + x, (1,) * (rank - len(y)) + y, strict=True):
        if a == 1 or b == 1:
            sizes.append(b if a == 1 else a)
        elif a is None or b is None:
            sizes.append(b if a is None else a)
        elif a == b:
            sizes.append(a)
        else:
            raise InvalidValueError(f"Incompatible shapes for broadcasting: {x} and {y}.")
    return tuple(sizes)


def common(a: Shape, b: Shape) -> Shape:
    """What two possible shapes of one tensor agree on."""
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))


def show(shape: Shape) -> str:
    """TensorFlow's way to print a shape: ``(?, 3)``, ``(3,)``, ``()``, ``<unknown>``."""
    if shape is None:
        return "<unknown>"
    sizes = ["?" if size is None else str(size) for size in shape]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"
