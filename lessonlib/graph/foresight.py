"""What is known of an integer tensor's value before a run: sizes, axes and numbers of pieces are such tensors.

`known_value` computes what hangs only on constants and static shapes; `known_sizes` also takes a vector of which some
elements are known, such as ``[tf.shape(x)[0], 100]``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, constant, convert_to_tensor, holds_tensor
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.registry import grouped
from lessonlib.graph.shapes import Shape, TensorShape, as_shape, is_known
from lessonlib.graph.types import SizesLike, TensorLike

Values = dict[Tensor, torch.Tensor | None]

_LARGEST = 1024  # elements of an intermediate result that is still worth computing
_DEEPEST = 64  # operations behind each other
_PARTLY_KNOWN = ("Shape", "Stack", "Concat", "Identity", "Cast")
_FROM_SHAPE = ("Shape", "Size", "Rank", "ZerosLike", "OnesLike")  # what needs no value but a static shape


def known_value(tensor: TensorLike) -> np.ndarray[Any, Any] | None:
    """The value of an integer or boolean tensor (or of a Python value), or None when only a run can tell."""
    node = as_tensor(tensor)
    if node is None:
        if holds_tensor(tensor):
            return known_value(convert_to_tensor(tensor))
        return np.asarray(tensor)
    if node.op.type == "Const":
        value: np.ndarray[Any, Any] = node.op.attrs["value"]
        return value
    found = _computed(node, {}, 0)
    return None if found is None else found.numpy()


def _computed(tensor: Tensor, known: Values, depth: int) -> torch.Tensor | None:
    if tensor not in known:
        known[tensor] = None
        op = tensor.op
        whole = tensor.dtype.is_integer or tensor.dtype.is_bool
        free = not (op.entry.stateful or op.entry.needs or op.control_inputs)
        if whole and free and _is_small(tensor) and depth < _DEEPEST:
            known[tensor] = _evaluated(tensor, known, depth)
    return known[tensor]


def _is_small(tensor: Tensor) -> bool:
    sizes = tensor.sizes
    return sizes is not None and math.prod(1 if size is None else size for size in sizes) <= _LARGEST


def _evaluated(tensor: Tensor, known: Values, depth: int) -> torch.Tensor | None:
    op = tensor.op
    if op.type == "Const":
        return torch.as_tensor(op.attrs["value"])
    if op.type == "Take" and op.inputs[0].op.type in _PARTLY_KNOWN:  # some sizes of several may be known
        picked = _picked(op)
        if picked is not None and is_known(picked):
            return torch.tensor(picked if tensor.sizes else picked[0], dtype=tensor.dtype.torch)
    if not op.inputs or op.type == "PlaceholderWithDefault":
        return None
    if op.type in _FROM_SHAPE:
        sizes = op.inputs[0].sizes
        if sizes is None or (op.type != "Rank" and not is_known(sizes)):
            return None
        source = op.inputs[0].dtype.torch or torch.bool
        args: list[Any] = [torch.empty([size or 0 for size in sizes], dtype=source, device="meta")]
        if op.type in ("ZerosLike", "OnesLike"):
            args = [torch.empty([size or 0 for size in sizes], dtype=source)] if _is_small(tensor) else []
    else:
        inputs = [_computed(item, known, depth + 1) for item in op.inputs]
        if any(item is None for item in inputs):
            return None
        args = grouped([item for item in inputs if item is not None], op.arity)
    try:
        result = op.entry.kernel(*args, **op.attrs)
    except (RuntimeError, ValueError, IndexError, TypeError):  # it fails in the run, which says where
        return None
    found: torch.Tensor = result[tensor.index] if isinstance(result, (tuple, list)) else result
    return found


def known_sizes(vector: TensorLike) -> Shape:
    """The shape that an int vector stands for, as far as it is known: None where only a run, or a -1, can tell."""
    tensor = convert_to_tensor(vector)
    value = known_value(tensor)
    if value is not None:
        return as_shape(value.reshape(-1).tolist())
    op = tensor.op
    if op.type == "Shape":
        return op.inputs[0].sizes
    if op.type in ("Identity", "Cast", "StopGradient"):
        return known_sizes(op.inputs[0])
    if op.type == "Stack" and tensor.sizes is not None and len(tensor.sizes) == 1:
        return tuple(_known_size(item) for item in op.inputs)
    if op.type == "Concat":
        parts = [known_sizes(item) for item in op.inputs]
        return None if None in parts else tuple(size for part in parts for size in part or ())
    if op.type in ("Take", "TakeAt") and len(op.inputs) == 1:
        return _picked(op)
    count = tensor.sizes[0] if tensor.sizes else None
    return None if count is None else (None,) * count


def _picked(op: Operation) -> Shape:
    """What an index, a number or a slice, takes of a vector of sizes."""
    whole, index = known_sizes(op.inputs[0]), op.attrs["index"]
    if whole is None or len(index) != 1:
        return None
    if isinstance(index[0], slice):
        return whole[index[0]]
    return (whole[index[0]],) if isinstance(index[0], int) else None


def _known_size(number: Tensor) -> int | None:
    """The same for a scalar."""
    op = number.op
    if op.type == "Take":
        picked = _picked(op)
        return None if picked is None else picked[0]
    value = known_value(number)
    return None if value is None or int(value) == -1 else int(value)


def sizes_or_tensor(shape: SizesLike, what: str) -> tuple[int, ...] | Tensor:
    """Plain sizes when ``shape`` is a Python value or a constant, else an int vector.

    Raises TypeError when it holds no whole numbers, and ValueError when a size is unknown or it is no vector.
    """
    if as_tensor(shape) is None and not holds_tensor(shape):
        plain: Any = np.asarray(shape).tolist() if hasattr(shape, "dtype") else shape
        if any(isinstance(size, float) for size in (plain if isinstance(plain, (list, tuple)) else [plain])):
            raise InvalidTypeError(f"{what} needs a shape of whole numbers, but got {shape!r}.")
        given = TensorShape(plain)
        if not is_known(given._sizes):
            raise InvalidValueError(
                f"{what} needs a shape whose sizes are all known, but got {given}.\n"
                "  Remedy: take the unknown size from another tensor in the run, as in [tf.shape(x)[0], 3]."
            )
        return tuple(size for size in given._sizes or () if size is not None)
    tensor = convert_to_tensor(shape)
    if not tensor.dtype.is_integer:
        raise InvalidTypeError(
            f"{what} needs a shape of int32 or int64, but {tensor.name} is {tensor.dtype.name}."
        )
    if tensor.sizes is not None and len(tensor.sizes) != 1:
        raise InvalidValueError(
            f"{what} needs a shape that is a vector, one number an axis, but {tensor.name} has shape {tensor.shape}."
        )
    if tensor.op.type == "Const":
        return tuple(int(size) for size in tensor.op.attrs["value"])
    return tensor


def size_vector(shape: SizesLike, what: str) -> Tensor:
    """The same, always as an int vector."""
    sizes = sizes_or_tensor(shape, what)
    return sizes if isinstance(sizes, Tensor) else constant(np.asarray(sizes, np.int32), name="shape")


def known_number(value: TensorLike, what: str) -> int:
    """An axis, or a number of pieces, that must be known while the graph is built.

    Raises ValueError when it is not, and TypeError when it is no whole number.
    """
    found = known_value(value)
    if found is None:
        raise InvalidValueError(
            f"{what} must be known while the graph is built; got {value!r}.\n  Remedy: give a number."
        )
    if found.size != 1 or found.dtype.kind not in "iu":
        raise InvalidTypeError(f"{what} must be a whole number, but is {value!r}.")
    return int(found.reshape(()))
