"""The graph: operations in the order in which they were made, their names and scopes, and the default graph."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from lessonlib.graph import defaults, drawing, gradient_functions, writing
from lessonlib.graph.collection import Collections
from lessonlib.graph.devices import as_scope
from lessonlib.graph.dtypes import DType
from lessonlib.graph.errors import (
    ForeignGraphError,
    InvalidStateError,
    InvalidTypeError,
    MissingNameError,
    UnsupportedError,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.names import Names, check_name
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.order import ancestors as ancestors  # the engine and its users look for it here
from lessonlib.graph.order import before as before
from lessonlib.graph.permission import Permissions
from lessonlib.graph.place import users_line
from lessonlib.graph.registry import Arity
from lessonlib.graph.rules import validate
from lessonlib.graph.shapes import Shape, show


@tf_export("Graph")
class Graph(Collections, Names, Permissions):
    """A data-flow graph. An operation's inputs exist before it does, so the order of making is an order of running.

    The body of a branch or a loop is a graph of its own, with an ``outer`` graph. A tensor that it takes from there is
    captured: a placeholder stands for it inside.
    """

    def __init__(self, outer: Graph | None = None) -> None:
        Collections.__init__(self)
        Names.__init__(self)
        Permissions.__init__(self)
        self.operations: list[Operation] = []
        self.outer = outer
        self.captures: dict[Tensor, Tensor] = {}
        self.assigned: dict[
            Tensor, Tensor
        ] = {}  # in a body: variables, and the new values that it gives them
        self.outer_controls: list[Operation] = []
        self.variable_store: dict[str, Any] = {}
        self.scope_counts: dict[str, int] = {}
        self.layer_counts: dict[
            str, int
        ] = {}  # layers without a name of their own, by the name of their class
        self.seed: int | None = None
        self.seeds: dict[Operation, tuple[int, int]] = {}
        self._by_name: dict[str, Operation] = {}
        self._lock = threading.RLock()
        self._state = _BuildState()

    # ---- what holds for the operations made inside

    @contextmanager
    def control_dependencies(self, control_inputs: Iterable[Any] | None) -> Iterator[None]:
        """Operations made inside run only after all of ``control_inputs``; None forgets the outer ones."""
        old = self._state.controls
        given = [] if control_inputs is None else map(_operation, control_inputs)
        new = [op for op in given if self._is_inside(op)]
        self._state.controls = tuple(new) if control_inputs is None else tuple(dict.fromkeys([*old, *new]))
        try:
            yield
        finally:
            self._state.controls = old

    @property
    def waits_for(self) -> tuple[Operation, ...]:
        """After which operations those that are made now run: the `control_dependencies` around."""
        return self._state.controls

    def _is_inside(self, op: Operation) -> bool:
        if op.graph is not self and self.outer is not None:
            self.outer_controls.append(op)  # the whole branch waits for it
            return False
        return True

    @contextmanager
    def device(self, device_name_or_function: Any) -> Iterator[None]:
        """Operations made inside are placed on a device, such as ``'/gpu:0'``; None: on the session's own device.

        A function is called with each operation and gives its device. Raises ValueError when the name is no device's.
        """
        old = self._state.device
        self._state.device = as_scope(device_name_or_function)
        try:
            yield
        finally:
            self._state.device = old

    @contextmanager
    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Iterator[None]:
        """Operations made inside are placed on the device of ``op``. ``ignore_existing`` changes nothing here."""
        with self.device(None if op is None else _operation(op).device or None):
            yield

    @contextmanager
    def container(self, container_name: str) -> Iterator[str]:
        """A name under which TensorFlow's servers keep variables; it changes nothing in this process."""
        yield container_name

    @contextmanager
    def gradient_override_map(self, op_type_map: Mapping[str, str]) -> Iterator[None]:
        """Operations made inside have the gradients of these functions, by type: ``{"Relu": "GuidedRelu"}``.

        The functions are those of `tf.RegisterGradient`; it is enough that they are there when gradients are taken. The
        types are those that ``tensor.op.type`` gives; TensorFlow's names of the same operations are also known, such as
        ``"AddV2"``. Raises TypeError when the map is no dictionary of strings, NotImplementedError when lessonlib has
        no operation of a type.
        """
        old = self._state.gradients
        self._state.gradients = {**old, **gradient_functions.checked_map(op_type_map)}
        try:
            yield
        finally:
            self._state.gradients = old

    def _gradient_of(self, type_: str) -> str:
        """The function that stands for the gradient of an operation made now; empty when there is none."""
        name = self._state.gradients.get(type_, "")
        around = self.outer
        while not name and around is not None:
            name, around = around._state.gradients.get(type_, ""), around.outer
        if name and self.outer is not None:
            raise UnsupportedError(
                f"gradient_override_map({{{type_!r}: {name!r}}}) is not supported inside a branch or a loop.\n"
                "  Remedy: call a function with @tf.custom_gradient there."
            )
        return name

    @contextmanager
    def as_default(self) -> Iterator[Graph]:
        """Make this the graph to which new operations go."""
        with defaults.graphs.opened(self):
            yield self

    @property
    def variable_scope(self) -> Any:
        """The variable scope that is open in this thread (`lessonlib.tf1.variables.scope`), or None."""
        return self._state.variable_scope

    @variable_scope.setter
    def variable_scope(self, scope: Any) -> None:
        self._state.variable_scope = scope

    def in_scope(self, name: str) -> str:
        """A variable's name below the variable scope that is open."""
        scope = self.variable_scope.name if self.variable_scope is not None else ""
        return f"{scope}/{name}" if scope else name

    @contextmanager
    def in_variable_scope(self, scope: Any) -> Iterator[None]:
        """Open a variable scope."""
        old, self.variable_scope = self.variable_scope, scope
        try:
            yield
        finally:
            self.variable_scope = old

    # ---- building

    def add(
        self,
        type_: str,
        name: str,
        inputs: Sequence[Tensor],
        arity: Arity,
        attrs: dict[str, Any],
        outputs: Iterable[tuple[DType, Shape]],
    ) -> Operation:
        """Append an operation whose ``name`` is already unique; ``outputs`` are its (dtype, shape) pairs.

        Raises ValueError when TensorFlow has no such names, RuntimeError when the graph is finalized.
        """
        check_name(name)
        if self.finalized:
            raise InvalidStateError(
                f"Graph is finalized and cannot be modified: operation '{name}' ({type_}) cannot be added.\n"
                "  Remedy: build everything before graph.finalize(), or before the session that finalizes it."
            )
        with self._lock:
            op = Operation(
                self,
                len(self.operations),
                type_,
                name,
                tuple(inputs),
                arity,
                attrs,
                self._state.controls,
                "",
                users_line(),
            )
            op.outputs = tuple(Tensor(op, i, dtype, shape) for i, (dtype, shape) in enumerate(outputs))
            device = self._state.device
            op.device = device(op) if callable(device) else device
            op.gradient = self._gradient_of(type_)
            self.operations.append(op)
            self._by_name[name] = op
            return op

    @property
    def root(self) -> Graph:
        """The graph outside all branches and loops: there variables live."""
        return self if self.outer is None else self.outer.root

    def capture(self, tensor: Tensor) -> Tensor:
        """``tensor`` for use in this graph: itself, or the placeholder that stands for it inside a branch.

        Raises ValueError when it is of a graph that is not around this one.
        """
        if tensor.graph is self:
            return tensor
        if tensor in self.assigned:
            return self.assigned[tensor]
        if self.outer is None:
            raise ForeignGraphError.operand("this operation", tensor)
        if tensor not in self.captures:
            outside = self.outer.capture(tensor)
            name = self.unique_name(f"captured/{tensor.op.name}")
            op = self.add("Placeholder", name, (), (), {}, [(tensor.dtype, tensor.sizes)])
            self.captures[tensor] = op.outputs[0]
            assert outside.graph is self.outer
        return self.captures[tensor]

    # ---- looking things up

    def get_operations(self) -> list[Operation]:
        return list(self.operations)

    def get_operation_by_name(self, name: str) -> Operation:
        if name not in self._by_name:
            raise MissingNameError(name, self._by_name)
        return self._by_name[name]

    def get_tensor_by_name(self, name: str) -> Tensor:
        """The tensor ``"op:0"``. Raises KeyError when there is none of this name."""
        op_name, _, index = name.partition(":")
        op = self.get_operation_by_name(op_name)
        if not index.isdigit() or int(index) >= len(op.outputs):
            raise MissingNameError(name, [tensor.name for tensor in op.outputs])
        return op.outputs[int(index)]

    def as_graph_element(
        self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True
    ) -> Tensor | Operation:
        """The tensor or operation that ``obj`` is, stands for, or names. Raises TypeError for one not allowed."""
        item = obj
        if isinstance(item, str):
            item = self.get_tensor_by_name(item) if ":" in item else self.get_operation_by_name(item)
        if hasattr(item, "as_tensor"):
            item = item.as_tensor()
        if (isinstance(item, Tensor) and allow_tensor) or (isinstance(item, Operation) and allow_operation):
            return item
        raise InvalidTypeError(
            f"{obj!r} of type '{type(obj).__name__}' is no element of a graph, or not one asked for."
        )

    # ---- reading the graph

    @property
    def version(self) -> int:
        """A number that grows with each operation."""
        return len(self.operations)

    def num_operations(self) -> int:
        return len(self.operations)

    def as_graph_def(
        self, from_version: int | None = None, add_shapes: bool = False, use_pybind11_proto: bool = False
    ) -> Any:
        """The graph as a `tf.GraphDef`, which `tf.import_graph_def` of lessonlib reads, and TensorBoard draws.

        With ``from_version`` only the operations that were made since then. Static shapes are always in it, whatever
        ``add_shapes`` says; ``use_pybind11_proto`` changes nothing. Raises NotExportableError for an operation that
        calls Python, such as py_func.
        """
        message = writing.as_graph_def(self)
        del message.node[: from_version or 0]
        return message

    def validate(self) -> None:
        """Raise InvalidGraphError, with the listing, unless the graph keeps its rules (`lessonlib.graph.rules`)."""
        validate(self)

    def draw(self, fetches: Any = None, *, title: str | None = None) -> drawing.Picture:
        """A picture of the graph, or of what ``fetches`` need, with a frame around each name scope.

        It shows itself in a notebook; ``.save("graph.svg")`` writes it. `lessonlib.viz.computation_graph` says more.
        """
        return drawing.draw(self, fetches, title)

    def __str__(self) -> str:
        return "\n".join([repr(self), *(f"  {_listed(op)}" for op in self.operations)])

    def __repr__(self) -> str:
        return f"<tf.Graph with {len(self.operations)} operations>"


class _BuildState(threading.local):
    """What is open while a thread builds."""

    controls: tuple[Operation, ...] = ()
    device: str | Callable[[Operation], str] = ""
    variable_scope: Any = None
    gradients: Mapping[str, str] = MappingProxyType({})  # operation type -> function for its gradient


_global = [Graph()]  # the default graph of every thread that has opened none


@tf_export("get_default_graph")
def get_default_graph() -> Graph:
    """The graph to which new operations go: the innermost ``as_default`` block's, or the one that all start with."""
    return defaults.graphs.top or _global[0]


@tf_export("reset_default_graph")
def reset_default_graph() -> None:
    """Start again with an empty default graph. Raises RuntimeError inside ``with graph.as_default()``."""
    if defaults.graphs.top is not None:
        raise InvalidStateError(
            "Do not reset the default graph inside `with graph.as_default():`; leave the block first."
        )
    _global[0] = Graph()


def _operation(item: Any) -> Operation:
    element = get_default_graph().as_graph_element(item)
    return element if isinstance(element, Operation) else element.op


def _listed(op: Operation) -> str:
    inputs = ", ".join(t.op.name if t.index == 0 else t.name for t in op.inputs)
    after = f" after {', '.join(c.name for c in op.control_inputs)}" if op.control_inputs else ""
    outputs = ", ".join(f"{t.dtype.name} {show(t.sizes)}" for t in op.outputs)
    return f"{op.name} = {op.type}({inputs}){after}" + (f" -> {outputs}" if outputs else "")
