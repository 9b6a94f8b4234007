"""Variables: nodes whose values sessions keep from run to run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lessonlib.graph import ops
from lessonlib.graph.create import constant, convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype, float32
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.initializers import glorot_uniform_initializer
from lessonlib.graph.node import Operation, Tensor, find_session
from lessonlib.graph.operators import Operators
from lessonlib.graph.shapes import TensorShape, as_shape, is_known, show

GLOBAL_VARIABLES = "variables"
TRAINABLE_VARIABLES = "trainable_variables"


class Variable(Operators):
    """A value that a session keeps, and that optimizers change.

    Args:
        initial_value: what `initializer` gives it: a tensor, anything that makes one, or a function of no arguments.
        trainable: whether optimizers change it when they are not told which variables to change.
        collections: names of the collections of the graph to join; the global variables when not said.
        dtype: the dtype of the value, when the initial value alone does not say.
    """

    __array_priority__ = 100

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool = True,
        collections: Sequence[str] | None = None,
        validate_shape: bool = True,
        name: str | None = None,
        dtype: Any = None,
        shape: Any = None,
    ) -> None:
        if initial_value is None:
            raise ValueError(
                "tf.Variable needs an initial value, for example tf.Variable(0.0) or tf.Variable(tf.zeros([2, 3]))."
            )
        graph = _graph_of(initial_value)
        with graph.as_default(), graph.control_dependencies(None):
            unique = graph.unique_name(name or "Variable")
            with graph.name_scope(unique + "/"):
                value = initial_value() if callable(initial_value) else initial_value
                self.initial_value = convert_to_tensor(value, dtype, name="initial_value")
                self._tensor = ops.variable_node(
                    graph, unique, self.initial_value.dtype, self.initial_value.sizes
                )
                self.initializer: Operation = ops.assign(self._tensor, self.initial_value, name="Assign").op
        self.trainable = trainable
        for collection in collections if collections is not None else [GLOBAL_VARIABLES]:
            graph.add_to_collection(collection, self)
        if trainable:
            graph.add_to_collection(TRAINABLE_VARIABLES, self)

    def as_tensor(self) -> Tensor:
        """The tensor of the value."""
        return self._tensor

    value = as_tensor

    def read_value(self) -> Tensor:
        """A node that reads the value at its own place in the order of running."""
        return ops.identity(self._tensor, name=f"{self.op.name.rsplit('/', 1)[-1]}/read")

    def initialized_value(self) -> Tensor:
        """The initial value, for making another variable's from it."""
        return self.initial_value

    @property
    def name(self) -> str:
        return self._tensor.name

    @property
    def op(self) -> Operation:
        return self._tensor.op

    @property
    def graph(self) -> Graph:
        return self._tensor.graph

    @property
    def device(self) -> str:
        return self._tensor.device

    @property
    def dtype(self) -> DType:
        return self._tensor.dtype

    @property
    def shape(self) -> TensorShape:
        return self._tensor.shape

    def get_shape(self) -> TensorShape:
        return self.shape

    def assign(self, value: Any, name: str | None = None) -> Tensor:
        """A node that gives the variable a new value; its output is that value."""
        return ops.assign(self, value, name=name)

    def assign_add(self, delta: Any, name: str | None = None) -> Tensor:
        return ops.assign_add(self, delta, name=name)

    def assign_sub(self, delta: Any, name: str | None = None) -> Tensor:
        return ops.assign_sub(self, delta, name=name)

    def eval(self, session: Any = None) -> Any:
        """The value in ``session``, or in the default session, as NumPy."""
        return self._tensor.eval(session=session)

    def load(self, value: Any, session: Any = None) -> None:
        """Give the variable a value in ``session``, or in the default session, at once."""
        find_session(session, self.graph, "load()").run(self.initializer, {self.initial_value: value})

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={show(self._tensor.sizes)} dtype={self.dtype.name}_ref>"


def global_variables(scope: str | None = None) -> list[Variable]:
    """All variables of the default graph, those of optimizers included."""
    return get_default_graph().get_collection(GLOBAL_VARIABLES, scope)


def trainable_variables(scope: str | None = None) -> list[Variable]:
    """The variables of the default graph that optimizers change."""
    return get_default_graph().get_collection(TRAINABLE_VARIABLES, scope)


def variables_initializer(var_list: Sequence[Variable], name: str = "init") -> Operation:
    """One operation that gives each variable its initial value."""
    return ops.group(*[variable.initializer for variable in var_list], name=name)


def global_variables_initializer() -> Operation:
    """One operation that initialises all variables that exist now; make it after the last variable."""
    return variables_initializer(global_variables())


# ---- sharing by name: variable_scope and get_variable


class _ScopeState(threading.local):
    prefix: str = ""
    reuse: Any = False
    initializer: Any = None


_scopes = _ScopeState()
AUTO_REUSE = "auto"


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
        prefix, opened = name_or_scope.name, name_or_scope.name.rsplit("/", 1)[-1]
    elif name_or_scope:
        prefix, opened = f"{old[0]}/{name_or_scope}" if old[0] else name_or_scope, name_or_scope
    else:
        prefix = get_default_graph().unique_name(default_name or "scope")
        opened = prefix + "/"
    _scopes.prefix, _scopes.reuse = prefix, reuse or old[1]
    _scopes.initializer = initializer or old[2]
    try:
        with get_default_graph().name_scope(opened):
            yield VariableScope(prefix)
    finally:
        _scopes.prefix, _scopes.reuse, _scopes.initializer = old


def get_variable_scope() -> VariableScope:
    """The innermost open variable scope."""
    return VariableScope(_scopes.prefix)


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = float32,
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
        raise ValueError(
            f"Variable {full} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in "
            f"variable_scope?\n  Originally defined at {store[full].op.place}"
        )
    if _scopes.reuse is True:
        raise ValueError(
            f"Variable {full} does not exist, or was not created with tf.get_variable(). Did you mean to set "
            "reuse=tf.AUTO_REUSE in variable_scope?"
        )
    start = _start(full, shape, as_dtype(dtype), initializer or _scopes.initializer)
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
        raise ValueError(
            f"Trying to share variable {full}, but specified shape {show(wanted)} and found shape {variable.shape}."
        )
    return variable


def _start(full: str, shape: Any, dtype: DType, initializer: Any) -> Any:
    sizes = as_shape(shape)
    if initializer is not None and not callable(initializer):
        return (
            convert_to_tensor(initializer)
            if isinstance(initializer, Tensor)
            else constant(initializer, dtype)
        )
    if shape is None or not is_known(sizes):
        raise ValueError(
            f"Shape of a new variable ({full}) must be fully defined, but instead was {show(sizes)}.\n"
            "  Remedy: tf.get_variable(name, shape=[...])."
        )
    make = initializer or glorot_uniform_initializer()
    return lambda: make([size or 0 for size in sizes or ()], dtype=dtype)


def _graph_of(value: Any) -> Graph:
    return (value.graph if isinstance(value, (Tensor, Variable)) else get_default_graph()).root
