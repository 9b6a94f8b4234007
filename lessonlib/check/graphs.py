"""Graphs cross between a test and the learner's code as data: a test runs a copy of the learner's graph by itself, or
gives the learner's code a copy of its own. What a session of the learner's says of its results then decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lessonlib.check.answer import Answer, Handle
from lessonlib.check.describe import typed
from lessonlib.check.failure import CheckFailed
from lessonlib.graph.errors import DataLossError
from lessonlib.graph.graph import Graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.variables import GLOBAL_VARIABLES, Variable
from lessonlib.tf1.meta_graph.writer import export_meta_graph
from lessonlib.tf1.train.saver import Saver, import_meta_graph


def fetch_graph(parts: Any, *names: str) -> dict[str, Any]:
    """A copy of a learner's graph in the test's own process, with those of its parts that the task names.

    `parts` is what the learner's code returned: a dictionary with the entry "graph" and entries that are variables,
    tensors, operations, a saver, or lists of these; or an object with such attributes, of which `names` lists those
    wanted (of a dictionary, too; all when none is listed). The result has these entries, of the copy.

    Raises CheckFailed when one is missing, or is not a part of the graph.
    """
    entry = _entries(parts)
    theirs = {name: entry(name) for name in ("graph", *(names or parts))}
    copied = _Copy(_exported(theirs["graph"], theirs.get("saver")))
    return {name: copied.part(name, one) for name, one in theirs.items()}


def send_graph(answer: Answer, parts: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a test's graph in the learner's process: the entries of `parts`, as handles.

    `parts` has the entry "graph", and entries that are variables, tensors, operations, a saver, or lists of these.
    """
    record = export_meta_graph(graph=parts["graph"], saver=parts.get("saver"))
    graph = answer.tf.Graph()
    with graph.as_default():
        saver = answer.tf.train.import_meta_graph(record)
    variables = {variable.name: variable for variable in graph.get_collection(GLOBAL_VARIABLES)}

    def sent(part: Any) -> Any:
        match part:
            case list():
                return [sent(one) for one in part]
            case Variable():
                return variables[part.name]
            case Tensor():
                return graph.get_tensor_by_name(part.name)
            case Operation():
                return graph.get_operation_by_name(part.name)
            case Saver():
                return saver
        return graph

    return {name: sent(part) for name, part in parts.items()}


class _Copy:
    """A learner's graph, made anew from its record."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.graph = Graph()
        try:
            with self.graph.as_default():
                self.saver = import_meta_graph(record)
        except DataLossError as error:
            raise CheckFailed("The graph cannot be read.", str(error).partition("\n")[0]) from None
        self._variables = {
            variable.name: variable for variable in self.graph.get_collection(GLOBAL_VARIABLES)
        }

    def part(self, name: str, theirs: Any) -> Any:
        if isinstance(theirs, list):
            return [self.part(f"{name}[{index}]", one) for index, one in enumerate(theirs)]
        if name == "graph":
            return self.graph
        if name == "saver" and isinstance(theirs, Handle):
            return self.saver
        label = theirs.name if isinstance(theirs, Handle) else None
        try:
            return self._variables.get(label) or self.graph.as_graph_element(label)
        except (KeyError, TypeError):
            expected = "a variable, a tensor or an operation of this graph"
            raise CheckFailed(f"The part '{name}' is not in the graph.", typed(theirs), expected) from None


def _entries(parts: Any) -> Callable[[str], Any]:
    """How to ask `parts` for one by its name."""
    if isinstance(parts, Handle):
        return lambda name: getattr(parts, name)
    if not isinstance(parts, dict):
        raise CheckFailed("The parts of the graph are not there.", typed(parts), "what the task says")

    def entry(name: str) -> Any:
        if name not in parts:
            raise CheckFailed(f"The dictionary has no entry '{name}'.", f"the entries {list(parts)}")
        return parts[name]

    return entry


def _exported(graph: Any, saver: Any) -> dict[str, Any]:
    """What the learner's library writes of a graph; a `saver` writes its choice of variables, too."""
    if not isinstance(graph, Handle):
        raise CheckFailed("The part 'graph' is not a graph.", typed(graph), "a tf.Graph")
    if isinstance(saver, Handle):
        record = saver.export_meta_graph()
    else:
        record = Answer(graph._source).tf.train.export_meta_graph(graph=graph)
    if not isinstance(record, dict):
        raise CheckFailed("The graph cannot be read.", typed(record), "what tf.train.export_meta_graph gives")
    return record
