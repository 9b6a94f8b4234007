"""Gradients that a program gives to operations: functions with a name, and the operations that take them.

``graph.gradient_override_map`` says which operations take which function. An operation keeps the name alone, so that
the function may be registered after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lessonlib.graph.errors import GraphError, InvalidTypeError, UnsupportedError
from lessonlib.graph.export import tf_export
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, table

# ``function(op, *gs)`` takes an operation and the gradients of its outputs; it gives those of its inputs.
GradientFunction = Callable[..., Any]

_TABLE: dict[str, GradientFunction | None] = {}  # None: no gradient on purpose

# What TensorFlow calls operations that have another name here.
_OURS = {
    "AddV2": "Add", "AvgPool3D": "AvgPool", "BatchMatMul": "MatMul", "BatchMatMulV2": "MatMul", "BiasAdd": "Add",
    "ConcatV2": "Concat", "DepthwiseConv2dNative": "DepthwiseConv2D", "Div": "RealDiv", "EagerPyFunc": "PyFunc",
    "GatherV2": "Gather", "Inv": "Reciprocal", "MaxPool3D": "MaxPool", "MaxPoolV2": "MaxPool", "Pack": "Stack",
    "PyFuncStateless": "PyFunc", "SelectV2": "Where", "Snapshot": "Identity", "Unpack": "Unstack",
}  # fmt: skip


class RegisteredTwiceError(GraphError, KeyError):
    """A name has a gradient already."""

    def __init__(self, name: str) -> None:
        self.message = (
            f"Registering two gradients with name '{name}'!\n"
            "  Remedy: choose another name; graph.gradient_override_map says which operations take it."
        )
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


@tf_export("RegisterGradient")
class RegisterGradient:
    """A decorator that gives a gradient function a name: ``@tf.RegisterGradient("GuidedRelu")``.

    The function takes an operation, which has ``inputs`` and ``outputs``, and the gradient of each output; it gives
    that of its input, or a list with one for each (None: no gradient). ``graph.gradient_override_map`` lets operations
    take it. Raises KeyError when the name has a gradient, TypeError when it is no string.
    """

    def __init__(self, op_type: str) -> None:
        if not isinstance(op_type, str):
            raise InvalidTypeError(f"op_type must be a string, but is {op_type!r}.")
        self._name = op_type

    def __call__(self, f: GradientFunction) -> GradientFunction:
        """Register ``f``, and give it back."""
        _register(self._name, f)
        return f


@tf_export("NotDifferentiable", "NoGradient", "no_gradient")
def not_differentiable(op_type: str) -> None:
    """Say that operations which take the gradient of this name have none. Raises KeyError when it has one."""
    if not isinstance(op_type, str):
        raise InvalidTypeError(f"op_type must be a string, but is {op_type!r}.")
    _register(op_type, None)


def _register(name: str, function: GradientFunction | None) -> None:
    if name in _TABLE or name in table():
        raise RegisteredTwiceError(name)
    _TABLE[name] = function


def checked_map(given: Any) -> dict[str, str]:
    """A map of operation types to gradients, with the types of the op table."""
    if not isinstance(given, Mapping):
        raise InvalidTypeError(f"op_type_map must be a dictionary mapping strings to strings, not {given!r}.")
    found = {}
    for type_, name in given.items():
        if not isinstance(type_, str) or not isinstance(name, str):
            raise InvalidTypeError(f"op_type_map must map strings to strings, but has {type_!r}: {name!r}.")
        ours = _OURS.get(type_, type_)
        if ours not in table():
            raise UnsupportedError(
                f"gradient_override_map: lessonlib has no operation of type {type_!r}.\n"
                "  Remedy: take the type that tensor.op.type gives for the tensor in question."
            )
        found[ours] = name
    return found


def function_for(name: str, type_: str) -> Any:
    """What stands for the gradient of an operation of ``type_``: a function, or gradient rules as in the op table.

    ``name`` is that of a function, or an operation type whose rules are to be taken: ``{"Sign": "Identity"}``. Raises
    LookupError when nobody registered it, NotImplementedError when the rules of that type fit no other one.
    """
    if name in _TABLE:
        return NOT_DIFFERENTIABLE if _TABLE[name] is None else _TABLE[name]
    if name not in table():
        raise UnknownGradientError(name, _TABLE)
    rules = table()[name].grads
    fits = rules is NOT_DIFFERENTIABLE or (
        isinstance(rules, tuple) and len(rules) == len(table()[type_].inputs)
    )
    if not fits and name != type_:
        raise UnsupportedError(
            f"The gradient of {name} cannot stand for that of {type_}.\n"
            "  Remedy: @tf.RegisterGradient above a function f(op, grad) that computes it."
        )
    return rules


class UnknownGradientError(GraphError, LookupError):
    """Nobody registered a gradient of this name."""

    def __init__(self, name: str, known: Mapping[str, Any]) -> None:
        super().__init__(
            f"No gradient is registered under the name '{name}'; there are: {', '.join(known) or 'none'}.\n"
            f"  Remedy: @tf.RegisterGradient({name!r}) above a function f(op, grad)."
        )


class MissingGradientError(GraphError, LookupError):
    """A gradient through an operation that has none, and that is no constant either."""

    def __init__(self, name: str, type_: str) -> None:
        super().__init__(
            f"No gradient is defined for operation '{name}' ({type_}).\n"
            "  Remedy: tf.stop_gradient around its result; it then counts as a constant."
        )
