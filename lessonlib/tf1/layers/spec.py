"""What a layer expects of its inputs."""

from __future__ import annotations

from collections.abc import Mapping

from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import as_shape, compatible, show
from lessonlib.graph.types import DTypeLike, ShapeLike


@tf_export("layers.InputSpec")
class InputSpec:
    """The dtype, rank and sizes that a layer needs; what is None may be anything.

    Args:
        dtype: of the inputs.
        shape: the whole shape, in which None stands for any size.
        ndim, max_ndim, min_ndim: the number of axes, or its bounds.
        axes: sizes by axis, such as ``{-1: 3}`` for three channels.
        allow_last_axis_squeeze: inputs without a last axis of size 1, or with one more, fit ``shape``, too.
        name, optional: for layers with several inputs; they change nothing here.
    """

    def __init__(
        self, dtype: DTypeLike | None = None, shape: ShapeLike | None = None, ndim: int | None = None,
        max_ndim: int | None = None, min_ndim: int | None = None, axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False, name: str | None = None, optional: bool = False,
    ) -> None:  # fmt: skip
        self.dtype = None if dtype is None else as_dtype(dtype)
        self.shape = as_shape(shape)
        self.ndim = ndim if self.shape is None else len(self.shape)
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze, self.name, self.optional = allow_last_axis_squeeze, name, optional

    def check(self, x: Tensor, layer: str) -> None:
        """Raise ValueError, naming the layer, unless x can be what the layer expects."""
        expected = self._unmet(x)
        if expected:
            raise InvalidValueError(
                f"Input 0 of layer {layer} is incompatible with the layer: expected {expected}. "
                f"Full shape received: {show(x.sizes)}, {x.dtype.name}."
            )

    def _unmet(self, x: Tensor) -> str | None:
        if self.dtype is not None and x.dtype is not self.dtype:
            return f"dtype={self.dtype.name}, found dtype={x.dtype.name}"
        if x.sizes is None:
            return "inputs of a known rank" if self._counts_axes() else None
        rank = len(x.sizes)
        if self.shape is None and self.ndim is not None and rank != self.ndim:
            return f"ndim={self.ndim}, found ndim={rank}"
        if self.max_ndim is not None and rank > self.max_ndim:
            return f"max_ndim={self.max_ndim}, found ndim={rank}"
        if self.min_ndim is not None and rank < self.min_ndim:
            return f"min_ndim={self.min_ndim}, found ndim={rank}"
        for axis, size in self.axes.items():
            if size is not None and -rank <= axis < rank and x.sizes[axis] not in (None, size):
                return f"axis {axis} of input shape to have value {size}, found {x.sizes[axis]}"
        return None if self._fits(x) else f"shape={show(self.shape)}"

    def _counts_axes(self) -> bool:
        return any(n is not None for n in (self.ndim, self.max_ndim, self.min_ndim)) or bool(self.axes)

    def _fits(self, x: Tensor) -> bool:
        if compatible(x.sizes, self.shape):
            return True
        if not self.allow_last_axis_squeeze or x.sizes is None or self.shape is None:
            return False
        return compatible((*x.sizes, 1), self.shape) or (
            x.sizes[-1:] == (1,) and compatible(x.sizes[:-1], self.shape)
        )
