"""What tf.train.Checkpoint.restore returns: which objects found their values in the file, and the restoring itself."""

from __future__ import annotations

import os
from collections import deque
from typing import Any

import torch

from lessonlib.graph.checkpoint import OBJECT_GRAPH, FilePath
from lessonlib.graph.errors import GraphError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import find_session
from lessonlib.graph.optimizers import AdamOptimizer, Optimizer
from lessonlib.graph.session import Session
from lessonlib.graph.variables import Variable
from lessonlib.tf1.files.object_graph import VALUE, object_graph
from lessonlib.tf1.files.reader import opened, read_values
from lessonlib.tf1.train.adam_steps import steps_before, steps_from_powers, stored_values
from lessonlib.tf1.train.saver import fitting
from lessonlib.tf1.train.trackable import children, described, slots_of


class UnmatchedError(GraphError, AssertionError):
    """A checkpoint and the objects of a program do not agree."""


class NothingStatus:
    """No checkpoint was given: there is nothing to restore."""

    def __init__(self, root: Any) -> None:
        self._root = root

    def assert_consumed(self) -> NothingStatus:
        """Raise AssertionError."""
        raise UnmatchedError("No checkpoint specified (save_path=None); nothing is being restored.")

    assert_existing_objects_matched = assert_nontrivial_match = assert_consumed

    def run_restore_ops(self, session: Session | None = None) -> None:
        """Raise AssertionError."""
        raise UnmatchedError(
            "No checkpoint specified, so no restore ops are available (save_path=None).\n"
            "  Remedy: initialize_or_restore() initialises when there is no checkpoint yet."
        )

    def initialize_or_restore(self, session: Session | None = None) -> None:
        """Initialise the variables."""
        _initialise(_all_variables(self._root), session)


class NamedStatus:
    """A checkpoint of a `tf.train.Saver`: the variables have the values of their names in the graph."""

    def __init__(self, root: Any, path: str) -> None:
        self._root, self._path = root, path
        self._source = opened(path)

    def assert_consumed(self) -> NamedStatus:
        """Raise AssertionError unless the file has a value for each variable, and a variable for each value."""
        self.assert_existing_objects_matched()
        names = {variable.op.name for variable in _all_variables(self._root)}
        unused = sorted(set(self._source.entries) - names)
        if unused:
            raise UnmatchedError(f"Some values of checkpoint {self._path} have no variable: {unused}.")
        return self

    def assert_existing_objects_matched(self) -> NamedStatus:
        """Raise AssertionError unless the file has a value for each variable."""
        derived = steps_from_powers(self._source, {v.op.name: v for v in self._restored()})
        known = {*self._source.entries, *derived}
        missing = [v for v in self._restored() if v.op.name not in known]
        if missing:
            raise UnmatchedError(f"Object not restored: {missing[0]!r}.")
        return self

    def assert_nontrivial_match(self) -> NamedStatus:
        """Raise AssertionError unless the file has a value for at least one variable."""
        if not any(v.op.name in self._source.entries for v in _all_variables(self._root)):
            raise UnmatchedError(f"Nothing in checkpoint {self._path} is called as one of the variables.")
        return self

    def expect_partial(self) -> NamedStatus:
        """The status itself: nothing warns of values without a variable."""
        return self

    def run_restore_ops(self, session: Session | None = None) -> None:
        """Give all variables their values. Raises NotFoundError when the file lacks one."""
        stored = stored_values(self._path, {variable.op.name: variable for variable in self._restored()})
        _set({v: fitting(v.op.name, v, stored, self._path) for v in self._restored()}, session)

    def initialize_or_restore(self, session: Session | None = None) -> None:
        """The same; the counter of saves is initialised when the file lacks it."""
        found = {id(variable) for variable in self._restored()}
        self.run_restore_ops(session)
        _initialise([v for v in _all_variables(self._root) if id(v) not in found], session)

    def _restored(self) -> list[Variable]:
        """All variables, but for a counter of saves that no checkpoint had yet."""
        counter, known = self._root._counter, self._source.entries
        return [v for v in _all_variables(self._root) if v is not counter or v.op.name in known]


class ObjectStatus:
    """A checkpoint of objects: where a path of names leads to, in the file and in the program, belongs together."""

    def __init__(self, root: Any, path: str, source: Any, graph: Any) -> None:
        self._root, self._path, self._source, self._graph = root, path, source, graph

    def assert_consumed(self) -> ObjectStatus:
        """Raise AssertionError unless each value in the file has found an object, and each object a value."""
        matched = self._matched()
        for number, node in enumerate(self._graph.nodes):
            if node.attributes and number not in matched and not self._is_power(number):
                raise UnmatchedError(
                    f"Unresolved object in checkpoint (root).{node.attributes[0].checkpoint_key}\n"
                    f"  of {self._path}: the program has no such object."
                )
        return self.assert_existing_objects_matched()

    def assert_existing_objects_matched(self) -> ObjectStatus:
        """Raise AssertionError unless each variable has found a value."""
        found = {id(variable) for variable in self._keys()} | {id(v) for v in self._steps()}
        missing = [v for v in _all_variables(self._root) if id(v) not in found]
        if missing:
            raise UnmatchedError(
                f"Found {len(missing)} Python objects that were not bound to checkpointed values, likely due to "
                f"changes in the Python program: {missing[:5]!r}."
            )
        return self

    def assert_nontrivial_match(self) -> ObjectStatus:
        """Raise AssertionError unless something besides the root has found its place in the file."""
        if len(self._matched()) <= 1:
            raise UnmatchedError(
                f"Nothing except the root object matched a checkpointed value of {self._path}. "
                f"The file has: {[child.local_name for child in self._graph.nodes[0].children]}."
            )
        return self

    def expect_partial(self) -> ObjectStatus:
        """The status itself: nothing warns of values without an object."""
        return self

    def run_restore_ops(self, session: Session | None = None) -> None:
        """Give the variables that the file has their values: all of them or, on an error, none.

        Raises InvalidArgumentError when a shape or dtype differs.
        """
        keys = self._keys()
        stored = read_values(self._path, list(keys.values()))
        values = {variable: fitting(key, variable, stored, self._path) for variable, key in keys.items()}
        _set({**values, **self._steps()}, session)

    def initialize_or_restore(self, session: Session | None = None) -> None:
        """Give the variables that the file has their values, and initialise the others."""
        found = {id(v) for v in [*self._keys(), *self._steps()]}
        self.run_restore_ops(session)
        _initialise([v for v in _all_variables(self._root) if id(v) not in found], session)

    def _matched(self) -> dict[int, Any]:
        """The objects of the program, by their numbers in the file."""
        found: dict[int, Any] = {0: self._root}
        taken, waiting = {id(self._root)}, deque([0])
        while waiting:
            number = waiting.popleft()
            here = children(found[number])
            for child in self._graph.nodes[number].children:
                value = here.get(child.local_name)
                if value is not None and child.node_id not in found and id(value) not in taken:
                    found[child.node_id] = value
                    taken.add(id(value))
                    waiting.append(child.node_id)
        for number, optimizer in list(found.items()):
            for slot in self._graph.nodes[number].slot_variables if isinstance(optimizer, Optimizer) else ():
                variable = found.get(slot.original_variable_node_id)
                beside = slots_of(optimizer, variable) if isinstance(variable, Variable) else {}
                if slot.slot_name in beside:
                    found[slot.slot_variable_node_id] = beside[slot.slot_name]
        return found

    def _keys(self) -> dict[Variable, str]:
        """The keys in the file of the variables that have a value there."""
        return {
            value: one.checkpoint_key
            for number, value in self._matched().items()
            for one in self._graph.nodes[number].attributes
            if one.name == VALUE and isinstance(value, Variable)
        }

    def _steps(self) -> dict[Variable, torch.Tensor]:
        """How many steps Adam has made, from the powers of its beta2 that TensorFlow keeps in place of the number."""
        steps = {}
        for number, value in self._matched().items():
            node = self._graph.nodes[number]
            named = {child.local_name: child.node_id for child in node.children}
            own = children(value).get("step") if isinstance(value, AdamOptimizer) else None
            if own is not None and "beta2_power" in named and "step" not in named:
                key = self._graph.nodes[named["beta2_power"]].attributes[0].checkpoint_key
                steps[own] = torch.tensor(steps_before(float(self._source.tensor(key)), value.beta2))
        return steps

    def _is_power(self, number: int) -> bool:
        """Whether a node is one of Adam's powers, which `_steps` takes."""
        powers = ("beta1_power", "beta2_power")
        parents = [
            parent
            for parent, node in enumerate(self._graph.nodes)
            if any(child.node_id == number and child.local_name in powers for child in node.children)
        ]
        matched = self._matched()
        return any(isinstance(matched.get(parent), AdamOptimizer) for parent in parents)


Status = ObjectStatus | NamedStatus | NothingStatus


def status_of(root: Any, save_path: FilePath | None) -> Status:
    """How the checkpoint of this path, or None, fits the objects that hang on ``root``."""
    if save_path is None:
        return NothingStatus(root)
    path = os.fspath(save_path)
    source = opened(path)
    if OBJECT_GRAPH not in source.entries:
        return NamedStatus(root, path)
    return ObjectStatus(root, path, source, object_graph(source, path))


def _all_variables(root: Any) -> list[Variable]:
    _, keys = described(root)
    return list(keys.values())


def _set(values: dict[Variable, torch.Tensor], session: Session | None) -> None:
    sess = find_session(session, get_default_graph(), "status.run_restore_ops()")
    sess.set_values({variable.op: value for variable, value in values.items()})


def _initialise(variables: list[Variable], session: Session | None) -> None:
    sess = find_session(session, get_default_graph(), "status.initialize_or_restore()")
    sess.run([variable.initializer for variable in variables])
