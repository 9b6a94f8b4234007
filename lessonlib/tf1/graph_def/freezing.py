"""Freezing: the part of a graph that some outputs need, with constants in place of its variables, and files of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf import text_format
from tensorboard.compat.proto.graph_pb2 import GraphDef

from lessonlib.graph.checkpoint import FilePath
from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph
from lessonlib.graph.session import Session
from lessonlib.tf1.graph_def.own import make_constant
from lessonlib.whole_file import write_whole


@tf_export("graph_util.extract_sub_graph")
def extract_sub_graph(graph_def: Any, dest_nodes: Sequence[str]) -> Any:
    """A GraphDef of the nodes that ``dest_nodes`` (names) need, themselves included, in their order.

    Raises TypeError when ``dest_nodes`` is one string, ValueError (AssertionError in TensorFlow) for an unknown name.
    """
    if isinstance(dest_nodes, str):
        raise InvalidTypeError(
            "dest_nodes must be an iterable of strings, such as ['softmax'], but is a string."
        )
    nodes = {node.name: node for node in graph_def.node}
    waiting, needed = list(dest_nodes), set()
    while waiting:
        name = waiting.pop()
        if name not in nodes:
            raise InvalidValueError(f"'{name}' is not in graph. It has: {', '.join(list(nodes)[:20])} ...")
        if name not in needed:
            needed.add(name)
            waiting += [one.removeprefix("^").partition(":")[0] for one in nodes[name].input]
    return GraphDef(
        node=[node for node in graph_def.node if node.name in needed], versions=graph_def.versions
    )


@tf_export("graph_util.convert_variables_to_constants")
def convert_variables_to_constants(
    sess: Session, input_graph_def: Any, output_node_names: Sequence[str],
    variable_names_whitelist: Sequence[str] | None = None, variable_names_blacklist: Sequence[str] | None = None,
) -> Any:  # fmt: skip
    """The part of a graph that ``output_node_names`` need, with the values of ``sess`` in place of its variables.

    Args:
        sess: where the variables have their values.
        input_graph_def: ``sess.graph_def``, or ``graph.as_graph_def()``.
        variable_names_whitelist: the only variables to turn into constants; all when not said.
        variable_names_blacklist: variables to leave as they are.

    Returns a GraphDef, which `tf.import_graph_def` of lessonlib reads.
    """
    frozen = extract_sub_graph(input_graph_def, output_node_names)
    for node in frozen.node:
        wanted = variable_names_whitelist is None or node.name in variable_names_whitelist
        if node.op == "Variable" and wanted and node.name not in (variable_names_blacklist or ()):
            value = np.asarray(sess.run(f"{node.name}:0"))
            make_constant(node, value, as_dtype(value.dtype).name)
    return frozen


@tf_export("train.write_graph", "io.write_graph")
def write_graph(graph_or_graph_def: Any, logdir: FilePath, name: str, as_text: bool = True) -> str:
    """Write a graph, or a GraphDef, as a file in the folder ``logdir``, which is made; returns the path."""
    is_graph = isinstance(graph_or_graph_def, Graph)
    message = graph_or_graph_def.as_graph_def() if is_graph else graph_or_graph_def
    path = Path(os.fspath(logdir)) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text_format.MessageToString(message).encode() if as_text else message.SerializeToString()
    write_whole(path, content)
    return str(path)
