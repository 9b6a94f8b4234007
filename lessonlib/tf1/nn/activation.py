"""Activations that are made of others."""

from __future__ import annotations

from lessonlib.graph.create import convert_to_tensor, working_graph
from lessonlib.graph.dtypes import float32
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import size
from lessonlib.graph.ops.filling import zeros_like
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.ops.math import add, cast, multiply, truediv
from lessonlib.graph.ops.nn import relu, sigmoid
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike


@tf_export("nn.swish", "nn.silu")
def swish(features: TensorLike, beta: TensorLike = 1.0) -> Tensor:
    """x * sigmoid(beta * x) (Ramachandran et al., 2017)."""
    x = convert_to_tensor(features)
    with working_graph(x).as_default() as graph, graph.name_scope("swish"):
        return multiply(x, sigmoid(multiply(convert_to_tensor(beta, x.dtype), x)))


@tf_export("nn.relu_layer")
def relu_layer(x: TensorLike, weights: TensorLike, biases: TensorLike, name: str | None = None) -> Tensor:
    """relu(x @ weights + biases)."""
    tensor = convert_to_tensor(x)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "relu_layer"):
        return relu(add(matmul(tensor, convert_to_tensor(weights)), convert_to_tensor(biases)))


@tf_export("nn.zero_fraction", "math.zero_fraction")
def zero_fraction(value: TensorLike, name: str | None = None) -> Tensor:
    """The share of the elements that are 0, float32; NaN when there are none."""
    x = convert_to_tensor(value)
    with working_graph(x).as_default() as graph, graph.name_scope(name or "zero_fraction"):
        return truediv(reduce_sum(cast(equal(x, zeros_like(x)), float32)), cast(size(x), float32))
