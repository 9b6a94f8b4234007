"""Arrays as TensorProtos and back, and what is known of a tensor before a run."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import as_shape
from lessonlib.graph.types import Array, DTypeLike, ShapeLike, TensorLike


@tf_export("make_tensor_proto")
def make_tensor_proto(
    values: TensorLike, dtype: DTypeLike | None = None, shape: ShapeLike | None = None, verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> Any:  # fmt: skip
    """A TensorProto of numbers, text or an array.

    With ``shape``, the elements fill it in order, and the last one what remains; with ``allow_broadcast`` only a single
    one may. Raises ValueError when
    they do not fit, TypeError when ``verify_shape`` and the shape is another one.
    """
    from tensorboard.util.tensor_util import make_tensor_proto as made

    array, _ = as_array(values, None if dtype is None else as_dtype(dtype))
    if shape is not None:
        sizes = tuple(size or 0 for size in as_shape(shape) or ())
        if verify_shape and array.shape != sizes:
            raise InvalidTypeError(f"Expected a tensor of shape {sizes}, but got one of shape {array.shape}.")
        wanted = int(np.prod(sizes, dtype=np.int64))
        if array.size > wanted or not array.size or (allow_broadcast and array.size not in (1, wanted)):
            raise InvalidValueError(f"{array.size} elements do not fill the shape {sizes}.")
        rest = np.full(wanted - array.size, array.reshape(-1)[-1:], array.dtype)
        array = np.concatenate([array.reshape(-1), rest]).reshape(sizes)
    return made(np.ascontiguousarray(array).reshape(array.shape))


@tf_export("make_ndarray")
def make_ndarray(tensor: Any) -> Array:
    """The NumPy array of a TensorProto. Raises TypeError for a dtype that NumPy does not have."""
    from tensorboard.util.tensor_util import make_ndarray as made

    array: Array = made(tensor)
    return array


@tf_export("convert_to_tensor_or_indexed_slices")
def convert_to_tensor_or_indexed_slices(
    value: Any, dtype: DTypeLike | None = None, name: str | None = None
) -> Any:
    """IndexedSlices as they are, anything else as a tensor."""
    return value if _is_composite(value, "IndexedSlices") else convert_to_tensor(value, dtype, name)


def _is_composite(value: Any, kind: str) -> bool:
    return not isinstance(value, Tensor) and type(value).__name__ in (kind, f"{kind}Value")
