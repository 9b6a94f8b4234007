"""Building a graph again from the JSON that `lessonlib.tf1.meta_graph.writer` makes of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lessonlib.graph.branch import Branch
from lessonlib.graph.dtypes import DType, as_dtype
from lessonlib.graph.errors import DataLossError, InvalidValueError, NotFoundError
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.registry import table
from lessonlib.graph.shapes import Shape
from lessonlib.graph.variables import Variable
from lessonlib.tf1.meta_graph.attributes import decode
from lessonlib.tf1.meta_graph.writer import FORMAT

_DAMAGED = (KeyError, TypeError, ValueError, IndexError, AttributeError, AssertionError)


def read_meta_graph(source: str | os.PathLike[str] | dict[str, Any]) -> dict[str, Any]:
    """The record that a file holds. Raises NotFoundError, or DataLossError for a file of another kind."""
    if isinstance(source, dict):
        return source
    file = Path(source)
    if not file.is_file():
        raise NotFoundError(
            None,
            None,
            f"There is no meta graph {file}.\n  Remedy: Saver.save and export_meta_graph write one.",
        )
    try:
        record = json.loads(file.read_bytes())
    except ValueError:
        raise _foreign(file, "it is no JSON") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise _foreign(file, f"its format is not {FORMAT}")
    return record


def import_graph(
    source: str | os.PathLike[str] | dict[str, Any],
    clear_devices: bool = False,
    import_scope: str | None = None,
) -> tuple[dict[str, Any], dict[str, Variable]]:
    """Add a graph to the default graph, all of it or on an error nothing.

    A name that is taken gets a number. Returns the record, and the variables by their names in the file.
    Raises NotFoundError when there is no file, DataLossError when it is no meta graph or is damaged.
    """
    record = read_meta_graph(source)
    try:
        _Importer(record, Graph(), clear_devices, import_scope).build()  # a rehearsal: it may fail half-way
        importer = _Importer(record, get_default_graph(), clear_devices, import_scope)
        importer.build()
    except _DAMAGED as error:
        raise _foreign(
            "record" if isinstance(source, dict) else source, f"{type(error).__name__}: {error}"
        ) from error
    return record, importer.variables


def _foreign(source: object, why: str) -> DataLossError:
    return DataLossError(
        None,
        None,
        f"The meta graph {source} cannot be read: it is damaged, or lessonlib has not written it ({why}).\n"
        "  Remedy: TensorFlow's own .meta files need TensorFlow; write one here with tf.train.export_meta_graph.",
    )


class _Importer:
    def __init__(self, record: dict[str, Any], graph: Graph, clear_devices: bool, scope: str | None) -> None:
        self.record, self.graph, self.clear_devices = record, graph, clear_devices
        self.prefix = f"{scope.rstrip('/')}/" if scope else ""
        self.names: dict[str, str] = {}
        self.variables: dict[str, Variable] = {}

    def build(self) -> None:
        with self.graph.as_default(), self.graph.name_scope(None):
            self._reserve_scopes()
            self._add_operations(self.record["operations"], self.graph, self._unique, {})
            for coded in self.record["variables"]:
                self._add_variable(coded)
            for name, items in self.record["collections"].items():
                for coded in items:
                    self.graph.add_to_collection(name, self._collected(coded))
            for name in (self.record["saver"] or {"variables": {}})["variables"].values():
                self.variables[name]  # a KeyError now, before the saver needs it
            if self.graph.seed is None:
                self.graph.seed = self.record["seed"]
        self.graph.validate()

    def _reserve_scopes(self) -> None:
        """Later scopes of these names get a number, as they would in the graph that was written."""
        names = {coded["name"] for coded in self.record["operations"]}
        for scope in dict.fromkeys(scope for name in names for scope in _scopes(name)):
            if scope not in names:
                self.graph.unique_name(self.prefix + scope)

    def _unique(self, name: str) -> str:
        self.names[name] = self.graph.unique_name(self.prefix + name)
        return self.names[name]

    def _add_operations(
        self, coded: list[Any], graph: Graph, naming: Callable[[str], str], made: dict[str, Operation]
    ) -> None:
        """Add what is not ``made`` yet; the operations of a branch that stand for what is outside are."""
        for one in coded:
            if one["name"] in made:
                continue
            if one["type"] not in table():
                raise InvalidValueError(f"operation '{one['name']}' has the unknown type '{one['type']}'")
            after, device = [made[name] for name in one["after"]], "" if self.clear_devices else one["device"]
            attrs = {key: self._attribute(value, made) for key, value in one["attrs"].items()}
            inputs = [_tensor(name, made) for name in one["inputs"]]
            with graph.control_dependencies(None), graph.control_dependencies(after), graph.device(device):
                arity, outputs = tuple(one["arity"]), [_spec(coded) for coded in one["outputs"]]
                op = graph.add(one["type"], naming(one["name"]), inputs, arity, attrs, outputs)
            op.line = (one["line"][0], one["line"][1])
            op.gradient = one.get("gradient", "")
            if one["seeds"] is not None:
                graph.seeds[op] = (one["seeds"][0], one["seeds"][1])
            made[one["name"]] = op

    def _attribute(self, coded: Any, outside: dict[str, Operation]) -> Any:
        return decode(coded, lambda kind, body: {"branch": self._branch}[kind](body, outside))

    def _branch(self, body: dict[str, Any], outside: dict[str, Operation]) -> Branch:
        operations = {coded["name"]: coded for coded in body["operations"]}

        def build(*inputs: Tensor) -> Any:
            graph = get_default_graph()
            captures = [(name, graph.capture(_tensor(outer, outside))) for outer, name in body["captures"]]
            made = {
                name.partition(":")[0]: t.op
                for name, t in [*zip(body["inputs"], inputs, strict=True), *captures]
            }
            self._add_operations(body["operations"], graph, graph.unique_name, made)
            outputs = [_tensor(name, made) for name in body["outputs"]]
            return outputs if body["listed"] else outputs[0]

        specs = [_spec(operations[name.partition(":")[0]]["outputs"][0]) for name in body["inputs"]]
        return Branch(build, specs, body["name"])

    def _add_variable(self, coded: dict[str, Any]) -> None:
        tensor = self._element(coded["name"] + ":0")
        variable = Variable.of(
            tensor,
            self._element(coded["initial_value"]),
            self._element(coded["initializer"]),
            coded["trainable"],
        )
        self.variables[coded["name"]] = variable
        if coded["shared_as"] is not None:
            self.graph.variable_store.setdefault(self.prefix + coded["shared_as"], variable)

    def _collected(self, coded: dict[str, Any]) -> Any:
        ((kind, content),) = coded.items()
        if kind == "variable":
            return self.variables[content]
        return decode(content) if kind == "value" else self._element(content)

    def _element(self, name: str) -> Any:
        op, colon, index = name.partition(":")
        return self.graph.as_graph_element(self.names[op] + colon + index)


def _tensor(name: str, made: dict[str, Operation]) -> Tensor:
    op, _, index = name.partition(":")
    return made[op].outputs[int(index)]


def _spec(coded: Any) -> tuple[DType, Shape]:
    dtype, sizes = coded
    return as_dtype(dtype), None if sizes is None else tuple(sizes)


def _scopes(name: str) -> list[str]:
    """The name scopes that a name is in: ``a`` and ``a/b`` for ``a/b/c``."""
    parts = name.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]
