"""A whole graph as JSON: operations, attributes, constants, variables, collections and seeds.

Nothing is ever pickled. What only Python can do (py_func, a data set) cannot be written, and says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lessonlib.graph.branch import Branch
from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import NotExportableError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.variables import Variable
from lessonlib.tf1.meta_graph.attributes import NoTextError, encode
from lessonlib.whole_file import write_whole

FORMAT = "lessonlib-metagraph-1"


@tf_export("train.export_meta_graph")
def export_meta_graph(
    filename: str | os.PathLike[str] | None = None, meta_info_def: Any = None, graph_def: Any = None,
    saver_def: Any = None, collection_list: Iterable[str] | None = None, as_text: bool = False,
    graph: Graph | None = None, export_scope: str | None = None, clear_devices: bool = False,
    clear_extraneous_savers: bool = False, strip_default_attrs: bool = False, save_debug_info: bool = False,
    saver: Any = None,
) -> dict[str, Any]:  # fmt: skip
    """The default graph (or ``graph``) as a JSON-able dict, written to ``filename`` when one is given.

    Args:
        clear_devices: leave out the devices of the operations.
        collection_list: the collections to write; all when not said.
        saver: a Saver whose choice of variables the importer gets.
        as_text, clear_extraneous_savers, strip_default_attrs, save_debug_info: taken for TensorFlow's sake. The file is
            text in any case, has one saver and the lines that made the operations.
        meta_info_def, graph_def, saver_def, export_scope: cannot be given.

    Raises NotExportableError (a ValueError) when an operation calls Python, such as py_func.
    """
    refuse("tf.train.export_meta_graph", "export the whole graph.", meta_info_def=meta_info_def, graph_def=graph_def,
           saver_def=saver_def, export_scope=export_scope)  # fmt: skip
    source = graph if graph is not None else get_default_graph()
    record = {
        "format": FORMAT,
        "operations": _operations(source, clear_devices),
        "variables": [_variable(variable) for variable in _variables(source)],
        "collections": _collections(source, collection_list),
        "seed": source.seed,
        "saver": None if saver is None else saver.as_record(),
    }
    if filename is not None:
        file = Path(filename)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, as_bytes(record))
    return record


def as_bytes(record: dict[str, Any]) -> bytes:
    """The content of a meta-graph file."""
    return json.dumps(record, separators=(",", ":"), allow_nan=False).encode()


def _operations(graph: Graph, clear_devices: bool) -> list[dict[str, Any]]:
    return [_operation(op, graph, clear_devices) for op in graph.operations]


def _operation(op: Operation, graph: Graph, clear_devices: bool) -> dict[str, Any]:
    return {
        "name": op.name,
        "type": op.type,
        "inputs": [tensor.name for tensor in op.inputs],
        "arity": list(op.arity),
        "attrs": {key: _attribute(op, key, value, clear_devices) for key, value in op.attrs.items()},
        "after": [control.name for control in op.control_inputs],
        "device": "" if clear_devices else op.device,
        "outputs": [[_dtype_name(op, t), None if t.sizes is None else list(t.sizes)] for t in op.outputs],
        "seeds": list(graph.seeds[op]) if op in graph.seeds else None,
        "gradient": op.gradient,
        "line": [os.path.basename(op.line[0]), op.line[1]],
    }


def _attribute(op: Operation, key: str, value: Any, clear_devices: bool) -> Any:
    def body(other: Any) -> Any:
        if isinstance(other, Branch):
            return {"branch": _branch(other, clear_devices)}
        raise NotExportableError(op, key, other)

    return encode(value, body)


def _branch(branch: Branch, clear_devices: bool) -> dict[str, Any]:
    return {
        "name": branch.name,
        "operations": _operations(branch.graph, clear_devices),
        "captures": [[outside.name, inside.name] for outside, inside in branch.graph.captures.items()],
        "inputs": [tensor.name for tensor in branch.inputs],
        "outputs": [tensor.name for tensor in branch.outputs],
        "listed": branch.is_list,
    }


def _dtype_name(op: Operation, tensor: Tensor) -> str:
    try:
        return as_dtype(tensor.dtype.name).name
    except TypeError:
        raise NotExportableError(op, "output", tensor.dtype) from None


def _variables(graph: Graph) -> list[Variable]:
    held = [item for items in graph.collections.values() for item in items] + list(
        graph.variable_store.values()
    )
    return list(dict.fromkeys(item for item in held if isinstance(item, Variable)))


def _variable(variable: Variable) -> dict[str, Any]:
    shared = [name for name, item in variable.graph.variable_store.items() if item is variable]
    return {
        "name": variable.op.name,
        "initial_value": variable.initial_value.name,
        "initializer": variable.initializer.name,
        "trainable": variable.trainable,
        "shared_as": shared[0] if shared else None,
    }


def _collections(graph: Graph, wanted: Iterable[str] | None) -> dict[str, list[Any]]:
    """The items that a file can hold; TensorFlow, too, leaves the others out."""
    chosen = set(graph.collections) if wanted is None else set(wanted)
    found = {}
    for name, items in graph.collections.items():
        if name in chosen:
            found[name] = [coded for item in items if (coded := _item(item)) is not None]
    return found


def _item(item: Any) -> Any:
    if isinstance(item, Variable):
        return {"variable": item.op.name}
    if isinstance(item, Tensor):
        return {"tensor": item.name}
    if isinstance(item, Operation):
        return {"operation": item.name}
    try:
        return {"value": encode(item)}
    except NoTextError:
        return None
