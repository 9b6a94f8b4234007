"""The objects of a tf.train.Checkpoint: which objects hang on which, by which names.

A file says it as a TrackableObjectGraph (`lessonlib.tf1.files.object_graph`), with TensorFlow's keys for the values.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.optimizers import Optimizer
from lessonlib.graph.variables import Variable
from lessonlib.tf1.files import object_graph
from lessonlib.tf1.layers.layer import Layer
from lessonlib.tf1.rnn.cell import RNNCell
from lessonlib.tf1.rnn.wrappers import MultiRNNCell, WrapperCell


@singledispatch
def children(holder: Any) -> dict[str, Any]:
    """The objects that hang on ``holder``, by name. Raises ValueError for what cannot hold variables."""
    raise InvalidValueError(
        f"`Checkpoint` was expecting a trackable object, got {holder!r}.\n"
        "  Remedy: give it variables, optimizers, layers, cells, checkpoints, or lists and dicts of these."
    )


@children.register
def _(holder: Variable) -> dict[str, Any]:
    return {}


@children.register
def _(holder: Optimizer) -> dict[str, Any]:
    step = holder._own.get(get_default_graph())  # Adam's
    return {} if step is None else {"step": step}


@children.register
def _(holder: Layer) -> dict[str, Any]:
    named = _inside(holder.weights, holder.scope_name) if holder.weights else {}
    return named | {name: value for name, value in vars(holder).items() if name[0] != "_" and can_hold(value)}


@children.register
def _(holder: RNNCell) -> dict[str, Any]:
    return _inside(holder.variables, holder._scope.name) if holder._scope is not None else {}


@children.register
def _(holder: WrapperCell) -> dict[str, Any]:
    return {"cell": holder._cell}


@children.register
def _(holder: MultiRNNCell) -> dict[str, Any]:
    return {f"cell-{i}": cell for i, cell in enumerate(holder._cells)}


@children.register(list)
@children.register(tuple)
def _(holder: Any) -> dict[str, Any]:
    return {str(i): value for i, value in enumerate(holder) if can_hold(value)}


@children.register
def _(holder: dict) -> dict[str, Any]:  # type: ignore[type-arg]
    return {str(key): value for key, value in holder.items() if can_hold(value)}


def can_hold(value: Any) -> bool:
    """Whether a value can hold variables; other attributes and items, such as sizes, are passed over."""
    return children.dispatch(type(value)) is not children.dispatch(object)


def check(holder: Any) -> None:
    """Raise ValueError for what cannot hold variables."""
    if not can_hold(holder):
        children(holder)


def slots_of(optimizer: Optimizer, variable: Variable) -> dict[str, Variable]:
    """What an optimizer keeps beside a variable of the model, by name."""
    slots = {name: optimizer.get_slot(variable, name) for name in optimizer.get_slot_names()}
    return {name: slot for name, slot in slots.items() if slot is not None}


@dataclass
class Held:
    """An object that a checkpoint reaches: where it was found first, as names from the root."""

    value: Any
    path: tuple[str, ...]
    number: int


def reached(root: Any) -> list[Held]:
    """All objects, those nearest to the root first; each once."""
    found = {id(root): Held(root, (), 0)}
    waiting = deque(found.values())
    while waiting:
        held = waiting.popleft()
        for name, value in children(held.value).items():
            if id(value) not in found:
                found[id(value)] = Held(value, (*held.path, name), len(found))
                waiting.append(found[id(value)])
    return list(found.values())


def described(root: Any) -> tuple[Any, dict[str, Variable]]:
    """The TrackableObjectGraph of what ``root`` holds, and the variables by their keys in the file."""
    graph, keys = object_graph.empty(), {}
    held = {id(one.value): one for one in reached(root)}
    for one in held.values():
        node = graph.nodes.add()
        for name, child in children(one.value).items():
            node.children.add(node_id=held[id(child)].number, local_name=name)
        if isinstance(one.value, Variable):
            keys[_attribute(node, one.value, _joined(one.path))] = one.value
    variables = [one for one in held.values() if isinstance(one.value, Variable)]
    for optimizer, beside in itertools.product(held.values(), variables):
        if not isinstance(optimizer.value, Optimizer):
            continue
        for name, slot in slots_of(optimizer.value, beside.value).items():
            place = [_joined(beside.path), ".OPTIMIZER_SLOT", _joined(optimizer.path), _escaped(name)]
            graph.nodes[optimizer.number].slot_variables.add(
                original_variable_node_id=beside.number,
                slot_name=name,
                slot_variable_node_id=len(graph.nodes),
            )
            keys[_attribute(graph.nodes.add(), slot, "/".join(place))] = slot
    return graph, keys


def _attribute(node: Any, variable: Variable, path: str) -> str:
    key = f"{path}/.ATTRIBUTES/{object_graph.VALUE}"
    node.attributes.add(name=object_graph.VALUE, full_name=variable.op.name, checkpoint_key=key)
    return key


def _joined(path: tuple[str, ...]) -> str:
    return "/".join(map(_escaped, path))


def _escaped(name: str) -> str:
    return name.replace(".", "..").replace("/", ".S")


def _inside(variables: list[Variable], scope: str) -> dict[str, Any]:
    return {variable.op.name.removeprefix(f"{scope}/"): variable for variable in variables}
