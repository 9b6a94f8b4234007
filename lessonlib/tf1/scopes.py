"""Functions that act on the default graph: scopes, collections, seeds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.summary import SUMMARIES
from lessonlib.graph.variables import GLOBAL_VARIABLES, TRAINABLE_VARIABLES
from lessonlib.tf1.variables.local import LOCAL_VARIABLES, METRIC_VARIABLES


@tf_export("GraphKeys")
class GraphKeys:
    """The names of the collections that the library itself uses."""

    GLOBAL_VARIABLES = GLOBAL_VARIABLES
    TRAINABLE_VARIABLES = TRAINABLE_VARIABLES
    LOCAL_VARIABLES = LOCAL_VARIABLES
    METRIC_VARIABLES = METRIC_VARIABLES
    SUMMARIES = SUMMARIES
    GLOBAL_STEP = "global_step"
    REGULARIZATION_LOSSES = "regularization_losses"
    UPDATE_OPS = "update_ops"
    LOSSES = "losses"
    WEIGHTS = "weights"
    BIASES = "biases"


@tf_export("name_scope")
@contextmanager
def name_scope(name: str | None, default_name: str | None = None, values: Any = None) -> Iterator[str]:
    """Names made inside start with ``name/``; yields that prefix."""
    with get_default_graph().name_scope(name or default_name) as scope:
        yield scope


@tf_export("control_dependencies")
def control_dependencies(control_inputs: Any) -> AbstractContextManager[None]:
    """Operations made inside run only after ``control_inputs``."""
    return get_default_graph().control_dependencies(control_inputs)


@tf_export("device")
def device(device_name_or_function: Any) -> AbstractContextManager[None]:
    """Operations made inside are placed on this device."""
    return get_default_graph().device(device_name_or_function)


@tf_export("add_to_collection")
def add_to_collection(name: str, value: Any) -> None:
    """Add an item to a collection of the default graph."""
    get_default_graph().add_to_collection(name, value)


@tf_export("get_collection")
def get_collection(key: str, scope: str | None = None) -> list[Any]:
    """The items of a collection of the default graph; with ``scope``, those whose name starts with it."""
    return get_default_graph().get_collection(key, scope)


@tf_export("set_random_seed")
def set_random_seed(seed: int | None) -> None:
    """Make the random operations of the default graph repeat from session to session. Call it before making them."""
    get_default_graph().seed = seed
