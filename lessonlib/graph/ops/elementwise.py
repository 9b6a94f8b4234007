"""Shape rules of operations that work element by element.

Probing would find the same. But PyTorch's `meta` kernels of these operations are written in Python, and the first one
of a process imports its compiler for them, a second and more before anything is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from lessonlib.graph.dtypes import bool_
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.infer import ProbeError, Spec
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import Shape, broadcast_shapes, compatible, merged


def broadcast(*tensors: Tensor, **attrs: Any) -> list[Spec]:
    """The dtype of the last input, and the shape to which all of them broadcast."""
    return [(tensors[-1].dtype, _broadcast(tensors))]


def broadcast_bool(*tensors: Tensor, **attrs: Any) -> list[Spec]:
    """bool, and the shape to which the inputs broadcast."""
    return [(bool_, _broadcast(tensors))]


def of_one_shape(tensors: Sequence[Tensor]) -> list[Spec]:
    """Inputs of one shape and dtype: a size that any of them knows is that of the outcome."""
    return [(tensors[0].dtype, reduce(_merge, [tensor.sizes for tensor in tensors]))]


def _broadcast(tensors: Sequence[Tensor]) -> Shape:
    try:
        return reduce(broadcast_shapes, [tensor.sizes for tensor in tensors])
    except InvalidValueError as error:
        raise ProbeError(str(error)) from None


def _merge(a: Shape, b: Shape) -> Shape:
    if not compatible(a, b):
        raise ProbeError("add_n adds tensors of one shape; to broadcast, use + or tf.add")
    return merged(a, b)
