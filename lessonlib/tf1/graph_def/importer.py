"""A whole GraphDef as operations of the engine: in order, by the rules of ``operations`` and ``training``.

What has no rule is left out, with all that needs it, and a warning says what that was, with counts.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Any

from google.protobuf.message import DecodeError
from tensorboard.compat.proto.graph_pb2 import GraphDef

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.errors import DataLossError, GraphError, InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph, get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.tf1.files.varint import Damaged
from lessonlib.tf1.graph_def import operations, training
from lessonlib.tf1.graph_def.node import Node
from lessonlib.tf1.graph_def.own import OWN, add_own

RULES = operations.RULES | training.RULES
SAVING = {
    "SaveV2",
    "RestoreV2",
    "MergeV2Checkpoints",
    "ShardedFilename",
}  # tf.train.Saver does it without them


@tf_export("import_graph_def", "graph_util.import_graph_def")
def import_graph_def(
    graph_def: Any, input_map: Mapping[str, Any] | None = None, return_elements: Sequence[str] | None = None,
    name: str | None = None, op_dict: Any = None, producer_op_list: Any = None,
) -> list[Any] | None:  # fmt: skip
    """Add the operations of a `GraphDef`, such as a frozen graph, to the default graph.

    Args:
        graph_def: what ``tf.GraphDef()`` has parsed, or ``graph.as_graph_def()`` gave.
        input_map: tensors to use in place of some of the graph, by the names of these.
        return_elements: names of operations and tensors of the graph to return.
        name: put before the names; ``"import"`` when not said, nothing when it is empty.
        op_dict, producer_op_list: no longer used by TensorFlow either.

    Operations that lessonlib does not have are left out, with all that needs them: a UserWarning lists them.
    Raises TypeError when ``graph_def`` is none, ValueError when ``input_map`` or ``return_elements`` has a name that
    the graph does not have, or that had to be left out.
    """
    if not isinstance(graph_def, GraphDef):
        raise InvalidTypeError(
            f"graph_def must be a tf.GraphDef, but is {type(graph_def).__name__}.\n"
            "  Remedy: graph_def = tf.GraphDef(); graph_def.ParseFromString(content of the file)."
        )
    graph = get_default_graph()
    scope = graph.unique_name("import" if name is None else name) if name != "" else graph.scope.rstrip("/")
    importer = Importer(graph, graph_def, f"{scope}/" if scope else "", input_map or {})
    importer.build()
    importer.warn()
    return None if return_elements is None else [importer.find(element) for element in return_elements]


def read_message(kind: Any, content: bytes, source: object) -> Any:
    """A message of a file. Raises DataLossError when it is damaged."""
    try:
        return kind.FromString(content)
    except DecodeError as error:
        raise DataLossError(
            None, None, f"{source} cannot be read: it is damaged, or no {kind.DESCRIPTOR.name} ({error})."
        ) from error


class Importer:
    """Adds the nodes of a GraphDef to a graph.

    Args:
        graph: where to.
        graph_def: what to add.
        prefix: of the names: empty, or ending in ``/``.
        input_map: tensors by the names that they stand for.
        clear_devices: forget on which devices the nodes ran.
    """

    def __init__(
        self,
        graph: Graph,
        graph_def: Any,
        prefix: str,
        input_map: Mapping[str, Any],
        clear_devices: bool = False,
    ) -> None:
        self.graph, self.prefix, self.clear_devices = graph, prefix, clear_devices
        self.nodes = {node.name: node for node in graph_def.node}
        if len(self.nodes) != len(graph_def.node):
            raise InvalidValueError("The GraphDef is damaged: two of its nodes have one name.")
        self.made: dict[str, list[Any]] = {}  # the outputs of each node
        self.operations: dict[str, Any] = {}
        self.missing: Counter[str] = Counter()  # why nodes were left out
        self._mapped = {_full(name): convert_to_tensor(value) for name, value in input_map.items()}
        for name in self._mapped:
            if name.lstrip("^").partition(":")[0] not in self.nodes:
                raise InvalidValueError(
                    f"input_map has '{name}', which is not in the graph that is imported."
                )

    def build(self) -> None:
        """Add all nodes that can be."""
        with self.graph.as_default(), self.graph.name_scope(None):
            self._reserve_scopes()
            for name in self._in_order():
                self._add(self.nodes[name])

    def find(self, name: str) -> Any:
        """The operation, or the tensor (``"name:0"``). Raises ValueError when it is not there, and says why."""
        operation, colon, index = name.partition(":")
        if operation not in self.nodes:
            raise InvalidValueError(
                f"Requested return_element '{name}' is not in the graph that was imported."
            )
        if not colon and operation in self.operations:
            return self.operations[operation]
        outputs = self.made.get(operation, [])
        if colon and index.isdigit() and int(index) < len(outputs) and outputs[int(index)] is not None:
            return outputs[int(index)]
        why = "" if operation in self.made else f" It was left out with {self._listed()}."
        raise InvalidValueError(f"Requested return_element '{name}' was not imported.{why}")

    def warn(self) -> None:
        """Say what was left out, unless it is nothing."""
        if self.missing:
            left = len(self.nodes) - len(self.made)
            warnings.warn(
                f"{left} of the {len(self.nodes)} operations of the graph were left out: lessonlib does not have "
                f"{self._listed()}; the others need these. All the rest was imported.",
                stacklevel=3,
            )

    def _listed(self) -> str:
        return (
            ", ".join(f"{count} {what}" for what, count in sorted(self.missing.items()))
            or "the saving of variables"
        )

    def _reserve_scopes(self) -> None:
        """Later scopes of these names get a number, as they would in the graph that was written."""
        scopes = {
            name[:place] for name in self.nodes for place in range(len(name)) if name[place] == "/"
        } - self.nodes.keys()
        for scope in sorted(scopes):
            self.graph.unique_name(self.prefix + scope)

    def _in_order(self) -> list[str]:
        """The names of the nodes, each after its inputs; without circles (loops) and what needs them."""
        needs = {
            name: {_operation(i) for i in node.input if i not in self._mapped}
            for name, node in self.nodes.items()
        }
        needed_by: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name, inputs in needs.items():
            for one in inputs:
                if one not in self.nodes:
                    raise InvalidValueError(
                        f"The GraphDef is damaged: node '{name}' has the unknown input '{one}'."
                    )
                needed_by[one].append(name)
        places = {
            name: place for place, name in enumerate(self.nodes)
        }  # the order of the file, where it is one
        left = {name: len(inputs) for name, inputs in needs.items()}
        ready = [(places[name], name) for name, count in left.items() if not count]
        order: list[str] = []
        while ready:
            order.append(heappop(ready)[1])
            for name in needed_by[order[-1]]:
                left[name] -= 1
                if not left[name]:
                    heappush(ready, (places[name], name))
        circle = self.nodes.keys() - set(order)
        self.missing.update(self.nodes[name].op for name in circle if self.nodes[name].op not in RULES)
        return order

    def _add(self, node: Any) -> None:
        if node.op in SAVING:
            return
        controls = [i[1:] for i in node.input if i.startswith("^")]
        inputs = [self._input(i) for i in node.input if not i.startswith("^")]
        if any(one is None for one in inputs) or any(one not in self.operations for one in controls):
            return  # it needs what was left out
        try:
            outputs = self._made(node, inputs, [self.operations[one] for one in controls])
        except (GraphError, Damaged, KeyError, TypeError, ValueError) as error:
            text = str(error).splitlines() or [type(error).__name__]
            self.missing[node.op if node.op not in RULES else f"{node.op} ({text[0]})"] += 1
            return
        self.made[node.name] = outputs
        first = next((output for output in outputs if output is not None), None)
        self.operations[node.name] = first.op if isinstance(first, Tensor) else first

    def _input(self, name: str) -> Tensor | None:
        if _full(name) in self._mapped:
            return self._mapped[_full(name)]
        operation, _, index = name.partition(":")
        outputs = self.made.get(operation, [])
        place = int(index or 0)
        found = outputs[place] if place < len(outputs) else None
        return found if isinstance(found, Tensor) else None

    def _made(self, message: Any, inputs: Iterable[Tensor | None], controls: list[Operation]) -> list[Any]:
        """The outputs of a node; for one without outputs, the operation itself."""
        node, device = Node(message, self.prefix + message.name), "" if self.clear_devices else message.device
        with self.graph.control_dependencies(controls), self.graph.device(device or None):
            if OWN in message.attr:
                return add_own(self.graph, node, message, [one for one in inputs if one is not None])
            if message.op not in RULES:
                raise InvalidTypeError("unknown")
            made = RULES[message.op](node, *inputs)
            outputs = list(made) if isinstance(made, (list, tuple)) else [made]
            if isinstance(outputs[0], Tensor) and outputs[0].op.name != node.name:
                outputs[0] = create("Identity", outputs[0], name=node.name)
        name = (outputs[0].op if isinstance(outputs[0], Tensor) else outputs[0]).name
        if name != node.name:
            raise InvalidValueError(f"the name {node.name} is taken")
        return outputs


def _operation(name: str) -> str:
    return name.removeprefix("^").partition(":")[0]


def _full(name: str) -> str:
    return name if ":" in name or name.startswith("^") else f"{name}:0"
