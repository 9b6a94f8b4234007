"""Local variables: what metrics count in, beside the global variables that a checkpoint keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation
from lessonlib.graph.types import DTypeLike
from lessonlib.graph.variables import Variable, variables_initializer
from lessonlib.tf1.variables.shared import get_variable

LOCAL_VARIABLES = "local_variables"
METRIC_VARIABLES = "metric_variables"


@tf_export("local_variables")
def local_variables(scope: str | None = None) -> list[Variable]:
    """The variables of the default graph that no checkpoint keeps, such as the counters of metrics."""
    return get_default_graph().get_collection(LOCAL_VARIABLES, scope)


@tf_export("get_local_variable")
def get_local_variable(
    name: str, shape: Any = None, dtype: DTypeLike | None = None, initializer: Any = None, regularizer: Any = None,
    trainable: bool | None = False, collections: Sequence[str] | None = None, caching_device: Any = None,
    partitioner: Any = None, validate_shape: bool = True, use_resource: bool | None = None, custom_getter: Any = None,
    constraint: Any = None, synchronization: Any = None, aggregation: Any = None,
) -> Variable:  # fmt: skip
    """`tf.get_variable` for a local variable, which is never trainable; it joins ``collections``, too."""
    return get_variable(
        name, shape, dtype, initializer, regularizer, False, [*(collections or ()), LOCAL_VARIABLES], caching_device,
        partitioner, validate_shape, use_resource, custom_getter, constraint, synchronization, aggregation,
    )  # fmt: skip


@tf_export("local_variables_initializer", "initialize_local_variables", "initializers.local_variables")
def local_variables_initializer() -> Operation:
    """One operation that initialises all local variables that exist now; make it after the last metric."""
    return variables_initializer(local_variables(), name="init_local")
