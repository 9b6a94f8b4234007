"""Variables as nodes, assignments, and operations that only order others."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create, create_operation
from lessonlib.graph.dtypes import DType, bool_
from lessonlib.graph.errors import InvalidValueError, NotAssignableError, ShapeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor, sliced_variable
from lessonlib.graph.ops.slice_assignment import assign_slice
from lessonlib.graph.place import describe, users_line
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, REFUSED, register
from lessonlib.graph.shapes import Shape, compatible, show
from lessonlib.graph.types import TensorLike


def _never_called(*_: Any) -> None:
    raise AssertionError("the plan binds this operation; it has no kernel")


def value_of(value: torch.Tensor) -> torch.Tensor:
    return value


def is_there(value: torch.Tensor | None) -> torch.Tensor:
    return torch.tensor(value is not None)


def value_or_initial(value: torch.Tensor | None, initial: torch.Tensor) -> torch.Tensor:
    return copy_of(initial if value is None else value)


def copy_of(value: torch.Tensor) -> torch.Tensor:
    return value.clone() if isinstance(value, torch.Tensor) else value  # strings, which nobody changes


def nothing() -> None:
    return None


def _of_ref(ref: Tensor, *_: Tensor) -> list[tuple[DType, Shape]]:
    return [(ref.dtype, ref.sizes)]


def variable_node(graph: Graph, name: str, dtype: DType, sizes: Shape) -> Tensor:
    """The node of a variable; its value lives in sessions. ``name`` is already unique."""
    return graph.add("Variable", name, (), (), {}, [(dtype, sizes)]).outputs[0]


@tf_export("assign")
def assign(
    ref: TensorLike, value: TensorLike, validate_shape: bool | None = None, use_locking: bool | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Give a variable a new value; the result is that value.

    ``use_locking`` changes nothing: no update is ever lost. Raises AttributeError when ``ref`` is no variable,
    ValueError when the shapes cannot agree: a variable keeps its shape, with ``validate_shape=False``, too.
    ``ref`` may be a slice of a variable, such as ``v[1:]``; see `Tensor.assign`.
    """
    if isinstance(ref, Tensor) and sliced_variable(ref) is not None:
        return assign_slice(ref, value, name)
    return _assign("Assign", ref, value, name)


@tf_export("assign_add")
def assign_add(
    ref: TensorLike, value: TensorLike, use_locking: bool | None = None, name: str | None = None
) -> Tensor:
    """Add to a variable; the result is its new value."""
    return _assign("AssignAdd", ref, value, name)


@tf_export("assign_sub")
def assign_sub(
    ref: TensorLike, value: TensorLike, use_locking: bool | None = None, name: str | None = None
) -> Tensor:
    """Subtract from a variable; the result is its new value."""
    return _assign("AssignSub", ref, value, name)


def _assign(type_: str, ref: TensorLike, value: TensorLike, name: str | None) -> Tensor:
    target = ref.as_tensor() if hasattr(ref, "as_tensor") else ref
    if not isinstance(target, Tensor) or target.op.type != "Variable":
        raise NotAssignableError(
            f"{ref!r} cannot be assigned to: only a tf.Variable can. A constant keeps its value for ever."
        )
    new = convert_to_tensor(value, target.dtype)
    if not compatible(target.sizes, new.sizes):
        shapes = [show(target.sizes), show(new.sizes)]
        cause = f"The new value of variable '{target.op.name}' must have its shape {shapes[0]}, but has {shapes[1]}."
        raise ShapeError(name or type_, type_, shapes, cause, f"\n  At {describe(*users_line())}")
    graph = get_default_graph()
    if graph.outer is None:
        return create(type_, target, new, name=name or type_)
    graph.assigned[target] = _assigned_inside(type_, target, new, name or type_)
    return graph.assigned[target]


def _assigned_inside(type_: str, target: Tensor, new: Tensor, name: str) -> Tensor:
    """The value that a body gives to a variable: an output of the branch or loop, which is assigned around it.

    What the body reads from there on is this value, in the order in which it was written.
    """
    if type_ != "Assign":
        return create(type_.removeprefix("Assign"), target, new, name=name)
    value = create("Identity", new, name=name)
    value.set_shape(target.sizes)
    return value


@tf_export("is_variable_initialized")
def is_variable_initialized(variable: TensorLike, name: str | None = None) -> Tensor:
    """Whether the variable has a value in the session that runs this."""
    return create("IsVariableInitialized", variable, name=name or "IsVariableInitialized")


def initialized_value(variable: Tensor, initial: Tensor) -> Tensor:
    """The variable's value before the run; its initial one while it has none, and in the run that gives it that."""
    return create("InitializedValue", variable, initial, name="initialized_value")


@tf_export("no_op")
def no_op(name: str | None = None) -> Operation:
    """Does nothing; useful as a place for control dependencies."""
    return create_operation("NoOp", name=name or "NoOp")


@tf_export("group")
def group(*inputs: Any, name: str = "group_deps") -> Operation:
    """One operation that runs all of ``inputs``; it has no value."""
    flat = [item for entry in inputs for item in (entry if isinstance(entry, (list, tuple)) else [entry])]
    graph = _graph_of(flat)
    with graph.as_default(), graph.control_dependencies(flat):
        return no_op(name)


def _graph_of(items: list[Any]) -> Graph:
    return items[0].graph if items else get_default_graph()


@tf_export("tuple")
def tuple_(tensors: Any, name: str | None = None, control_inputs: Any = None) -> list[Tensor]:
    """Each tensor, available only when all of them (and ``control_inputs``) have run."""
    graph = _graph_of(list(tensors))
    with graph.as_default(), graph.control_dependencies([*tensors, *(control_inputs or [])]):
        return [create("Identity", tensor, name=name or "tuple") for tensor in tensors]


def of_shape(value: torch.Tensor, sizes: tuple[int, ...]) -> torch.Tensor:
    """``value``, when it has the shape of the variable that it is to be assigned to."""
    if tuple(value.shape) != sizes:
        raise InvalidValueError(
            f"Assign requires shapes of both tensors to match: {sizes} and {tuple(value.shape)}."
        )
    return value


register("Const", "", _never_called, NOT_DIFFERENTIABLE)
register("Placeholder", "", _never_called, NOT_DIFFERENTIABLE, stateful=True)
register("Variable", "", _never_called, NOT_DIFFERENTIABLE, stateful=True)
register("Assign", "ref value", value_of, NOT_DIFFERENTIABLE, writes="ref", unread="ref", shape=_of_ref)
register("AssignAdd", "ref value", torch.add, NOT_DIFFERENTIABLE, writes="ref", shape=_of_ref)
register("AssignSub", "ref value", torch.sub, NOT_DIFFERENTIABLE, writes="ref", shape=_of_ref)
register(
    "IsVariableInitialized",
    "ref",
    is_there,
    NOT_DIFFERENTIABLE,
    stateful=True,
    optional="ref",
    shape=lambda ref: [(bool_, ())],
)
register(
    "InitializedValue", "ref initial", value_or_initial, REFUSED, stateful=True, optional="ref",
    shape=lambda ref, initial: [(ref.dtype, ref.sizes)],
)  # fmt: skip
register("NoOp", "", nothing, NOT_DIFFERENTIABLE, stateful=True)
