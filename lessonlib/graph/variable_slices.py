"""Methods of variables that read or change some of their slices: each is the public function of its meaning.

Like Python's operators (`lessonlib.graph.operators`), the methods find the functions, which are defined above this
module, by their public names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from lessonlib.graph.export import public

if TYPE_CHECKING:
    from lessonlib.graph.node import Tensor
    from lessonlib.graph.types import TensorLike


class SparseDelta(Protocol):
    """Rows and their numbers, such as `IndexedSlices`."""

    values: Any
    indices: Any


class Slices:
    """Mixed into variables. Each change gives a tensor: the whole new value. ``use_locking`` changes nothing."""

    __slots__ = ()

    def gather_nd(self, indices: TensorLike, name: str | None = None) -> Tensor:
        """The slices at ``indices`` (..., depth)."""
        return _call("gather_nd", self, indices, name=name)

    def sparse_read(self, indices: TensorLike, name: str | None = None) -> Tensor:
        """The rows at ``indices``."""
        return _call("gather", self, indices, name=name)

    def count_up_to(self, limit: int) -> Tensor:
        """Adds 1 and gives the value before; fails with OutOfRangeError when that is ``limit``."""
        return _call("count_up_to", self, limit)

    def scatter_update(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """Rows ``sparse_delta.indices`` become ``sparse_delta.values``."""
        return _change("scatter_update", self, sparse_delta, name)

    def scatter_add(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """The rows gain the values."""
        return _change("scatter_add", self, sparse_delta, name)

    def scatter_sub(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """The rows lose the values."""
        return _change("scatter_sub", self, sparse_delta, name)

    def scatter_mul(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """The rows are multiplied by the values."""
        return _change("scatter_mul", self, sparse_delta, name)

    def scatter_div(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """The rows are divided by the values."""
        return _change("scatter_div", self, sparse_delta, name)

    def scatter_min(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """The rows become the smaller ones, compared with the values."""
        return _change("scatter_min", self, sparse_delta, name)

    def scatter_max(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """The rows become the larger ones, compared with the values."""
        return _change("scatter_max", self, sparse_delta, name)

    def batch_scatter_update(
        self, sparse_delta: SparseDelta, use_locking: bool = False, name: str | None = None
    ) -> Tensor:
        """``self[i][indices[i]] = values[i]`` for all leading axes i of the indices."""
        return _change("batch_scatter_update", self, sparse_delta, name)

    def scatter_nd_update(self, indices: TensorLike, updates: TensorLike, name: str | None = None) -> Tensor:
        """The slices at ``indices`` (..., depth) become ``updates``."""
        return _call("scatter_nd_update", self, indices, updates, name=name)

    def scatter_nd_add(self, indices: TensorLike, updates: TensorLike, name: str | None = None) -> Tensor:
        """The slices at ``indices`` (..., depth) gain ``updates``."""
        return _call("scatter_nd_add", self, indices, updates, name=name)

    def scatter_nd_sub(self, indices: TensorLike, updates: TensorLike, name: str | None = None) -> Tensor:
        """The slices at ``indices`` (..., depth) lose ``updates``."""
        return _call("scatter_nd_sub", self, indices, updates, name=name)


def _call(function: str, *args: Any, **kwargs: Any) -> Tensor:
    result: Tensor = public(function)(*args, **kwargs)
    return result


def _change(function: str, variable: Any, delta: SparseDelta, name: str | None) -> Tensor:
    return _call(function, variable, delta.indices, delta.values, name=name)
