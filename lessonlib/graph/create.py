"""Making nodes: Python values become constants, dtypes are checked, shapes are worked out, names are given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lessonlib.graph.conversion import converted
from lessonlib.graph.dtypes import ALL, DType, as_dtype
from lessonlib.graph.errors import (
    DTypeError,
    ForeignGraphError,
    InvalidTypeError,
    InvalidValueError,
    ShapeError,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.infer import ProbeError, infer
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.place import describe, users_line
from lessonlib.graph.registry import KINDS, Arity, Op, grouped, lookup
from lessonlib.graph.shapes import as_shape, show
from lessonlib.graph.types import DTypeLike, ShapeLike, TensorLike


def create(type_: str, *args: TensorLike, name: str | None = None, **attrs: Any) -> Tensor:
    """Add an operation of the op table that has one output, and return that output.

    Args:
        type_: the row of the op table.
        args: one for each parameter of the row; values that are no tensors become constants.
        name: made unique; the type by default.
        attrs: the attributes.

    The operation goes to the graph of its inputs. Raises TypeError when dtypes differ that must agree, and ValueError
    when shapes do not fit or graphs differ.
    """
    (output,) = create_operation(type_, *args, name=name, **attrs).outputs
    return output


def create_several(
    type_: str, *args: TensorLike, name: str | None = None, **attrs: Any
) -> tuple[Tensor, ...]:
    """The same for an operation with any number of outputs: all of them."""
    return create_operation(type_, *args, name=name, **attrs).outputs


def create_operation(type_: str, *args: TensorLike, name: str | None = None, **attrs: Any) -> Operation:
    """The same, whatever the outputs: the operation itself."""
    entry = lookup(type_)
    graph = _graph_of(type_, args)
    with graph.as_default():
        unique = graph.unique_name(name or type_)
        inputs, arity = _inputs(entry, args, unique, graph)
        return graph.add(type_, unique, inputs, arity, attrs, _outputs(entry, inputs, arity, attrs, unique))


@tf_export("constant")
def constant(
    value: TensorLike,
    dtype: DTypeLike | None = None,
    shape: ShapeLike | None = None,
    name: str | None = "Const",
    verify_shape: bool = False,
) -> Tensor:
    """A tensor that always has this value.

    With ``shape``, the elements fill it in order, and the last one what remains. Raises ValueError when they are too
    many; TypeError when ``verify_shape`` and the value has another shape.
    """
    array, kind = as_array(value, None if dtype is None else as_dtype(dtype))
    if shape is not None:
        sizes = tuple(size or 0 for size in as_shape(shape) or ())
        if verify_shape and array.shape != sizes:
            raise InvalidTypeError(
                f"Expected a constant of shape {sizes}, but got one of shape {array.shape}."
            )
        array = _filling(array, sizes)
    graph = get_default_graph()
    op = graph.add(
        "Const", graph.unique_name(name or "Const"), (), (), {"value": array}, [(kind, array.shape)]
    )
    return op.outputs[0]


def _filling(array: np.ndarray[Any, Any], sizes: tuple[int, ...]) -> np.ndarray[Any, Any]:
    wanted = math.prod(sizes)
    if array.size > wanted or (array.size == 0 and wanted):
        raise InvalidValueError(
            f"A constant of shape {sizes} holds {wanted} elements, but {array.size} were given."
        )
    rest = np.full(wanted - array.size, array.reshape(-1)[-1:], array.dtype)
    return np.concatenate([array.reshape(-1), rest]).reshape(sizes)


@tf_export("placeholder")
def placeholder(dtype: DTypeLike, shape: ShapeLike | None = None, name: str | None = "Placeholder") -> Tensor:
    """A tensor whose value is fed at each run. A size None in ``shape`` takes any size; no shape takes any rank."""
    graph = get_default_graph()
    unique = graph.unique_name(name or "Placeholder")
    op = graph.add("Placeholder", unique, (), (), {}, [(as_dtype(dtype), as_shape(shape))])
    return op.outputs[0]


@tf_export("convert_to_tensor")
def convert_to_tensor(
    value: TensorLike, dtype: DTypeLike | None = None, name: str | None = None,
    preferred_dtype: DTypeLike | None = None, dtype_hint: DTypeLike | None = None,
) -> Tensor:  # fmt: skip
    """``value`` itself when it is a tensor or a variable, else a constant of it.

    ``dtype_hint`` (``preferred_dtype`` is its older name) is the dtype of a constant that can have it. Raises TypeError
    when a tensor has another dtype than ``dtype`` asks for.
    """
    hint = preferred_dtype if dtype_hint is None else dtype_hint
    if dtype is None and hint is not None and as_tensor(value) is None:
        try:
            return convert_to_tensor(value, hint, name)
        except DTypeError:
            pass
    wanted = None if dtype is None else as_dtype(dtype)
    tensor = as_tensor(value, wanted, name)
    if tensor is None:
        if isinstance(value, (list, tuple)) and holds_tensor(value):
            wanted = wanted or _first_dtype(value)
            return create(
                "Stack", [convert_to_tensor(item, wanted) for item in value], dim=0, name=name or "packed"
            )
        return constant(value, wanted, name=name or "Const")
    if wanted is not None and tensor.dtype is not wanted:
        raise DTypeError(
            f"Tensor conversion requested dtype {wanted.name} for Tensor with dtype {tensor.dtype.name}: {tensor!r}.\n"
            f"  Remedy: tf.cast({tensor.op.name}, tf.{wanted.name})."
        )
    return tensor


def as_tensor(value: object, dtype: DType | None = None, name: str | None = None) -> Tensor | None:
    """The tensor that ``value`` is or stands for (a variable, an object with a conversion function), or None.

    ``dtype`` and ``name`` are for the conversion function alone.
    """
    if isinstance(value, Tensor):
        return value
    if hasattr(value, "as_tensor"):
        tensor: Tensor = value.as_tensor()
        return tensor
    return converted(value, dtype, name)


def holds_tensor(value: Any) -> bool:
    """Whether a list holds a tensor somewhere."""
    return isinstance(value, (list, tuple)) and any(
        as_tensor(v) is not None or holds_tensor(v) for v in value
    )


def _first_dtype(items: Sequence[Any]) -> DType | None:
    """The dtype of the first tensor in a nested list, which the numbers beside it take over."""
    for item in items:
        tensor = as_tensor(item)
        found = (
            tensor.dtype
            if tensor is not None
            else _first_dtype(item)
            if isinstance(item, (list, tuple))
            else None
        )
        if found is not None:
            return found
    return None


def _graph_of(type_: str, args: Sequence[Any]) -> Graph:
    tensors = [
        t
        for arg in args
        for t in map(as_tensor, arg if isinstance(arg, (list, tuple)) else [arg])
        if t is not None
    ]
    current = get_default_graph()
    if not tensors or current.outer is not None:
        return current
    for tensor in tensors[1:]:
        if tensor.graph is not tensors[0].graph:
            raise ForeignGraphError.operand(type_, tensor)
    return tensors[0].graph


def _inputs(entry: Op, args: Sequence[Any], name: str, graph: Graph) -> tuple[list[Tensor], Arity]:
    parameters = [parameter.rstrip("*") for parameter in entry.inputs]
    given = [
        list(arg) if parameter.endswith("*") else [arg]
        for parameter, arg in zip(entry.inputs, args, strict=True)
    ]
    pairs = [
        (parameter, value) for parameter, group in zip(parameters, given, strict=True) for value in group
    ]
    shared = _shared_dtype(entry, pairs)
    tensors = [_input(entry, parameter, value, shared, name, graph) for parameter, value in pairs]
    if entry.takes:
        _check_kinds(
            entry, ((parameter, tensor) for (parameter, _), tensor in zip(pairs, tensors, strict=True))
        )
    arity = tuple(
        len(group) if parameter.endswith("*") else None
        for parameter, group in zip(entry.inputs, given, strict=True)
    )
    return tensors, arity


def _shared_dtype(entry: Op, pairs: list[tuple[str, Any]]) -> tuple[DType, str] | None:
    """The dtype that the ``same`` inputs must have, that of the first tensor among them, and its parameter."""
    candidates = [(parameter, value) for parameter, value in pairs if parameter in entry.same]
    for parameter, value in candidates:
        tensor = as_tensor(value)
        if tensor is not None:
            return tensor.dtype, parameter
    for parameter, value in candidates:
        if not holds_tensor(value):
            return as_array(value, None)[1], parameter
    return None


def _input(
    entry: Op, parameter: str, value: TensorLike, shared: tuple[DType, str] | None, name: str, graph: Graph
) -> Tensor:
    wanted = shared[0] if shared is not None and parameter in entry.same else None
    tensor = as_tensor(value)
    if tensor is None:
        with graph.name_scope(name + "/"):
            return convert_to_tensor(value, wanted, name=parameter)
    if wanted is not None and shared is not None and tensor.dtype is not wanted:
        raise DTypeError.mismatch(entry.type, parameter, tensor.dtype.name, wanted.name, shared[1])
    return graph.capture(tensor)


def _check_kinds(entry: Op, inputs: Iterable[tuple[str, Tensor]]) -> None:
    for parameter, tensor in inputs:
        if parameter in entry.same and tensor.dtype.kind not in KINDS[entry.takes]:
            allowed = ", ".join(dtype.name for dtype in ALL if dtype.kind in KINDS[entry.takes])
            raise DTypeError(
                f"Value passed to parameter '{parameter}' of '{entry.type}' has DataType {tensor.dtype.name} not in "
                f"list of allowed values: {allowed}.\n  Remedy: convert it with tf.cast."
            )


def _outputs(
    entry: Op, inputs: list[Tensor], arity: Arity, attrs: dict[str, Any], name: str
) -> tuple[tuple[DType, Any], ...]:
    try:
        if entry.shape is not None:
            return tuple(entry.shape(*grouped(inputs, arity), **attrs))
        return infer(entry, [(t.dtype, t.sizes) for t in inputs], arity, attrs)
    except ProbeError as error:
        shapes = [show(t.sizes) for t in inputs]
        raise ShapeError(name, entry.type, shapes, error, f"\n  At {describe(*users_line())}") from None


def working_graph(tensor: Tensor) -> Graph:
    """The graph to which an operation on ``tensor`` goes: its own, or the branch that is being built."""
    current = get_default_graph()
    return current if current.outer is not None else tensor.graph


def one_of(name: str, value: Any, older: str, older_value: Any) -> Any:
    """The argument that TensorFlow knows under two names. Raises ValueError when both were given."""
    if value is not None and older_value is not None:
        raise InvalidValueError(f"Cannot specify both '{older}' and '{name}'.")
    return value if older_value is None else older_value


def partner_dtype(value: TensorLike, other: TensorLike) -> DType | None:
    """The dtype that a Python value takes over from a tensor on the other side, or None."""
    tensor = as_tensor(other)
    return tensor.dtype if as_tensor(value) is None and tensor is not None else None


def constant_value(tensor: object) -> np.ndarray[Any, Any] | None:
    """The value of a constant tensor (or of a Python value) while building, or None when only a run can tell."""
    node = as_tensor(tensor)
    if node is None:
        return np.asarray(tensor)
    return node.op.attrs["value"] if node.op.type == "Const" else None
