"""A layer of units that are all connected with the inputs."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.nn import relu
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.contrib.layers.initial_values import xavier_initializer
from lessonlib.tf1.contrib.layers.regularizers import Regularizer
from lessonlib.tf1.variables.initializers import zeros_initializer
from lessonlib.tf1.variables.scope import variable_scope
from lessonlib.tf1.variables.shared import get_variable

_ZEROS = zeros_initializer()


@tf_export("contrib.layers.fully_connected")
def fully_connected(
    inputs: TensorLike, num_outputs: int, activation_fn: Any = relu, weights_initializer: Any = None,
    weights_regularizer: Regularizer | None = None, biases_initializer: Any = _ZEROS,
    trainable: bool = True, scope: str | None = None, reuse: bool | None = None,
) -> Tensor:  # fmt: skip
    """activation_fn(inputs @ weights + biases): (batch, n) -> (batch, num_outputs); ReLU when not said."""
    x = convert_to_tensor(inputs)
    if x.sizes is None or x.sizes[-1] is None:
        raise InvalidValueError(f"fully_connected needs a known last size, but {x!r} has shape {x.shape}.")
    with variable_scope(scope, default_name="fully_connected", reuse=reuse):
        shape = [x.sizes[-1], int(num_outputs)]
        start = weights_initializer or xavier_initializer()
        y = matmul(x, get_variable("weights", shape, x.dtype, start, weights_regularizer, trainable))
        if biases_initializer is not None:
            y = y + get_variable("biases", shape[1:], x.dtype, biases_initializer, None, trainable)
        return activation_fn(y) if activation_fn is not None else y
