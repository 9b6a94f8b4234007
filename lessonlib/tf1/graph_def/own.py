"""Graphs of lessonlib as GraphDef messages: what `Graph.as_graph_def` gives, and `import_graph_def` takes back.

The operation types are the engine's own, so that only lessonlib reads them. What the engine knows of an operation
travels as JSON in one attribute of its node.
"""

from __future__ import annotations

import json
from typing import Any

from lessonlib.graph.dtypes import ALL, as_dtype
from lessonlib.graph.errors import InvalidValueError, NotExportableError, UnsupportedError
from lessonlib.graph.graph import Graph
from lessonlib.graph.graph_def import to_graph_def
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.registry import table
from lessonlib.graph.writing import write_graphs_with
from lessonlib.tf1.graph_def.node import Node
from lessonlib.tf1.meta_graph.attributes import NoTextError, decode, encode

OWN = "_lessonlib"


@write_graphs_with
def as_graph_def(graph: Graph) -> Any:
    """All operations of a graph as a GraphDef. Raises NotExportableError for what only Python can do."""
    message = to_graph_def(graph)
    for node, op in zip(message.node, graph.operations, strict=True):
        node.attr[OWN].s = json.dumps(_record(op, graph), separators=(",", ":"), allow_nan=False).encode()
    return message


def _record(op: Operation, graph: Graph) -> dict[str, Any]:
    if any(tensor.dtype not in ALL for tensor in op.outputs):
        raise NotExportableError(op, "output", op.outputs[0].dtype)
    try:
        attributes = {key: encode(value) for key, value in op.attrs.items()}
    except NoTextError as error:
        raise NotExportableError(op, "attribute", error.value) from None
    return {
        "attrs": attributes,
        "arity": list(op.arity),
        "outputs": [[t.dtype.name, None if t.sizes is None else list(t.sizes)] for t in op.outputs],
        "seeds": list(graph.seeds[op]) if op in graph.seeds else None,
        "gradient": op.gradient,
    }


def make_constant(node: Any, value: Any, dtype: str) -> None:
    """Turn a node of a GraphDef into a constant, an array; it keeps its name."""
    del node.input[:]
    node.op = "Const"
    node.attr.clear()
    record = {
        "attrs": {"value": encode(value)},
        "arity": [],
        "outputs": [[dtype, list(value.shape)]],
        "seeds": None,
    }
    node.attr[OWN].s = json.dumps(record, separators=(",", ":"), allow_nan=False).encode()


def add_own(graph: Graph, node: Node, message: Any, inputs: list[Tensor]) -> list[Any]:
    """Add the operation of a node that lessonlib wrote; its outputs, or the operation when it has none.

    Raises KeyError, TypeError or ValueError when the node is damaged.
    """
    record = json.loads(node.get(OWN))
    if message.op not in table():
        raise UnsupportedError(f"lessonlib has no {message.op}")
    outputs = [
        (as_dtype(dtype), None if sizes is None else tuple(sizes)) for dtype, sizes in record["outputs"]
    ]
    attributes = {key: decode(value) for key, value in record["attrs"].items()}
    arity = tuple(record["arity"])
    if sum(1 if count is None else count for count in arity) != len(inputs):
        raise InvalidValueError("a node has too few or too many inputs")
    op = graph.add(message.op, graph.unique_name(node.name), inputs, arity, attributes, outputs)
    op.gradient = record.get("gradient", "")
    if record["seeds"] is not None:
        graph.seeds[op] = (record["seeds"][0], record["seeds"][1])
    return list(op.outputs) or [op]
