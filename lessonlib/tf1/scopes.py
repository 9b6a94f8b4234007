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

DEFAULT_GRAPH_SEED = 87654321  # TensorFlow's, when only the operation has a seed


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
    LOSSES = "losses"
    WEIGHTS = "weights"
    BIASES = "biases"
    ACTIVATIONS = "activations"
    ASSET_FILEPATHS = "asset_filepaths"
    COND_CONTEXT = "cond_context"
    CONCATENATED_VARIABLES = "concatenated_variables"
    EVAL_STEP = "eval_step"
    INIT_OP = "init_op"
    LOCAL_INIT_OP = "local_init_op"
    LOCAL_RESOURCES = "local_resources"
    MODEL_VARIABLES = "model_variables"
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    QUEUE_RUNNERS = "queue_runners"
    READY_FOR_LOCAL_INIT_OP = "ready_for_local_init_op"
    READY_OP = "ready_op"
    RESOURCES = "resources"
    SAVEABLE_OBJECTS = "saveable_objects"
    SAVERS = "savers"
    SUMMARY_OP = "summary_op"
    TABLE_INITIALIZERS = "table_initializer"
    TRAIN_OP = "train_op"
    UPDATE_OPS = "update_ops"
    VARIABLES = GLOBAL_VARIABLES
    WHILE_CONTEXT = "while_context"


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


@tf_export("add_to_collections")
def add_to_collections(names: Any, value: Any) -> None:
    """Add an item to each of several collections of the default graph."""
    get_default_graph().add_to_collections(names, value)


@tf_export("get_collection_ref")
def get_collection_ref(key: str) -> list[Any]:
    """A collection of the default graph: the list itself, not a copy."""
    return get_default_graph().get_collection_ref(key)


@tf_export("colocate_with")
def colocate_with(op: Any, ignore_existing: bool = False) -> AbstractContextManager[None]:
    """Operations made inside are placed on the device of ``op``."""
    return get_default_graph().colocate_with(op, ignore_existing)


@tf_export("container")
def container(container_name: str) -> AbstractContextManager[str]:
    """A name under which TensorFlow's servers keep variables; it changes nothing in this process."""
    return get_default_graph().container(container_name)


@tf_export("op_scope")
def op_scope(values: Any, name: str | None, default_name: str | None = None) -> AbstractContextManager[str]:
    """The older form of `name_scope`."""
    return name_scope(name, default_name, values)


@tf_export("init_scope")
@contextmanager
def init_scope() -> Iterator[None]:
    """Operations made inside go to the graph outside all branches and loops, and wait for nothing."""
    graph = get_default_graph().root
    with graph.as_default(), graph.control_dependencies(None):
        yield


@tf_export("get_seed", "random.get_seed")
def get_seed(op_seed: int | None) -> tuple[int | None, int | None]:
    """(the graph's seed, the operation's), as a random operation of the default graph would get them.

    Without a seed of the graph, it is TensorFlow's constant; without both, they are None.
    """
    graph = get_default_graph()
    if graph.seed is None:
        return (None, None) if op_seed is None else (DEFAULT_GRAPH_SEED, op_seed)
    seeds = graph.seed, len(graph.operations) if op_seed is None else op_seed
    return (0, 2**31 - 1) if seeds == (0, 0) else seeds  # two zeros mean no seed to TensorFlow


@tf_export("set_random_seed")
def set_random_seed(seed: int | None) -> None:
    """Make the random operations of the default graph repeat from session to session. Call it before making them."""
    get_default_graph().seed = seed
