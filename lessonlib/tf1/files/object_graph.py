"""What a checkpoint of tf.train.Checkpoint says of its objects: a TrackableObjectGraph beside the values.

The message has numbered objects: their children by name, for a variable its name in the graph and the key of its value
in the file, and for an optimizer the variables that it keeps beside others. TensorBoard brings the message.
Source: trackable_object_graph.proto of TensorFlow.
"""

from __future__ import annotations

from typing import Any

from google.protobuf.message import DecodeError

from lessonlib.graph.checkpoint import OBJECT_GRAPH
from lessonlib.graph.errors import DataLossError

VALUE = "VARIABLE_VALUE"


def empty() -> Any:
    """A TrackableObjectGraph without objects."""
    from tensorboard.compat.proto.trackable_object_graph_pb2 import TrackableObjectGraph

    return TrackableObjectGraph()


def object_graph(source: Any, path: str) -> Any:
    """The objects of an opened checkpoint, or None when a tf.train.Saver wrote it.

    Raises DataLossError when they cannot be read, or name objects or values that are not there.
    """
    if OBJECT_GRAPH not in source.entries:
        return None
    graph = empty()
    try:
        graph.ParseFromString(source.tensor(OBJECT_GRAPH).item())
    except (DecodeError, AttributeError, TypeError) as error:
        raise _damaged(path, str(error)) from error
    numbers = [child.node_id for node in graph.nodes for child in node.children]
    for node in graph.nodes:
        for slot in node.slot_variables:
            numbers += [slot.original_variable_node_id, slot.slot_variable_node_id]
    wrong = [number for number in numbers if not 0 <= number < len(graph.nodes)]
    if wrong or not graph.nodes:
        raise _damaged(path, f"it has {len(graph.nodes)} objects, but speaks of {wrong[:3]}")
    missing = [key for key in keys(graph).values() if key not in source.entries]
    if missing:
        raise _damaged(path, f"it has no values for {missing[:3]}")
    return graph


def keys(graph: Any) -> dict[str, str]:
    """The keys of the variables' values in the file, by the names that the variables had in the graph."""
    named = [one for node in graph.nodes for one in node.attributes if one.name == VALUE]
    return {one.full_name: one.checkpoint_key for one in named}


def _damaged(path: str, why: str) -> DataLossError:
    return DataLossError(
        None,
        None,
        f"The objects of checkpoint {path} cannot be read: it is damaged ({why}).\n"
        "  Remedy: copy its files anew, or restore an older one.",
    )
