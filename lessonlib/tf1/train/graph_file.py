"""tf.train.write_graph: a graph as TensorFlow's GraphDef in a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from lessonlib.graph.checkpoint import FilePath, make_folder
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph
from lessonlib.graph.graph_def import to_graph_def
from lessonlib.whole_file import write_whole


@tf_export("train.write_graph")
def write_graph(graph_or_graph_def: Graph | Any, logdir: FilePath, name: str, as_text: bool = True) -> str:
    """Write a graph, or a GraphDef, as text or in binary form; returns the path. The folder is made when missing."""
    from google.protobuf import text_format  # type: ignore[import-untyped]

    given: Any = graph_or_graph_def
    definition = to_graph_def(given) if isinstance(given, Graph) else given
    path = os.path.join(logdir, name)
    make_folder(Path(path).parent)
    text = text_format.MessageToString(definition).encode() if as_text else definition.SerializeToString()
    write_whole(Path(path), text)
    return path
