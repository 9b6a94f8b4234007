"""Layers of units that are all connected with the inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import transpose
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.nn import relu as rectified
from lessonlib.graph.ops.nn import relu6 as rectified6
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.contrib.framework.arguments import add_arg_scope
from lessonlib.tf1.contrib.framework.variables import Collections
from lessonlib.tf1.contrib.layers.initial_values import xavier_initializer
from lessonlib.tf1.contrib.layers.parts import (
    ZEROS,
    Function,
    Weights,
    collected,
    finished,
    floats,
    known_size,
)  # fmt: skip
from lessonlib.tf1.variables.scope import variable_scope

XAVIER = xavier_initializer()


@tf_export("contrib.layers.fully_connected", "contrib.slim.fully_connected")
@add_arg_scope
def fully_connected(
    inputs: TensorLike, num_outputs: int, activation_fn: Function = rectified, normalizer_fn: Function = None,
    normalizer_params: Mapping[str, Any] | None = None, weights_initializer: Any = XAVIER,
    weights_regularizer: Any = None, biases_initializer: Any = ZEROS, biases_regularizer: Any = None,
    reuse: Any = None, variables_collections: Collections = None,
    outputs_collections: str | Sequence[str] | None = None, trainable: bool = True, scope: Any = None,
) -> Tensor:  # fmt: skip
    """activation_fn(inputs @ weights + biases): (..., n) -> (..., num_outputs); ReLU when not said.

    With ``normalizer_fn``, called with the outputs and ``normalizer_params``, there are no biases. The variables are
    ``weights`` and ``biases`` in the scope ``fully_connected``. Raises ValueError when n is unknown.
    """
    if not isinstance(num_outputs, int):
        raise InvalidValueError(f"num_outputs should be int or long, got {num_outputs!r}.")
    x = floats(inputs, "fully_connected")
    with variable_scope(scope, "fully_connected", [x], reuse=reuse):
        weights = Weights(x, variables_collections, trainable)
        shape = [known_size(x, -1, "fully_connected"), num_outputs]
        y = matmul(x, weights.make("weights", shape, weights_initializer, weights_regularizer))
        if normalizer_fn is None and biases_initializer is not None:
            y = y + weights.make("biases", shape[1:], biases_initializer, biases_regularizer)
        y = finished(y, normalizer_fn, normalizer_params, activation_fn)
        return collected(outputs_collections, y)


linear = tf_export("contrib.layers.linear", "contrib.slim.linear")(
    partial(fully_connected, activation_fn=None)
)
relu = tf_export("contrib.layers.relu")(partial(fully_connected, activation_fn=rectified))
relu6 = tf_export("contrib.layers.relu6")(partial(fully_connected, activation_fn=rectified6))


@tf_export("contrib.layers.bias_add", "contrib.slim.bias_add")
@add_arg_scope
def bias_add(
    inputs: TensorLike, activation_fn: Function = None, initializer: Any = ZEROS, regularizer: Any = None,
    reuse: Any = None, variables_collections: Collections = None,
    outputs_collections: str | Sequence[str] | None = None, trainable: bool = True, data_format: str = "NHWC",
    scope: Any = None,
) -> Tensor:  # fmt: skip
    """activation_fn(inputs + biases), one bias a channel: the last axis, or the second with data_format ``"NCHW"``."""
    x = convert_to_tensor(inputs)
    with variable_scope(scope, "BiasAdd", [x], reuse=reuse):
        x = channels_last(x, data_format)
        weights = Weights(x, variables_collections, trainable)
        biases = weights.make("biases", [known_size(x, -1, "bias_add")], initializer, regularizer)
        y = channels_back(x + biases, data_format)
        return collected(outputs_collections, finished(y, None, None, activation_fn))


FIRST = ("NCHW", "NCW", "NCDHW")


def channels_last(x: Tensor, data_format: str | None) -> Tensor:
    """x with its channels along the last axis. Raises ValueError for an unknown format."""
    if data_format not in (None, "NHWC", "NWC", "NDHWC", *FIRST):
        raise InvalidValueError(f"data_format has to be either NCHW or NHWC, but is {data_format!r}.")
    if data_format not in FIRST:
        return x
    rank = len(x.sizes or ())
    return transpose(x, [0, *range(2, rank), 1])


def channels_back(y: Tensor, data_format: str | None) -> Tensor:
    """y with its channels where the format wants them."""
    if data_format not in FIRST:
        return y
    rank = len(y.sizes or ())
    return transpose(y, [0, rank - 1, *range(1, rank - 1)])
