"""The variables in some collections of the default graph, and which of them have no value yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create
from lessonlib.graph.dtypes import string
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.state import group, is_variable_initialized
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.variables import Variable, global_variables, variables_initializer
from lessonlib.tf1.variables.local import local_variables

MODEL_VARIABLES = "model_variables"
MOVING_AVERAGE_VARIABLES = "moving_average_variables"
TABLE_INITIALIZERS = "table_initializer"


def names_where_not(flags: list[torch.Tensor], names: tuple[str, ...]) -> np.ndarray[Any, Any]:
    kept = [name.encode() for name, flag in zip(names, flags, strict=True) if not bool(flag)]
    found = np.empty(len(kept), dtype=object)
    found[:] = kept
    return found


register(
    "NamesWhereNot",
    "flags*",
    names_where_not,
    NOT_DIFFERENTIABLE,
    shape=lambda flags, names: [(string, (None,))],
)


@tf_export("all_variables")
def all_variables() -> list[Variable]:
    """The older name of `global_variables`."""
    return global_variables()


@tf_export("model_variables")
def model_variables(scope: str | None = None) -> list[Variable]:
    """The variables in the collection of those that a model needs to infer."""
    return get_default_graph().get_collection(MODEL_VARIABLES, scope)


@tf_export("moving_average_variables")
def moving_average_variables(scope: str | None = None) -> list[Variable]:
    """The variables of which moving averages are kept."""
    return get_default_graph().get_collection(MOVING_AVERAGE_VARIABLES, scope)


@tf_export("initialize_variables")
def initialize_variables(var_list: Sequence[Variable], name: str = "init") -> Operation:
    """The older name of `variables_initializer`."""
    return variables_initializer(var_list, name)


@tf_export("tables_initializer", "initializers.tables_initializer")
def tables_initializer(name: str = "init_all_tables") -> Operation:
    """One operation that initialises all lookup tables that exist now."""
    return group(*get_default_graph().get_collection(TABLE_INITIALIZERS), name=name)


@tf_export("initialize_all_tables")
def initialize_all_tables(name: str = "init_all_tables") -> Operation:
    """The older name of `tables_initializer`."""
    return tables_initializer(name)


@tf_export("report_uninitialized_variables")
def report_uninitialized_variables(
    var_list: Sequence[Variable] | None = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """The names (a string vector) of the variables that have no value in the session that runs this.

    Of all global and local variables, when no list is given.
    """
    variables = [*global_variables(), *local_variables()] if var_list is None else list(var_list)
    flags = [is_variable_initialized(variable) for variable in variables]
    return create("NamesWhereNot", flags, names=tuple(v.op.name for v in variables), name=name)
