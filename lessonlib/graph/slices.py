"""IndexedSlices: a gradient that is 0 but for some rows, as that of an embedding is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import DType
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.foresight import known_sizes
from lessonlib.graph.graph import Graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.operators import Operators
from lessonlib.graph.registry import register
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import TensorLike

F = TypeVar("F", bound=Callable[..., Any])


def rows_like(values: torch.Tensor, indices: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return values.new_zeros(like.shape).index_add(0, indices.to(torch.int64), values)


def rows_in(values: torch.Tensor, indices: torch.Tensor, dims: torch.Tensor) -> torch.Tensor:
    return values.new_zeros(dims.tolist()).index_add(0, indices.to(torch.int64), values)


@tf_export("IndexedSlicesValue")
class IndexedSlicesValue(NamedTuple):
    """What a run gives for an `IndexedSlices`: three NumPy arrays."""

    values: Any
    indices: Any
    dense_shape: Any


@tf_export("IndexedSlices")
class IndexedSlices(Operators):
    """A tensor whose row indices[i] has values[i] added to it, and whose other rows are 0.

    It stands for that tensor wherever a tensor is taken. ``tf.gradients`` gives it for what ``tf.gather`` takes rows
    of, and optimizers then leave the other rows as they are.

    Args:
        values: (n, ...).
        indices: (n,), int32 or int64.
        dense_shape: the shape of the whole tensor, an int vector; without it, it cannot be made one.
    """

    def __init__(
        self, values: TensorLike, indices: TensorLike, dense_shape: TensorLike | None = None
    ) -> None:
        self.values, self.indices = convert_to_tensor(values), convert_to_tensor(indices)
        self._dense_shape = None if dense_shape is None else convert_to_tensor(dense_shape)
        self._like: Tensor | None = None
        self._dense: Tensor | None = None

    @classmethod
    def shaped_like(cls, values: Tensor, indices: Tensor, like: Tensor) -> IndexedSlices:
        """One with the shape of another tensor."""
        made = cls(values, indices)
        made._like = like
        return made

    def with_values(self, values: Tensor, indices: Tensor | None = None) -> IndexedSlices:
        """Other values, by default of the same rows."""
        made = IndexedSlices(values, self.indices if indices is None else indices, self._dense_shape)
        made._like = self._like
        return made

    @property
    def dense_shape(self) -> Tensor | None:
        return self._dense_shape if self._like is None else create("Shape", self._like, name="Shape")

    def as_tensor(self) -> Tensor:
        """The whole tensor. Raises ValueError when its shape was not given."""
        if self._dense is None:
            if self._like is not None:
                self._dense = create("RowsLike", self.values, self.indices, self._like)
            elif self._dense_shape is not None:
                self._dense = create("RowsIn", self.values, self.indices, self._dense_shape)
            else:
                raise InvalidValueError(
                    "An IndexedSlices becomes a tensor only when it has a dense_shape.\n"
                    "  Remedy: tf.IndexedSlices(values, indices, dense_shape)."
                )
        return self._dense

    @property
    def dtype(self) -> DType:
        return self.values.dtype

    @property
    def op(self) -> Operation:
        return self.values.op

    @property
    def name(self) -> str:
        return self.values.name

    @property
    def graph(self) -> Graph:
        return self.values.graph

    @property
    def device(self) -> str:
        return self.values.device

    @property
    def shape(self) -> TensorShape:
        return TensorShape(None) if self._like is None else self._like.shape

    def get_shape(self) -> TensorShape:
        return self.shape

    def __repr__(self) -> str:
        return f"<tf.IndexedSlices of {self.values!r} at {self.indices!r}>"


def on_stored(function: F) -> F:
    """Let a function of a tensor also take a SparseTensor, whose stored values it then changes."""

    @wraps(function)
    def either(x: Any, *args: Any, **kwargs: Any) -> Any:
        if hasattr(x, "with_values") and not isinstance(x, IndexedSlices):
            return x.with_values(function(x.values, *args, **kwargs))
        return function(x, *args, **kwargs)

    return cast(F, either)


def on_values(t: TensorLike, function: Callable[[Tensor], Tensor]) -> Any:
    """``function`` of a tensor, or of the values of an IndexedSlices, which stays one."""
    if isinstance(t, IndexedSlices):
        return t.with_values(function(t.values))
    return function(convert_to_tensor(t))


register(
    "RowsLike", "values indices like", rows_like,
    (lambda g, y, values, indices, like: create("Gather", g, indices, dim=0), None, None),
    same="", shape=lambda values, indices, like: [(values.dtype, like.sizes)],
)  # fmt: skip
register(
    "RowsIn", "values indices dims", rows_in,
    (lambda g, y, values, indices, dims: create("Gather", g, indices, dim=0), None, None),
    same="", shape=lambda values, indices, dims: [(values.dtype, known_sizes(dims))],
)  # fmt: skip
