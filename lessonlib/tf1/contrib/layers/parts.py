"""What all layers of this room have in common: their variables, and what is done with their outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.contrib.framework.variables import Collections, collections_for, model_variable
from lessonlib.tf1.variables.initializers import zeros_initializer

Function = Callable[..., Any] | None
ZEROS = zeros_initializer()


@dataclass(frozen=True)
class Weights:
    """Makes the variables of one layer.

    Args:
        x: the inputs, whose dtype the variables take.
        collections: those that the variables join, a list or a dict by name.
        trainable: whether optimizers change them.
    """

    x: Tensor
    collections: Collections
    trainable: bool

    def make(
        self,
        name: str,
        shape: Sequence[int],
        initializer: Any,
        regularizer: Any = None,
        learned: bool = True,
    ) -> Variable:
        where = collections_for(self.collections, name)
        return model_variable(
            name, list(shape), self.x.dtype, initializer, regularizer, self.trainable and learned, where
        )


def floats(inputs: TensorLike, layer: str) -> Tensor:
    """The inputs as a tensor. Raises TypeError when they are no floating-point numbers."""
    x = convert_to_tensor(inputs)
    if not x.dtype.is_floating:
        raise InvalidTypeError(
            f"A {layer} layer takes floating-point numbers, but {x.name} is {x.dtype.name}. Remedy: tf.cast it."
        )
    return x


def known_size(x: Tensor, axis: int, layer: str) -> int:
    """A size of x. Raises ValueError when it is unknown."""
    if not x.sizes or x.sizes[axis] is None:
        raise InvalidValueError(
            f"{layer} needs to know size {axis} of its inputs, but {x.name} has shape {x.shape}.\n"
            "  Remedy: give the placeholder a shape, such as [None, 784]."
        )
    return int(x.sizes[axis] or 0)


def finished(
    y: Tensor, normalizer_fn: Function, normalizer_params: Mapping[str, Any] | None, activation_fn: Function
) -> Tensor:
    """The outputs, normalised and through the activation."""
    if normalizer_fn is not None:
        y = normalizer_fn(y, **(normalizer_params or {}))
    return activation_fn(y) if activation_fn is not None else y


def collected(outputs_collections: str | Sequence[str] | None, y: Tensor) -> Tensor:
    """The outputs, which join the collections."""
    names = [outputs_collections] if isinstance(outputs_collections, str) else outputs_collections or []
    for name in names:
        get_default_graph().add_to_collection(name, y)
    return y
