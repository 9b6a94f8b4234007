"""tf.nn: activations, losses, convolution, normalisation, look-ups."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops import (
    add,
    avg_pool,
    batch_normalization,
    conv2d,
    conv2d_transpose,
    crelu,
    drop_out,
    elu,
    embedding_lookup,
    in_top_k,
    l2_loss,
    l2_normalize,
    leaky_relu,
    log_softmax,
    matmul,
    max_pool,
    moments,
    relu,
    relu6,
    selu,
    sigmoid,
    sigmoid_cross_entropy_with_logits,
    softmax,
    softmax_cross_entropy_with_logits,
    softplus,
    softsign,
    sparse_softmax_cross_entropy_with_logits,
    tanh,
    top_k,
)  # fmt: skip
from lessonlib.graph.ops.conv1d import conv1d
from lessonlib.tf1.nn import rnn_cell
from lessonlib.tf1.rnn.unrolled import (
    bidirectional_dynamic_rnn,
    dynamic_rnn,
    static_bidirectional_rnn,
    static_rnn,
)

softmax_cross_entropy_with_logits_v2 = softmax_cross_entropy_with_logits


def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str = "dropout",
    rate: Any = None,
) -> Tensor:
    """x with each element kept with probability ``keep_prob`` (1 - ``rate``) and scaled up, the others 0.

    It always drops: feed a keep_prob of 1.0 outside training. Raises ValueError unless exactly one of the two is given.
    """
    if (keep_prob is None) == (rate is None):
        raise InvalidValueError(
            "tf.nn.dropout needs keep_prob or rate, and not both: tf.nn.dropout(x, keep_prob=0.8)."
        )
    return drop_out(x, rate if rate is not None else 1 - keep_prob, noise_shape, seed, name=name)


def bias_add(value: Any, bias: Any, data_format: str | None = None, name: str = "BiasAdd") -> Tensor:
    """value + bias along the last axis."""
    return add(value, bias, name=name)


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str = "xw_plus_b") -> Tensor:
    """x @ weights + biases."""
    return add(matmul(x, weights), convert_to_tensor(biases), name=name)


__all__ = [
    "avg_pool", "batch_normalization", "bias_add", "bidirectional_dynamic_rnn", "conv1d", "conv2d",
    "conv2d_transpose", "crelu", "dropout", "dynamic_rnn", "elu", "embedding_lookup", "in_top_k", "l2_loss",
    "l2_normalize", "leaky_relu", "log_softmax", "max_pool", "moments", "relu", "relu6", "rnn_cell", "selu",
    "sigmoid", "sigmoid_cross_entropy_with_logits", "softmax", "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2", "softplus", "softsign", "sparse_softmax_cross_entropy_with_logits",
    "static_bidirectional_rnn", "static_rnn", "tanh", "top_k", "xw_plus_b",
]  # fmt: skip
