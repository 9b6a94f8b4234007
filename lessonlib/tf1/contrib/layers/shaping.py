"""Layers without variables of their own, layers of layers, and embeddings of sequences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import identity
from lessonlib.graph.ops.lookup import embedding_lookup
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.onehot import one_hot
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.types import ShapeLike, TensorLike
from lessonlib.tf1 import layers
from lessonlib.tf1.contrib.framework.arguments import add_arg_scope
from lessonlib.tf1.contrib.framework.variables import model_variable
from lessonlib.tf1.contrib.layers.parts import collected
from lessonlib.tf1.variables.scope import get_variable_scope, variable_scope

Layer = Callable[..., Any]


@tf_export("contrib.layers.flatten", "contrib.slim.flatten")
@add_arg_scope
def flatten(
    inputs: TensorLike, outputs_collections: str | Sequence[str] | None = None, scope: str | None = None
) -> Tensor:
    """(batch, ...) -> (batch, product of the rest). The sizes after the first must be known."""
    with get_default_graph().name_scope(scope or "Flatten"):
        return collected(outputs_collections, layers.flatten(convert_to_tensor(inputs)))


@tf_export("contrib.layers.dropout", "contrib.slim.dropout")
@add_arg_scope
def dropout(
    inputs: TensorLike, keep_prob: Any = 0.5, noise_shape: ShapeLike | None = None, is_training: Any = True,
    outputs_collections: str | Sequence[str] | None = None, scope: str | None = None, seed: int | None = None,
) -> Tensor:  # fmt: skip
    """Each input kept with probability ``keep_prob`` and scaled up, the others 0, while ``is_training`` is True."""
    with get_default_graph().name_scope(scope or "Dropout"):
        if is_training is False:
            y = identity(inputs)
        else:
            y = drop_out(inputs, 1 - keep_prob, noise_shape, seed, is_training)
        return collected(outputs_collections, y)


@tf_export("contrib.layers.one_hot_encoding", "contrib.slim.one_hot_encoding")
@add_arg_scope
def one_hot_encoding(
    labels: TensorLike, num_classes: int, on_value: float = 1.0, off_value: float = 0.0,
    outputs_collections: str | Sequence[str] | None = None, scope: str | None = None,
) -> Tensor:  # fmt: skip
    """``on_value`` at the class number, ``off_value`` elsewhere: (batch,) -> (batch, num_classes)."""
    with get_default_graph().name_scope(scope or "OneHotEncoding"):
        numbers = convert_to_tensor(labels)
        if numbers.dtype.name == "int32":
            numbers = cast(numbers, "int64")
        return collected(outputs_collections, one_hot(numbers, num_classes, on_value, off_value))


@tf_export("contrib.layers.repeat", "contrib.slim.repeat")
@add_arg_scope
def repeat(inputs: TensorLike, repetitions: int, layer: Layer, *args: Any, **kwargs: Any) -> Any:
    """The same layer ``repetitions`` times, one on top of the other, each with weights of its own.

    Further arguments go to the layer. With ``scope="conv1"`` the layers are ``conv1/conv1_1``, ``conv1/conv1_2`` ...
    """
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, "Repeat", [inputs]):
        outputs: Any = convert_to_tensor(inputs)
        for i in range(repetitions):
            outputs = layer(outputs, *args, **kwargs, scope=f"{scope or _name(layer, 'repeat')}_{i + 1}")
        return outputs


@tf_export("contrib.layers.stack", "contrib.slim.stack")
@add_arg_scope
def stack(inputs: TensorLike, layer: Layer, stack_args: Sequence[Any], **kwargs: Any) -> Any:
    """The layer once for each of ``stack_args``, one on top of the other.

    An item is the layer's next argument, or a list of them. Other arguments go to each layer. Raises ValueError for
    ``reuse`` without a ``scope``.
    """
    scope = kwargs.pop("scope", None)
    if scope is None and kwargs.get("reuse"):
        raise InvalidValueError("stack with reuse=True needs a scope: the one in which the layers were made.")
    with variable_scope(scope, "Stack", [inputs]):
        outputs: Any = convert_to_tensor(inputs)
        for i, given in enumerate(stack_args):
            own = given if isinstance(given, (list, tuple)) else [given]
            outputs = layer(outputs, *own, **kwargs, scope=f"{scope or _name(layer, 'stack')}_{i + 1}")
        return outputs


def _name(layer: Any, default: str) -> str:
    function = getattr(layer, "func", layer)  # what a functools.partial calls
    return str(getattr(function, "__name__", default))


@tf_export("contrib.layers.embed_sequence")
def embed_sequence(
    ids: TensorLike, vocab_size: int | None = None, embed_dim: int | None = None, unique: bool = False,
    initializer: Any = None, regularizer: Any = None, trainable: bool = True, scope: Any = None, reuse: Any = None,
) -> Tensor:  # fmt: skip
    """A learned vector for each number: (batch, time) of integers -> (batch, time, embed_dim).

    ``unique`` must be False: it would only compute the same in another way. Raises ValueError when a scope is to be
    reused and there is none, or when ``vocab_size`` or ``embed_dim`` is missing for new vectors.
    """
    refuse("contrib.layers.embed_sequence", "leave it out: the values are the same.", unique=unique)
    if not (reuse or (vocab_size and embed_dim)):
        raise InvalidValueError(
            f"Must specify vocab size and embedding dimension when not reusing. Got vocab_size={vocab_size} and "
            f"embed_dim={embed_dim}."
        )
    with variable_scope(scope, "EmbedSequence", [ids], reuse=reuse):
        shape = [vocab_size, embed_dim] if vocab_size and embed_dim else None
        if get_variable_scope().reuse is True and shape is None:
            name = f"{get_variable_scope().name}/embeddings"
            shape = get_default_graph().root.variable_store[name].shape.as_list()
        table = model_variable(
            "embeddings", shape, initializer=initializer, regularizer=regularizer, trainable=trainable
        )
        return embedding_lookup(table, ids)
