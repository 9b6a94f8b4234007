"""Variables shared by name: `get_variable` makes the variable of a name, or gives the one that exists."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.create import as_tensor, convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import as_shape, is_known, show
from lessonlib.graph.types import DTypeLike
from lessonlib.graph.variables import Constraint, Variable
from lessonlib.tf1.variables.initializers import glorot_uniform_initializer, zeros_initializer
from lessonlib.tf1.variables.scope import Getter, chained, get_variable_scope

Regularizer = Callable[[Tensor], Tensor | None]


@tf_export("get_variable")
def get_variable(
    name: str, shape: Any = None, dtype: DTypeLike | None = None, initializer: Any = None,
    regularizer: Regularizer | None = None, trainable: bool | None = None, collections: Sequence[str] | None = None,
    caching_device: Any = None, partitioner: Any = None, validate_shape: bool = True, use_resource: bool | None = None,
    custom_getter: Getter | None = None, constraint: Constraint | None = None, synchronization: Any = None,
    aggregation: Any = None,
) -> Variable:  # fmt: skip
    """Make the variable ``scope/name``, or share it when the variable scope says ``reuse``.

    Args:
        shape: its static shape, unless ``initializer`` is a value.
        dtype: float32, or what the variable scope says, when not said.
        initializer: called with the shape; or a value, whose dtype the variable takes. When not said, the scope's, else
            glorot_uniform for floats and zeros for other numbers.
        regularizer: gives the cost that joins the regularization losses when the variable is made.
        constraint: a function from a value to the one to keep; optimizers apply it after each update.
        custom_getter: called as ``custom_getter(getter, name, ...)`` in place of this function.
        synchronization: with tf.VariableSynchronization.ON_READ it is not trainable unless it is said to be.
        partitioner: the variable is not split; but tf.nn.embedding_lookup takes its rows as if it were.
        caching_device, use_resource, aggregation: taken for TensorFlow's sake; they change no value.

    Raises ValueError when it exists and is not to be shared, when it is to be shared and does not exist, or when the
    shape to make it is missing, or the shape or dtype differs.
    """
    scope = get_variable_scope()
    if dtype is not None and initializer is not None and not callable(initializer):
        _check_value(initializer, as_dtype(dtype))
    wanted = {
        "shape": shape,
        "dtype": scope.dtype if dtype is None else as_dtype(dtype),
        "initializer": scope.initializer if initializer is None else initializer,
        "regularizer": regularizer or scope.regularizer,
        "reuse": scope.reuse,
        "trainable": trainable,
        "collections": collections,
        "validate_shape": validate_shape,
        "constraint": constraint or scope.constraint,
        "synchronization": synchronization,
        "aggregation": aggregation,
    }
    full = f"{scope.name}/{name}" if scope.name else name
    getter = chained(custom_getter, scope.custom_getter)
    made = _made_or_shared(full, **wanted) if getter is None else getter(_made_or_shared, full, **wanted)
    splits = partitioner or scope.partitioner
    if splits is not None and isinstance(made, Variable) and made.shape.ndims:
        made.partitions = _partitions(splits, made)
    return made


def _partitions(partitioner: Any, variable: Variable) -> list[int]:
    """How many parts along each axis. Raises ValueError unless these are one or more, and more than one only once."""
    if not callable(partitioner):
        raise InvalidValueError(f"Partitioner must be callable, but received: {partitioner!r}.")
    sizes, wanted = variable.shape.as_list(), list(partitioner(variable.shape, dtype=variable.dtype))
    fits = len(wanted) == len(sizes) and all(1 <= n <= size for n, size in zip(wanted, sizes, strict=True))
    if not fits or sum(n > 1 for n in wanted) > 1:
        raise InvalidValueError(
            f"A partitioner gives a number of parts for each axis, from 1 to its size, and more than 1 for only one "
            f"axis; for the shape {sizes} of {variable.name} it gave {wanted}."
        )
    return wanted


def _made_or_shared(
    name: str, shape: Any = None, dtype: DTypeLike = "float32", initializer: Any = None,
    regularizer: Regularizer | None = None, reuse: Any = None, trainable: bool | None = None,
    collections: Sequence[str] | None = None, validate_shape: bool = True, constraint: Constraint | None = None,
    synchronization: Any = None, aggregation: Any = None,
) -> Variable:  # fmt: skip
    """The same for a full name, with all that the scope says filled in."""
    graph, kind = get_default_graph().root, as_dtype(dtype)
    found: Variable | None = graph.variable_store.get(name)
    if found is not None and reuse:
        return _shared(found, shape, kind, name)
    if found is not None:
        raise InvalidValueError(
            f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in "
            f"variable_scope?\n  Originally defined at {found.op.place}"
        )
    if reuse is True:
        raise InvalidValueError(
            f"Variable {name} does not exist, or was not created with tf.get_variable(). Did you mean to set "
            "reuse=tf.AUTO_REUSE in variable_scope?"
        )
    start = _start(name, shape, kind, initializer)
    with graph.as_default(), graph.name_scope(None):
        variable = graph.variable_store[name] = Variable(
            start, trainable, collections, validate_shape, name=name, constraint=constraint,
            synchronization=synchronization, aggregation=aggregation,
        )  # fmt: skip
    if regularizer is not None:
        regularize(variable, regularizer)
    return variable


def regularize(variable: Variable, regularizer: Regularizer) -> Tensor | None:
    """The cost that ``regularizer`` gives for a variable; it joins the regularization losses."""
    graph = variable.graph
    with graph.as_default(), graph.name_scope(f"{variable.op.name}/Regularizer/"):
        cost = regularizer(variable.as_tensor())
    if cost is not None:
        graph.add_to_collection("regularization_losses", cost)
    return cost


def _shared(variable: Variable, shape: Any, dtype: DType, name: str) -> Variable:
    wanted = as_shape(shape)
    if shape is not None and is_known(wanted) and variable.as_tensor().sizes != wanted:
        raise InvalidValueError(
            f"Trying to share variable {name}, but specified shape {show(wanted)} and found shape {variable.shape}."
        )
    if variable.dtype is not dtype:
        raise InvalidValueError(
            f"Trying to share variable {name}, but specified dtype {dtype.name} and found dtype {variable.dtype.name}."
        )
    return variable


def _check_value(initializer: Any, dtype: DType) -> None:
    given = convert_to_tensor(initializer).dtype
    if given is not dtype:
        raise InvalidValueError(
            f"Initializer type '{given.name}' and explicit dtype '{dtype.name}' don't match.\n"
            "  Remedy: leave dtype out, or write the value with that dtype."
        )


def _start(name: str, shape: Any, dtype: DType, initializer: Any) -> Any:
    """What `Variable` takes as the initial value."""
    sizes = as_shape(shape)
    if initializer is not None and not callable(initializer):
        if shape is not None:
            raise InvalidValueError(
                f"Variable {name}: if initializer is a constant, do not specify shape, but it is {show(sizes)}.\n"
                "  Remedy: leave shape out, or take initializer=tf.constant_initializer(value)."
            )
        return initializer if as_tensor(initializer) is None else convert_to_tensor(initializer)
    if shape is None or not is_known(sizes):
        raise InvalidValueError(
            f"Shape of a new variable ({name}) must be fully defined, but instead was {show(sizes)}.\n"
            "  Remedy: tf.get_variable(name, shape=[...])."
        )
    if initializer is None:
        initializer = glorot_uniform_initializer if dtype.is_floating else zeros_initializer
    make: Any = initializer() if inspect.isclass(initializer) else initializer
    return lambda: make([size or 0 for size in sizes or ()], dtype=dtype)
