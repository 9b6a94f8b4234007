"""What a graph is made of: operations, and the tensors that they put out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from lessonlib.graph import defaults
from lessonlib.graph.dtypes import DType
from lessonlib.graph.errors import (
    InvalidValueError,
    NoDefaultSessionError,
    NotAllowedInGraphError,
    NotAssignableError,
)
from lessonlib.graph.export import public, tf_export
from lessonlib.graph.operators import Operators
from lessonlib.graph.place import describe
from lessonlib.graph.registry import Arity, Op, grouped, lookup
from lessonlib.graph.shapes import Shape, TensorShape, as_shape, compatible, merged, show
from lessonlib.graph.types import FeedDict, ShapeLike

if TYPE_CHECKING:
    from lessonlib.graph.graph import Graph
    from lessonlib.graph.session import Session


T = TypeVar("T")
SLICES = ("Take", "TakeAt")  # the operations that x[index] makes


@tf_export("Operation")
class Operation:
    """A node: its type, inputs, attributes, control inputs, device, and the user's line that made it.

    ``inputs`` is flat; ``arity`` says how it is grouped: None for a single input, n for a list of n. ``gradient`` is
    the name of a function of `lessonlib.graph.gradient_functions` that stands for the gradient of its type, or empty.
    """

    __slots__ = (
        "arity", "attrs", "control_inputs", "device", "gradient", "graph", "index", "inputs", "line", "name", "outputs",
        "type",
    )  # fmt: skip

    def __init__(
        self,
        graph: Graph,
        index: int,
        type_: str,
        name: str,
        inputs: tuple[Tensor, ...],
        arity: Arity,
        attrs: dict[str, Any],
        control_inputs: tuple[Operation, ...],
        device: str,
        line: tuple[str, int],
    ) -> None:
        self.graph = graph
        self.index = index
        self.type = type_
        self.name = name
        self.inputs = inputs
        self.arity = arity
        self.attrs = attrs
        self.control_inputs = control_inputs
        self.device = device
        self.line = line
        self.outputs: tuple[Tensor, ...] = ()
        self.gradient = ""

    @property
    def entry(self) -> Op:
        """The row of the op table that this operation follows."""
        return lookup(self.type)

    @property
    def place(self) -> str:
        """The user's line that made this operation, in words."""
        return describe(*self.line)

    def grouped(self, flat: Iterable[T]) -> list[T | list[T]]:
        """``flat``, one item an input, grouped as the kernel takes its arguments."""
        return grouped(flat, self.arity)

    def named_inputs(self) -> list[tuple[str, Tensor]]:
        """(parameter name, tensor) for each input, lists unrolled."""
        pairs = []
        for parameter, group in zip(self.entry.inputs, self.grouped(self.inputs), strict=True):
            tensors = group if isinstance(group, list) else [group]
            pairs += [(parameter.rstrip("*"), tensor) for tensor in tensors]
        return pairs

    @property
    def node_def(self) -> Any:
        """The operation as a NodeDef."""
        from lessonlib.graph.graph_def import to_node_def

        return to_node_def(self)

    def get_attr(self, name: str) -> Any:
        """An attribute: one of lessonlib's own, or ``"dtype"`` (of the output) or ``"T"`` (of the first input).

        Raises ValueError when there is none.
        """
        if name in self.attrs:
            return self.attrs[name]
        typed = {"dtype": self.outputs, "T": self.inputs or self.outputs}.get(name)
        if not typed:
            known = ", ".join(self.attrs) or "none"
            raise InvalidValueError(f"Operation '{self.name}' has no attr named {name}. It has: {known}.")
        return typed[0].dtype

    def values(self) -> tuple[Tensor, ...]:
        """The outputs."""
        return self.outputs

    def colocation_groups(self) -> list[bytes]:
        """The operations with which this one is placed: itself alone."""
        return [f"loc:@{self.name}".encode()]

    def run(self, feed_dict: FeedDict | None = None, session: Session | None = None) -> None:
        """Run this operation in ``session``, or in the default session."""
        find_session(session, self.graph, "run()").run(self, feed_dict)

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"


@tf_export("Tensor")
class Tensor(Operators):
    """A symbolic result: output ``index`` of an operation. It has a dtype and a static shape, but no value."""

    __slots__ = ("dtype", "index", "op", "sizes")
    __array_priority__ = 100  # NumPy scalars and arrays on the left leave the operator to us

    def __init__(self, op: Operation, index: int, dtype: DType, sizes: Shape) -> None:
        self.op = op
        self.index = index
        self.dtype = dtype
        self.sizes = sizes

    @property
    def name(self) -> str:
        return f"{self.op.name}:{self.index}"

    @property
    def graph(self) -> Graph:
        return self.op.graph

    @property
    def device(self) -> str:
        return self.op.device

    @property
    def shape(self) -> TensorShape:
        return TensorShape(self.sizes)

    def get_shape(self) -> TensorShape:
        return self.shape

    def set_shape(self, shape: ShapeLike | None) -> None:
        """Refine the static shape with sizes that inference could not find. Raises ValueError on a contradiction."""
        given = as_shape(shape)
        if not compatible(self.sizes, given):
            raise InvalidValueError(
                f"Tensor {self.name} has shape {show(self.sizes)}; it cannot also be {show(given)}."
            )
        self.sizes = merged(self.sizes, given)

    @property
    def value_index(self) -> int:
        """Which output of its operation it is."""
        return self.index

    def ref(self) -> Tensor:
        """What can be the key of a dictionary: the tensor itself can."""
        return self

    experimental_ref = ref

    def deref(self) -> Tensor:
        """The tensor that ``ref()`` stands for."""
        return self

    @property
    def assign(self) -> Callable[..., Tensor]:
        """``assign(value, name=None)`` of a slice of a variable gives that part of it a new value, broadcast.

        The result is the whole new value of the variable; there is no gradient through it. Other tensors do not have
        this attribute: AttributeError.
        """
        if sliced_variable(self) is None:
            raise NotAssignableError(
                f"{self!r} cannot be assigned to: only a tf.Variable and its slices, such as v[1:], can."
            )

        def assign(value: Any, name: str | None = None) -> Tensor:
            new: Tensor = public("assign")(self, value, name=name)
            return new

        return assign

    def consumers(self) -> list[Operation]:
        return [op for op in self.graph.operations if self in op.inputs]

    def eval(self, feed_dict: FeedDict | None = None, session: Session | None = None) -> Any:
        """The value of this tensor in ``session``, or in the default session, as NumPy."""
        return find_session(session, self.graph, "eval()").run(self, feed_dict)

    def __bool__(self) -> NoReturn:
        raise NotAllowedInGraphError("Using a symbolic `tf.Tensor` as a Python `bool`")

    def __iter__(self) -> Iterator[Tensor]:
        raise NotAllowedInGraphError("Iterating over a symbolic `tf.Tensor`")

    def __len__(self) -> NoReturn:
        raise NotAllowedInGraphError("Taking len() of a symbolic `tf.Tensor`")

    def __float__(self) -> NoReturn:
        raise NotAllowedInGraphError("Turning a symbolic `tf.Tensor` into a Python number")

    __int__ = __float__

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise NotAllowedInGraphError(f"Turning the symbolic tensor {self.name} into a NumPy array")

    def __str__(self) -> str:
        return f'Tensor("{self.name}", shape={show(self.sizes)}, dtype={self.dtype.name})'

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={show(self.sizes)} dtype={self.dtype.name}>"


def sliced_variable(tensor: Tensor) -> Tensor | None:
    """The variable that a tensor is a slice of, or None."""
    if tensor.op.type not in SLICES:
        return None
    whole = tensor.op.inputs[0]
    held = {**tensor.graph.captures, **tensor.graph.assigned}  # how a branch or a loop sees an outer variable
    found = next((outer for outer, inner in held.items() if inner is whole), whole)
    return found if found.op.type == "Variable" else None


def find_session(session: Session | None, graph: Graph, call: str) -> Session:
    """The session asked for, or the default one. Raises ValueError when there is none."""
    found = session if session is not None else defaults.sessions.top
    if found is None:
        raise NoDefaultSessionError(call)
    return found
