"""Sharing variables by name: `variable_scope` sets the prefix and the rule, `get_variable` makes or shares."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lessonlib.graph.create import constant, convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.shapes import as_shape, is_known, show
from lessonlib.graph.types import DTypeLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.variables.initializers import glorot_uniform_initializer


class _ScopeState(threading.local):
    prefix: str = ""
    reuse: Any = False
    initializer: Any = None


_scopes = _ScopeState()
AUTO_REUSE = tf_export("AUTO_REUSE")("auto")


@tf_export("VariableScope")
class VariableScope:
    """What ``with variable_scope(...) as scope`` yields: its name, and a switch to sharing."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.original_name_scope = f"{name}/"

    def reuse_variables(self) -> None:
        """From here on, get_variable shares what exists."""
        _scopes.reuse = True

    @property
    def reuse(self) -> Any:
        return _scopes.reuse


@tf_export("variable_scope")
@contextmanager
def variable_scope(
    name_or_scope: Any, default_name: str | None = None, reuse: Any = None, initializer: Any = None, **_: Any
) -> Iterator[VariableScope]:
    """A prefix for names that `get_variable` makes (and a name scope), and the rule whether it makes or shares.

    Args:
        name_or_scope: a name, or the VariableScope of an earlier block.
        reuse: True shares variables that exist; AUTO_REUSE makes those that do not; None keeps the outer rule.
        initializer: for variables inside that name none.
    """
    old = (_scopes.prefix, _scopes.reuse, _scopes.initializer)
    if isinstance(name_or_scope, VariableScope):
        full, opened = name_or_scope.name, name_or_scope.name.rsplit("/", 1)[-1]
    else:
        full, opened = _full_name(old[0], name_or_scope, default_name or "scope")
    inherited = old[2] if initializer is None else initializer
    _scopes.prefix, _scopes.reuse, _scopes.initializer = full, reuse or old[1], inherited
    counts = get_default_graph().root.scope_counts
    counts[full] = counts.get(full, 0) + 1
    try:
        with get_default_graph().name_scope(opened):
            yield VariableScope(full)
    finally:
        _scopes.prefix, _scopes.reuse, _scopes.initializer = old
        for inside in [name for name in counts if name.startswith(f"{full}/")]:
            del counts[inside]  # opened again, the scope names its layers from the start, and so shares them


def _full_name(prefix: str, name: str | None, default: str) -> tuple[str, str]:
    """(full name, last part) of a scope to open; without a name, the default one, counted up in its outer scope."""
    base = name or default
    last, counts = base, get_default_graph().root.scope_counts
    while not name and counts.get(f"{prefix}/{last}" if prefix else last, 0):
        last = f"{base}_{int(last[len(base) + 1 :] or 0) + 1}"
    return (f"{prefix}/{last}" if prefix else last), last


@tf_export("get_variable_scope")
def get_variable_scope() -> VariableScope:
    """The innermost open variable scope."""
    return VariableScope(_scopes.prefix)


@tf_export("get_variable")
def get_variable(
    name: str,
    shape: Any = None,
    dtype: DTypeLike = float32,
    initializer: Any = None,
    regularizer: Callable[[Tensor], Tensor] | None = None,
    trainable: bool = True,
    collections: Sequence[str] | None = None,
    **_: Any,
) -> Variable:
    """Make the variable ``scope/name``, or share it when the variable scope says ``reuse``.

    Raises ValueError when it exists and is not to be shared, when it is to be shared and does not exist, or when the
    shape to make it is missing or differs.
    """
    full = f"{_scopes.prefix}/{name}" if _scopes.prefix else name
    store = get_default_graph().root.variable_store
    if full in store and _scopes.reuse:
        return _shared(store[full], shape, full)
    if full in store:
        raise InvalidValueError(
            f"Variable {full} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in "
            f"variable_scope?\n  Originally defined at {store[full].op.place}"
        )
    if _scopes.reuse is True:
        raise InvalidValueError(
            f"Variable {full} does not exist, or was not created with tf.get_variable(). Did you mean to set "
            "reuse=tf.AUTO_REUSE in variable_scope?"
        )
    given = _scopes.initializer if initializer is None else initializer
    start = _start(full, shape, as_dtype(dtype), given)
    graph = get_default_graph().root
    with graph.as_default(), graph.name_scope(None):
        variable = store[full] = Variable(
            start, trainable=trainable, collections=collections, name=full, dtype=None
        )
    if regularizer is not None:
        graph.add_to_collection("regularization_losses", regularizer(variable.as_tensor()))
    return variable


def _shared(variable: Variable, shape: Any, full: str) -> Variable:
    wanted = as_shape(shape)
    if shape is not None and is_known(wanted) and variable.as_tensor().sizes != wanted:
        raise InvalidValueError(
            f"Trying to share variable {full}, but specified shape {show(wanted)} and found shape {variable.shape}."
        )
    return variable


def _start(full: str, shape: Any, dtype: DType, initializer: Any) -> Any:
    sizes = as_shape(shape)
    if initializer is not None and not callable(initializer):
        if shape is not None:
            raise InvalidValueError(
                f"Variable {full}: if initializer is a constant, do not specify shape, but it is {show(sizes)}.\n"
                "  Remedy: leave shape out, or take initializer=tf.constant_initializer(value)."
            )
        return (
            convert_to_tensor(initializer)
            if isinstance(initializer, Tensor)
            else constant(initializer, dtype)
        )
    if shape is None or not is_known(sizes):
        raise InvalidValueError(
            f"Shape of a new variable ({full}) must be fully defined, but instead was {show(sizes)}.\n"
            "  Remedy: tf.get_variable(name, shape=[...])."
        )
    make = glorot_uniform_initializer() if initializer is None else initializer
    return lambda: make([size or 0 for size in sizes or ()], dtype=dtype)
