"""Variable scopes: the prefix of the names of shared variables, and what these variables have in common.

The scope that is open belongs to a graph (`Graph.variable_scope`): another graph starts with none.
`lessonlib.tf1.variables.shared` makes and shares the variables.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from lessonlib.graph.dtypes import DType, as_dtype, float32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.types import DTypeLike
from lessonlib.graph.variables import GLOBAL_VARIABLES, TRAINABLE_VARIABLES, Variable

AUTO_REUSE = tf_export("AUTO_REUSE")("auto")
Getter = Callable[..., Variable]


@tf_export("VariableScope")
class VariableScope:
    """What ``with variable_scope(...) as scope`` yields: its name, and what holds for the variables made inside.

    Open it again with ``variable_scope(scope)``, and all of this holds again. The arguments are those of
    `variable_scope`; ``name_scope`` is the name scope in which it was opened first.
    """

    def __init__(
        self, reuse: Any, name: str = "", initializer: Any = None, regularizer: Any = None, caching_device: Any = None,
        partitioner: Any = None, custom_getter: Getter | None = None, name_scope: str = "",
        dtype: DTypeLike = float32, use_resource: bool | None = None, constraint: Any = None,
    ) -> None:  # fmt: skip
        self.reuse, self.name, self.original_name_scope = reuse, name, name_scope
        self.initializer, self.regularizer, self.constraint = initializer, regularizer, constraint
        self.caching_device, self.partitioner, self.use_resource = caching_device, partitioner, use_resource
        self.custom_getter = custom_getter
        self.dtype: DType = as_dtype(dtype)

    def reuse_variables(self) -> None:
        """From here on, get_variable shares what exists."""
        self.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """The initializer of variables that name none, from here on."""
        self.initializer = initializer

    def set_regularizer(self, regularizer: Any) -> None:
        """The regularizer of variables that name none, from here on."""
        self.regularizer = regularizer

    def set_dtype(self, dtype: DTypeLike) -> None:
        """The dtype of variables that name none, from here on."""
        self.dtype = as_dtype(dtype)

    def set_custom_getter(self, custom_getter: Getter | None) -> None:
        """The custom getter of variables, from here on."""
        self.custom_getter = custom_getter

    def set_caching_device(self, caching_device: Any) -> None:
        """Taken for TensorFlow's sake; it changes no value."""
        self.caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        """Taken for TensorFlow's sake; variables are not split."""
        self.partitioner = partitioner

    def set_use_resource(self, use_resource: bool | None) -> None:
        """Taken for TensorFlow's sake; there is one kind of variable."""
        self.use_resource = use_resource

    def get_collection(self, name: str) -> list[Any]:
        """The items of a collection of the default graph whose names are in this scope."""
        scope = re.escape(self.name) + "/" if self.name else ""
        return get_default_graph().get_collection(name, scope)

    def global_variables(self) -> list[Any]:
        """The global variables in this scope."""
        return self.get_collection(GLOBAL_VARIABLES)

    def trainable_variables(self) -> list[Any]:
        """The trainable variables in this scope."""
        return self.get_collection(TRAINABLE_VARIABLES)

    def local_variables(self) -> list[Any]:
        """The local variables in this scope."""
        return self.get_collection("local_variables")

    def inside(self, name: str | VariableScope, original_name_scope: str, **given: Any) -> VariableScope:
        """The scope to open in this one: a name under it, or an earlier scope, with what is ``given`` (not None)."""
        if isinstance(name, VariableScope):
            scope = copy.copy(name)
        else:
            scope = copy.copy(self)
            scope.name = f"{self.name}/{name}" if self.name else name
            scope.original_name_scope = original_name_scope
        reuse, dtype, getter = given.pop("reuse"), given.pop("dtype"), given.pop("custom_getter")
        scope.reuse = reuse or scope.reuse
        scope.dtype = scope.dtype if dtype is None else as_dtype(dtype)
        scope.custom_getter = chained(getter, scope.custom_getter)
        for key, value in given.items():
            if value is not None:
                setattr(scope, key, value)
        return scope


def chained(inner: Getter | None, outer: Getter | None) -> Getter | None:
    """A custom getter that calls ``inner`` with ``outer`` as its getter; one of them when the other is None."""
    if inner is None or outer is None:
        return inner or outer

    def getter(make: Getter, *args: Any, **kwargs: Any) -> Variable:
        return inner(lambda *a, **k: outer(make, *a, **k), *args, **kwargs)

    return getter


@tf_export("variable_scope")
@contextmanager
def variable_scope(
    name_or_scope: str | VariableScope | None, default_name: str | None = None, values: Any = None,
    initializer: Any = None, regularizer: Any = None, caching_device: Any = None, partitioner: Any = None,
    custom_getter: Getter | None = None, reuse: Any = None, dtype: DTypeLike | None = None,
    use_resource: bool | None = None, constraint: Any = None, auxiliary_name_scope: bool = True,
) -> Iterator[VariableScope]:  # fmt: skip
    """A prefix for names that `get_variable` makes (and a name scope), and the rule whether it makes or shares.

    Args:
        name_or_scope: a name, or the VariableScope of an earlier block, with all that it had.
        default_name: the name, with ``_1``, ``_2`` ... when it is taken, if ``name_or_scope`` is None.
        values: tensors whose graph is the one to use; the default graph when not said.
        initializer, regularizer, constraint, dtype: for variables inside that name none.
        caching_device, partitioner, use_resource: taken for TensorFlow's sake; they change no value.
        custom_getter: called as ``custom_getter(getter, name, ...)`` in place of get_variable.
        reuse: True shares variables that exist; AUTO_REUSE makes those that do not; None keeps the outer rule.
        auxiliary_name_scope: False opens no name scope.

    Raises ValueError for another ``reuse``, or for True without a name; TypeError without any name.
    """
    if reuse not in (None, True, False, AUTO_REUSE):
        raise InvalidValueError(
            f"The reuse parameter must be True, False, None or tf.AUTO_REUSE, but is {reuse!r}."
        )
    current = get_default_graph()
    graph, outer = current.root, get_variable_scope()
    if name_or_scope is None:
        name_or_scope = _free_name(outer.name, default_name, reuse, graph)
    last = name_or_scope.name.split("/")[-1] if isinstance(name_or_scope, VariableScope) else name_or_scope
    wanted = auxiliary_name_scope and (last or current.scope)
    if wanted and not last:  # the name "" inside another scope
        names: Any = current.name_scope(current.scope)
    else:
        names = current.name_scope(last) if wanted else nullcontext(current.scope)
    with names as opened:
        scope = outer.inside(
            name_or_scope, opened, reuse=reuse, initializer=initializer, regularizer=regularizer,
            caching_device=caching_device, partitioner=partitioner, custom_getter=custom_getter, dtype=dtype,
            use_resource=use_resource, constraint=constraint,
        )  # fmt: skip
        counted = dict(graph.scope_counts)
        graph.scope_counts[scope.name] = counted.get(scope.name, 0) + 1
        try:
            with graph.in_variable_scope(scope):
                yield scope
        finally:
            _forget_inside(scope.name, graph.scope_counts)
            if isinstance(name_or_scope, VariableScope):  # a jump counts nothing where it came from
                graph.scope_counts = counted


@tf_export("variable_op_scope")
def variable_op_scope(
    values: Any, name_or_scope: str | VariableScope | None, default_name: str | None = None, initializer: Any = None,
    regularizer: Any = None, caching_device: Any = None, partitioner: Any = None, custom_getter: Getter | None = None,
    reuse: Any = None, dtype: DTypeLike | None = None, use_resource: bool | None = None, constraint: Any = None,
) -> AbstractContextManager[VariableScope]:  # fmt: skip
    """The older form of `variable_scope`."""
    return variable_scope(
        name_or_scope, default_name, values, initializer, regularizer, caching_device, partitioner, custom_getter,
        reuse, dtype, use_resource, constraint,
    )  # fmt: skip


@tf_export("variable_creator_scope")
def variable_creator_scope(variable_creator: Any) -> AbstractContextManager[None]:
    """Raises NotImplementedError: a custom getter of a variable scope does the same for `get_variable`."""
    raise UnsupportedError(
        "tf.variable_creator_scope is not supported.\n"
        "  Remedy: with tf.variable_scope(name, custom_getter=...): and tf.get_variable."
    )


@tf_export("no_regularizer")
def no_regularizer(_: Any) -> None:
    """A regularizer that adds nothing: it holds back the one of the variable scope."""


def _free_name(prefix: str, default: str | None, reuse: Any, graph: Graph) -> str:
    """``default``, counted up while a scope of that name was opened before in the outer scope."""
    if default is None:
        raise InvalidTypeError("If default_name is None then name_or_scope is required.")
    if reuse:
        raise InvalidValueError("reuse=True cannot be used without a name_or_scope.")
    last, count = default, 0
    while graph.scope_counts.get(f"{prefix}/{last}" if prefix else last, 0):
        count += 1
        last = f"{default}_{count}"
    return last


def _forget_inside(full: str, counts: dict[str, int]) -> None:
    """Opened again, a scope names its layers from the start, and so shares them."""
    for inside in [name for name in counts if name.startswith(f"{full}/")]:
        del counts[inside]


@tf_export("get_variable_scope")
def get_variable_scope() -> VariableScope:
    """The innermost open variable scope of the default graph."""
    graph = get_default_graph().root
    if graph.variable_scope is None:
        graph.variable_scope = VariableScope(False)
    scope: VariableScope = graph.variable_scope
    return scope
