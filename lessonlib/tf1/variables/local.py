"""Local variables: what metrics count in, beside the global variables that a checkpoint keeps."""

from __future__ import annotations

from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation
from lessonlib.graph.variables import Variable, variables_initializer

LOCAL_VARIABLES = "local_variables"
METRIC_VARIABLES = "metric_variables"


@tf_export("local_variables")
def local_variables(scope: str | None = None) -> list[Variable]:
    """The variables of the default graph that no checkpoint keeps, such as the counters of metrics."""
    return get_default_graph().get_collection(LOCAL_VARIABLES, scope)


@tf_export("local_variables_initializer")
def local_variables_initializer() -> Operation:
    """One operation that initialises all local variables that exist now; make it after the last metric."""
    return variables_initializer(local_variables(), name="init_local")
