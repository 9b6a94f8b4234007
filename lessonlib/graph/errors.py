"""Every exception of the engine. Messages are built here: what was given, what was expected, what to do.

The classes carry the names that TensorFlow's users know, and each is also the builtin it resembles, so that
``except ValueError`` works as it does in TensorFlow 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from lessonlib import LessonlibError
from lessonlib.graph.export import tf_export


class GraphError(LessonlibError):
    """The base of everything that the engine and TensorFlow's library over it raise on purpose."""


class InvalidValueError(GraphError, ValueError):
    """An argument has a value that it cannot have."""


class InvalidTypeError(GraphError, TypeError):
    """An argument is of a type that it cannot be of."""


class InvalidStateError(GraphError, RuntimeError):
    """Something cannot be done now."""


class UnsupportedError(GraphError, NotImplementedError):
    """TensorFlow has this, lessonlib does not."""


@tf_export("errors.OpError", "OpError")
class OpError(GraphError):
    """A failure while running an operation; ``op`` is the operation, and ``node_def`` its description, or None.

    ``error_code`` is the number of the class, such as `tf.errors.INVALID_ARGUMENT`.
    """

    error_code = 2

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(message)
        self.node_def, self.op, self.message = node_def, op, message


@tf_export("errors.InvalidArgumentError")
class InvalidArgumentError(OpError, ValueError):
    """An operation got a value that it cannot work with."""

    error_code = 3


@tf_export("errors.FailedPreconditionError")
class FailedPreconditionError(OpError, RuntimeError):
    """The session is not in the state that the operation needs, for example a variable has no value yet."""

    error_code = 9


@tf_export("errors.NotFoundError")
class NotFoundError(OpError, FileNotFoundError):
    """A file, or a name in a file, is missing."""

    error_code = 5

    def __str__(self) -> str:
        return self.message


@tf_export("errors.AlreadyExistsError")
class AlreadyExistsError(OpError, FileExistsError):
    """A file that is to be made is there."""

    error_code = 6

    def __str__(self) -> str:
        return self.message


@tf_export("errors.DataLossError")
class DataLossError(OpError, OSError):
    """A file is there, but it is truncated or is not what it should be."""

    error_code = 15

    def __str__(self) -> str:
        return self.message


@tf_export("errors.ResourceExhaustedError")
class ResourceExhaustedError(OpError, MemoryError):
    """The device ran out of memory."""

    error_code = 8


@tf_export("errors.OutOfRangeError")
class OutOfRangeError(OpError, IndexError):
    """A sequence has ended."""

    error_code = 11


class UnfedPlaceholderError(InvalidArgumentError):
    def __init__(self, op: Any) -> None:
        tensor = op.outputs[0]
        super().__init__(
            None,
            op,
            f"You must feed a value for placeholder '{op.name}' with dtype {tensor.dtype.name} and shape "
            f"{tensor.shape}.{_created(op)}\n  Remedy: pass feed_dict={{{op.name}: value}} to run() or eval().",
        )


class UninitializedVariableError(FailedPreconditionError):
    def __init__(self, op: Any) -> None:
        super().__init__(
            None,
            op,
            f"Attempting to use uninitialized value {op.name}: the variable has no value in this session."
            f"{_created(op)}\n"
            "  Remedy: run tf.global_variables_initializer() in this session, or restore a checkpoint.",
        )


class KernelError(InvalidArgumentError):
    """An operation failed while the session ran it."""

    def __init__(self, op: Any, shapes: Sequence[str], cause: BaseException) -> None:
        super().__init__(
            None,
            op,
            f"{_first_line(cause)}\n  In operation '{op.name}' ({op.type}) with inputs "
            f"[{', '.join(shapes)}].{_created(op)}",
        )


class OutOfMemoryError(ResourceExhaustedError):
    def __init__(self, op: Any, shapes: Sequence[str], cause: BaseException) -> None:
        super().__init__(
            None,
            op,
            f"The device ran out of memory in operation '{op.name}' ({op.type}) with inputs "
            f"[{', '.join(shapes)}].{_created(op)}\n  Remedy: use a smaller batch. ({_first_line(cause)})",
        )


class ShapeError(GraphError, ValueError):
    """Operation ``type`` cannot take inputs of these static shapes."""

    def __init__(self, name: str, type_: str, shapes: Sequence[str], cause: object, place: str) -> None:
        super().__init__(
            f"Shapes do not fit for '{name}' (op: '{type_}') with input shapes: {', '.join(shapes)}.\n"
            f"  {_first_line(cause)}{place}"
        )


class DTypeError(GraphError, TypeError):
    """Inputs that must share a dtype do not."""

    @classmethod
    def mismatch(cls, type_: str, parameter: str, got: str, want: str, first: str) -> DTypeError:
        return cls(
            f"Input '{parameter}' of '{type_}' Op has type {got} that does not match type {want} of argument "
            f"'{first}'.\n  Remedy: convert one of them, for example tf.cast({parameter}, tf.{want})."
        )

    @classmethod
    def unfit(cls, value: object, dtype: str) -> DTypeError:
        return cls(
            f"Expected {dtype}, but got {value!r} of type '{type(value).__name__}'.\n"
            f"  Remedy: write the value as {dtype}, or tf.cast the other operand."
        )


class NotAllowedInGraphError(GraphError, TypeError):
    """A symbolic tensor was used where Python needs a value now."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not allowed: a symbolic tensor has no value until a session runs it.\n"
            "  Remedy: use the value that session.run(tensor) returns, or a graph operation such as tf.where."
        )


class NotAssignableError(GraphError, AttributeError):
    """An assignment to something that is no variable."""


class FeedShapeError(GraphError, ValueError):
    def __init__(self, got: Sequence[int], tensor: Any) -> None:
        super().__init__(
            f"Cannot feed value of shape {tuple(got)} for Tensor {tensor.name}, which has shape {tensor.shape}."
            f"{_created(tensor.op)}\n  Remedy: reshape the value; a ? in the shape takes any size."
        )


class FeedTypeError(GraphError, TypeError):
    def __init__(self, value: object, tensor: Any) -> None:
        super().__init__(
            f"Cannot feed {_short(value)} of type '{type(value).__name__}' for Tensor {tensor.name}, "
            f"which has dtype {tensor.dtype.name}.\n  Remedy: feed numbers, a list of numbers or a NumPy array."
        )


class FeedKeyError(GraphError, TypeError):
    def __init__(self, key: object) -> None:
        super().__init__(
            f"Cannot interpret feed_dict key as Tensor: {_short(key)} of type '{type(key).__name__}'.\n"
            "  Remedy: the keys of feed_dict are tensors, such as a tf.placeholder, not their names or values."
        )


class FetchError(GraphError, TypeError):
    def __init__(self, fetch: object) -> None:
        super().__init__(
            f"Argument `fetch` = {_short(fetch)} has invalid type '{type(fetch).__name__}'.\n"
            "  Remedy: fetch a tensor, a variable, an operation, the name of one, or a list, tuple or dict of them."
        )


class ForeignGraphError(GraphError, ValueError):
    @classmethod
    def fetch(cls, what: Any) -> ForeignGraphError:
        return cls(
            f"Argument `fetch` = {what!r} cannot be interpreted as a Tensor: it is not an element of this "
            f"session's graph.{_created(getattr(what, 'op', what))}\n"
            "  Remedy: open the session on the graph of the tensor: tf.Session(graph=tensor.graph)."
        )

    @classmethod
    def operand(cls, type_: str, what: Any) -> ForeignGraphError:
        return cls(
            f"{what!r} must be from the same graph as the other inputs of '{type_}'.{_created(what.op)}\n"
            "  Remedy: build all of an expression under one `with graph.as_default():`."
        )


class MissingNameError(GraphError, KeyError):
    """The graph has nothing of this name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        near = get_close_matches(name, list(known), 3, 0.5)
        hint = f" Did you mean {', '.join(near)}?" if near else " print(graph) lists what there is."
        self.message = f"The name '{name}' refers to nothing in the graph.{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class ClosedSessionError(GraphError, RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            "Attempted to use a closed Session.\n  Remedy: run inside the `with` block, or open a new tf.Session()."
        )


class NoDefaultSessionError(GraphError, ValueError):
    def __init__(self, call: str) -> None:
        super().__init__(
            f"Cannot use `{call}`: No default session is registered.\n  Remedy: use `with tf.Session() as sess:` "
            f"around it, or pass one: `{call[:-1]}session=sess)`."
        )


class NoGradientError(GraphError, ValueError):
    """No path of differentiable operations leads from the loss to a variable."""


class NotExportableError(GraphError, ValueError):
    """An operation calls something that only lives in this Python process."""

    def __init__(self, op: Any, what: str, value: object) -> None:
        super().__init__(
            f"Operation '{op.name}' ({op.type}) cannot be written to a meta graph: its {what} is {_short(value)}, "
            f"which only this program has.{_created(op)}\n"
            "  Remedy: build the model from Python again where it is used, and restore its variables there."
        )


class InvalidGraphError(GraphError, AssertionError):
    """``graph.validate()`` found a graph that breaks its own rules."""

    def __init__(self, finding: str, listing: str) -> None:
        super().__init__(f"{finding}\n{listing}")


def _created(op: Any) -> str:
    return f"\n  Created at {op.place}" if getattr(op, "place", "") else ""


def _first_line(cause: object) -> str:
    text = str(cause).strip() or type(cause).__name__
    return text.splitlines()[0]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def refuse(function: str, remedy: str, **given: Any) -> None:
    """Raise UnsupportedError when an argument of TensorFlow's that lessonlib does not have is asked for.

    ``given`` are such arguments by name; None and False stand for one that is not asked for.
    """
    for name, value in given.items():
        if value is not None and value is not False:
            raise UnsupportedError(
                f"{function}({name}={_short(value)}) is not supported: lessonlib has no {name}.\n  Remedy: {remedy}"
            )
