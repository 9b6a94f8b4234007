"""The ``.meta`` files of TensorFlow: a graph, its variables and collections, and which variables its Saver saves."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lessonlib.graph.create import create_operation, placeholder
from lessonlib.graph.errors import DataLossError
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.variables import Variable
from lessonlib.tf1.graph_def.attributes import as_array
from lessonlib.tf1.graph_def.importer import Importer, read_message

_ASSIGNMENTS = ("Assign", "AssignVariableOp")


@dataclass
class MetaGraph:
    """What a meta graph brought: its variables by their names in the file, and those that its Saver saves."""

    variables: dict[str, Variable] = field(default_factory=dict)
    saved: dict[str, Variable] | None = None
    max_to_keep: int = 5


def is_tensorflows(file: str | os.PathLike[str]) -> bool:
    """Whether there is such a file, and it is no meta graph of lessonlib, which is JSON."""
    path = Path(file)
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        return opened.read(64).lstrip()[:1] not in (b"{", b"[", b"")


def import_meta(file: str | os.PathLike[str], clear_devices: bool, import_scope: str | None) -> MetaGraph:
    """Add the graph of a ``.meta`` file of TensorFlow to the default graph, as far as its operations are known.

    A UserWarning lists what had to be left out. Raises DataLossError when the file is damaged.
    """
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef  # slow to load

    message = read_message(MetaGraphDef, Path(file).read_bytes(), file)
    if not message.graph_def.node:
        raise DataLossError(None, None, f"{file} is no meta graph: it has no operations.")
    graph, prefix = get_default_graph(), f"{import_scope.rstrip('/')}/" if import_scope else ""
    importer = Importer(graph, message.graph_def, prefix, {}, clear_devices)
    importer.build()
    with graph.as_default(), graph.name_scope(None):
        found = _Collections(graph, importer, file)
        for name, collection in message.collection_def.items():
            found.add(name, collection)
    importer.warn()
    result = MetaGraph(found.variables)
    if message.HasField("saver_def"):
        result.saved = _saved(importer, found.variables)
        result.max_to_keep = message.saver_def.max_to_keep
    return result


class _Collections:
    """Puts the items of a meta graph's collections into those of the graph; those that stand for loops stay out."""

    def __init__(self, graph: Graph, importer: Importer, file: object) -> None:
        self._graph, self._importer, self._file = graph, importer, file
        self.variables: dict[str, Variable] = {}

    def add(self, name: str, collection: Any) -> None:
        kind = collection.WhichOneof("kind")
        values = getattr(collection, kind).value if kind else []
        if kind == "bytes_list" and ("variables" in name or name == "global_step"):
            items: list[Any] = [self._variable(value) for value in values]
        elif kind == "node_list":
            items = [self._element(value) for value in values]
        else:
            items = list(values) if kind in ("int64_list", "float_list") else []
        for item in items:
            if item is not None:
                self._graph.add_to_collection(name, item)

    def _element(self, name: str) -> Any:
        """An operation or a tensor of the graph; None when it had to be left out."""
        operation, colon, index = name.partition(":")
        if not colon:
            return self._importer.operations.get(operation)
        outputs = self._importer.made.get(operation, [])
        return outputs[int(index)] if index.isdigit() and int(index) < len(outputs) else None

    def _variable(self, content: bytes) -> Variable | None:
        from tensorboard.compat.proto.variable_pb2 import VariableDef

        coded = read_message(VariableDef, content, self._file)
        name = coded.variable_name.partition(":")[0]
        tensor = self._element(f"{name}:0")
        if not isinstance(tensor, Tensor) or tensor.op.type != "Variable":
            return None
        if name not in self.variables:
            initial, initializer = (
                self._element(coded.initial_value_name),
                self._element(coded.initializer_name),
            )
            if initial is None or initializer is None:
                initial, initializer = _unknown_start(tensor)
            trainable = coded.trainable
            variable = Variable.of(tensor, initial, getattr(initializer, "op", initializer), trainable)
            self.variables[name] = variable
            self._graph.variable_store.setdefault(tensor.op.name, variable)
        return self.variables[name]


def _unknown_start(tensor: Tensor) -> tuple[Tensor, Operation]:
    """For a variable whose first value had to be left out: running its initializer says that a value is to be fed."""
    initial = placeholder(tensor.dtype, tensor.sizes, name=f"{tensor.op.name}/unknown_initial_value")
    return initial, create_operation("Assign", tensor, initial, name=f"{tensor.op.name}/Assign")


def _saved(importer: Importer, variables: dict[str, Variable]) -> dict[str, Variable] | None:
    """The variables by their names in checkpoints, as the nodes that restore them say; None when they do not."""
    found: dict[str, Variable] = {}
    for node in importer.nodes.values():
        if node.op not in _ASSIGNMENTS or len(node.input) < 2:
            continue
        source = _through_identities(importer, node.input[1])
        restore, _, index = source.partition(":")
        if restore not in importer.nodes or importer.nodes[restore].op != "RestoreV2":
            continue
        names = importer.nodes.get(importer.nodes[restore].input[1].partition(":")[0])
        if names is None or names.op != "Const":
            return None
        listed, variable = as_array(names.attr["value"].tensor).tolist(), variables.get(node.input[0])
        if variable is not None and int(index or 0) < len(listed):
            found[listed[int(index or 0)].decode()] = variable
    return found or None


def _through_identities(importer: Importer, name: str) -> str:
    for _ in range(len(importer.nodes)):
        node = importer.nodes.get(name.partition(":")[0])
        if node is None or node.op != "Identity":
            break
        name = node.input[0]
    return name
