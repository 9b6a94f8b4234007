"""Losses over some classes of very many: noise-contrastive estimation and the sampled softmax."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import constant, convert_to_tensor, working_graph
from lessonlib.graph.dtypes import int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape, size, stop_gradient, transpose
from lessonlib.graph.ops.cross_entropy import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
)
from lessonlib.graph.ops.filling import ones_like, where, zeros_like
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.ops.lookup import embedding_lookup
from lessonlib.graph.ops.math import cast, log, multiply, subtract
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.reduction import reduce_any, reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.nn.candidates import log_uniform_candidate_sampler

LOWEST = -3.4028235e38  # of float32


@tf_export("nn.nce_loss")
def nce_loss(
    weights: Any, biases: Any, labels: TensorLike, inputs: TensorLike, num_sampled: int, num_classes: int,
    num_true: int = 1, sampled_values: Any = None, remove_accidental_hits: bool = False,
    partition_strategy: str = "mod", name: str = "nce_loss",
) -> Tensor:  # fmt: skip
    """Noise-contrastive estimation (Gutmann & Hyvarinen, 2010; Mnih & Teh, 2012): (batch,).

    It tells the true classes from ``num_sampled`` drawn ones, with one sigmoid cross-entropy each, summed.

    Args:
        weights: (num_classes, width), or a list of tensors over which the rows are spread as ``partition_strategy``
            says.
        biases: (num_classes,).
        labels: int64 (batch, num_true); num_true classes an example are true.
        inputs: (batch, width).
        sampled_values: what a candidate sampler returned; by default that of the log-uniform one.
        remove_accidental_hits: leave out candidates that are true classes.

    Raises ValueError when labels are not (batch, num_true).
    """
    x = convert_to_tensor(inputs)
    with working_graph(x).as_default() as graph, graph.name_scope(name):
        logits, targets = _sampled_logits(
            weights, biases, labels, x, num_sampled, num_classes, num_true, sampled_values,
            remove_accidental_hits, partition_strategy, None,
        )  # fmt: skip
        return reduce_sum(sigmoid_cross_entropy_with_logits(labels=targets, logits=logits), 1)


@tf_export("nn.sampled_softmax_loss")
def sampled_softmax_loss(
    weights: Any, biases: Any, labels: TensorLike, inputs: TensorLike, num_sampled: int, num_classes: int,
    num_true: int = 1, sampled_values: Any = None, remove_accidental_hits: bool = True,
    partition_strategy: str = "mod", name: str = "sampled_softmax_loss", seed: int | None = None,
) -> Tensor:  # fmt: skip
    """The softmax cross-entropy over the true classes and ``num_sampled`` drawn ones (Jean et al., 2015): (batch,).

    For training only: the loss over all classes is larger. The arguments are those of `nce_loss`; ``seed`` is that of
    the sampler.
    """
    x = convert_to_tensor(inputs)
    with working_graph(x).as_default() as graph, graph.name_scope(name):
        logits, targets = _sampled_logits(
            weights, biases, labels, x, num_sampled, num_classes, num_true, sampled_values,
            remove_accidental_hits, partition_strategy, seed,
        )  # fmt: skip
        return softmax_cross_entropy_with_logits_v2(labels=stop_gradient(targets), logits=logits)


def _sampled_logits(
    weights: Any, biases: Any, labels: TensorLike, inputs: Tensor, num_sampled: int, num_classes: int, num_true: int,
    sampled_values: Any, remove_accidental_hits: bool, partition_strategy: str, seed: int | None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """(logits, labels), both (batch, num_true + num_sampled): a logit less the logarithm of its expected count."""
    true = cast(convert_to_tensor(labels), int64)
    if true.sizes is not None and (len(true.sizes) != 2 or true.sizes[1] not in (None, num_true)):
        raise InvalidValueError(
            f"labels must be (batch, num_true={num_true}), but have shape {true.shape}.\n"
            "  Remedy: tf.reshape(labels, [-1, 1]) for one class an example."
        )
    if sampled_values is None:
        sampled_values = log_uniform_candidate_sampler(true, num_true, num_sampled, True, num_classes, seed)
    drawn, true_count, drawn_count = (stop_gradient(value) for value in sampled_values)
    drawn = cast(drawn, int64)
    flat = reshape(true, [-1])
    ids = concat([flat, drawn], 0)
    every_w = embedding_lookup(weights, ids, partition_strategy)  # (batch * num_true + sampled, width)
    every_b = embedding_lookup(biases, ids, partition_strategy)
    width = (inputs.sizes or (None, None))[1]
    count = size(flat)
    true_w = reshape(every_w[:count], [-1, num_true, -1 if width is None else width])
    true_b, drawn_b = reshape(every_b[:count], [-1, num_true]), every_b[count:]
    true_logits = reduce_sum(multiply(expand_dims(inputs, 1), true_w), 2) + true_b
    drawn_logits = matmul(inputs, transpose(every_w[count:])) + drawn_b
    if remove_accidental_hits:
        hit = reduce_any(equal(expand_dims(true, 2), drawn), 1)  # (batch, sampled)
        lowest = ones_like(drawn_logits) * constant(LOWEST, drawn_logits.dtype)
        drawn_logits = drawn_logits + where(hit, lowest, zeros_like(drawn_logits))
    kind = inputs.dtype
    true_logits = subtract(true_logits, cast(log(true_count), kind))
    drawn_logits = subtract(drawn_logits, cast(log(drawn_count), kind))
    share = ones_like(true_logits) / float(num_true)
    return concat([true_logits, drawn_logits], 1), concat([share, zeros_like(drawn_logits)], 1)
