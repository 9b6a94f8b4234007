"""Model variables: those that layers make, in a collection of their own, and functions that find variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lessonlib.graph.create import as_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.types import DTypeLike, ShapeLike
from lessonlib.graph.variables import GLOBAL_VARIABLES, TRAINABLE_VARIABLES, Variable
from lessonlib.tf1.contrib.framework.arguments import add_arg_scope
from lessonlib.tf1.train import step_counter
from lessonlib.tf1.variables.local import LOCAL_VARIABLES
from lessonlib.tf1.variables.scope import VariableScope
from lessonlib.tf1.variables.shared import get_variable

MODEL_VARIABLES = "model_variables"


@tf_export("contrib.framework.variable", "contrib.slim.variable")
@add_arg_scope
def variable(
    name: str, shape: ShapeLike | None = None, dtype: DTypeLike | None = None, initializer: Any = None,
    regularizer: Any = None, trainable: bool = True, collections: Sequence[str] | None = None,
    caching_device: Any = None, device: Any = None, partitioner: Any = None, custom_getter: Any = None,
    use_resource: bool | None = None, synchronization: Any = None, aggregation: Any = None,
) -> Variable:  # fmt: skip
    """`tf.get_variable`, which also joins the global variables when ``collections`` does not name them.

    ``device`` is where the operations that make it stand.
    """
    wanted = [GLOBAL_VARIABLES, *(collections or [])]
    with get_default_graph().device(device):
        return get_variable(
            name, shape, dtype or float32, initializer, regularizer, trainable, list(dict.fromkeys(wanted)),
            caching_device, partitioner, custom_getter=custom_getter, use_resource=use_resource,
            synchronization=synchronization, aggregation=aggregation,
        )  # fmt: skip


@tf_export("contrib.framework.model_variable", "contrib.slim.model_variable")
@add_arg_scope
def model_variable(
    name: str, shape: ShapeLike | None = None, dtype: DTypeLike = float32, initializer: Any = None,
    regularizer: Any = None, trainable: bool = True, collections: Sequence[str] | None = None,
    caching_device: Any = None, device: Any = None, partitioner: Any = None, custom_getter: Any = None,
    use_resource: bool | None = None, synchronization: Any = None, aggregation: Any = None,
) -> Variable:  # fmt: skip
    """A variable that belongs to the model: it joins the collection ``model_variables`` too."""
    wanted = [*(collections or []), GLOBAL_VARIABLES, MODEL_VARIABLES]
    return variable(
        name, shape, dtype, initializer, regularizer, trainable, wanted, caching_device, device, partitioner,
        custom_getter, use_resource, synchronization, aggregation,
    )  # fmt: skip


@tf_export("contrib.framework.local_variable", "contrib.slim.local_variable")
def local_variable(
    initial_value: Any, validate_shape: bool = True, name: str | None = None, use_resource: bool | None = None
) -> Variable:
    """A variable that no checkpoint keeps and no optimizer changes."""
    return Variable(initial_value, False, [LOCAL_VARIABLES], validate_shape, name=name)


@tf_export("contrib.framework.add_model_variable", "contrib.slim.add_model_variable")
def add_model_variable(var: Variable) -> None:
    """Put a variable into the collection of the model's."""
    if var not in get_default_graph().get_collection(MODEL_VARIABLES):
        get_default_graph().add_to_collection(MODEL_VARIABLES, var)


@tf_export("contrib.framework.get_variables", "contrib.slim.get_variables")
def get_variables(
    scope: str | VariableScope | None = None, suffix: str | None = None, collection: str = GLOBAL_VARIABLES
) -> list[Variable]:
    """The variables of a collection, by the start of their names and by their last words."""
    start = scope.name if isinstance(scope, VariableScope) else scope
    if suffix is not None:
        if ":" not in suffix:
            suffix += ":"
        start = f"{start or ''}.*{suffix}"
    return get_default_graph().get_collection(collection, start)


@tf_export("contrib.framework.get_model_variables", "contrib.slim.get_model_variables")
def get_model_variables(
    scope: str | VariableScope | None = None, suffix: str | None = None
) -> list[Variable]:
    """The variables that layers and `model_variable` made."""
    return get_variables(scope, suffix, MODEL_VARIABLES)


@tf_export("contrib.framework.get_local_variables", "contrib.slim.get_local_variables")
def get_local_variables(
    scope: str | VariableScope | None = None, suffix: str | None = None
) -> list[Variable]:
    """The local variables, such as those in which metrics count."""
    return get_variables(scope, suffix, LOCAL_VARIABLES)


@tf_export("contrib.framework.get_trainable_variables", "contrib.slim.get_trainable_variables")
def get_trainable_variables(
    scope: str | VariableScope | None = None, suffix: str | None = None
) -> list[Variable]:
    """The variables that optimizers change."""
    return get_variables(scope, suffix, TRAINABLE_VARIABLES)


@tf_export("contrib.framework.get_variables_by_name", "contrib.slim.get_variables_by_name")
def get_variables_by_name(given_name: str, scope: str | VariableScope | None = None) -> list[Variable]:
    """The variables whose name is ``given_name``, or ends in ``/given_name``."""
    exact = re.compile(rf"(.*/)?{re.escape(given_name)}:\d+$")
    return [found for found in get_variables(scope) if exact.match(found.name)]


@tf_export("contrib.framework.get_variables_by_suffix", "contrib.slim.get_variables_by_suffix")
def get_variables_by_suffix(suffix: str, scope: str | VariableScope | None = None) -> list[Variable]:
    """The variables whose name ends in ``suffix``."""
    return get_variables(scope, suffix)


@tf_export("contrib.framework.get_unique_variable", "contrib.slim.get_unique_variable")
def get_unique_variable(var_op_name: str) -> Variable:
    """The only variable of this name. Raises ValueError when there is none, or several start with it."""
    found = get_variables(scope=var_op_name)
    exact = [candidate for candidate in found if candidate.op.name == var_op_name]
    if len(exact or found) != 1:
        names = ", ".join(candidate.op.name for candidate in found) or "none"
        raise InvalidValueError(f"Variable {var_op_name} does not uniquely identify a variable: {names}.")
    return (exact or found)[0]


@tf_export("contrib.framework.get_variables_to_restore", "contrib.slim.get_variables_to_restore")
def get_variables_to_restore(
    include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
) -> list[Variable]:
    """The variables under the scopes ``include`` (all when not said) that are not under those of ``exclude``."""
    if isinstance(include, str) or isinstance(exclude, str):
        raise InvalidValueError("include and exclude must be lists of scopes, not strings: ['conv1', 'fc'].")
    chosen = get_variables() if include is None else [v for scope in include for v in get_variables(scope)]
    without = {v for scope in exclude or () for v in get_variables(scope)}
    return [found for found in chosen if found not in without]


@tf_export("contrib.framework.filter_variables", "contrib.slim.filter_variables")
def filter_variables(
    var_list: Iterable[Variable], include_patterns: Sequence[str] | None = None,
    exclude_patterns: Sequence[str] | None = None, reg_search: bool = True,
) -> list[Variable]:  # fmt: skip
    """The variables whose names fit one of the first regular expressions and none of the second.

    ``reg_search`` says whether an expression may fit anywhere in the name, or only at its start.
    """
    fits: Callable[..., Any] = re.search if reg_search else re.match
    return [
        found for found in var_list
        if (not include_patterns or any(fits(pattern, found.op.name) for pattern in include_patterns))
        and not any(fits(pattern, found.op.name) for pattern in exclude_patterns or ())
    ]  # fmt: skip


@tf_export("contrib.framework.get_global_step", "contrib.slim.get_global_step")
def get_global_step(graph: Graph | None = None) -> Variable | None:
    """The same as `tf.train.get_global_step`."""
    return step_counter.get_global_step(graph)


@tf_export("contrib.framework.create_global_step", "contrib.slim.create_global_step")
def create_global_step(graph: Graph | None = None) -> Variable:
    """The same as `tf.train.create_global_step`."""
    return step_counter.create_global_step(graph)


@tf_export("contrib.framework.get_or_create_global_step", "contrib.slim.get_or_create_global_step")
def get_or_create_global_step(graph: Graph | None = None) -> Variable:
    """The same as `tf.train.get_or_create_global_step`."""
    return step_counter.get_or_create_global_step(graph)


@tf_export("contrib.framework.is_tensor")
def is_tensor(x: Any) -> bool:
    """Whether it is a tensor or a variable."""
    return as_tensor(x) is not None


Collections = Sequence[str] | Mapping[str, Sequence[str]] | None


def collections_for(collections: Collections, name: str) -> list[str]:
    """Of ``variables_collections``, a list for all or a dict by name, the collections of the variable ``name``."""
    if isinstance(collections, Mapping):
        return list(collections.get(name) or [])
    return list(collections or [])
