"""tf.contrib.legacy_seq2seq: the loss of lists of time steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape
from lessonlib.graph.ops.array import shape as shape_of
from lessonlib.graph.ops.cross_entropy import sparse_softmax_cross_entropy_with_logits
from lessonlib.graph.ops.math import add_n, cast, truediv
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.namespace import namespace

LossFunction = Callable[..., Tensor]


@tf_export("contrib.legacy_seq2seq.sequence_loss_by_example")
def sequence_loss_by_example(
    logits: Sequence[TensorLike], targets: Sequence[TensorLike], weights: Sequence[TensorLike],
    average_across_timesteps: bool = True, softmax_loss_function: LossFunction | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The weighted cross-entropy of each sequence: (batch,).

    Args:
        logits: for each time step, scores (batch, classes).
        targets: for each, class numbers (batch,).
        weights: for each, (batch,), 1.0 for steps that count.
        average_across_timesteps: divide by the sum of the weights.
        softmax_loss_function: called with ``labels`` and ``logits``, in place of the sparse softmax cross-entropy.

    Raises ValueError when the lists have different lengths.
    """
    if not len(logits) == len(targets) == len(weights):
        raise InvalidValueError(
            f"Lengths of logits, weights, and targets must be the same {len(logits)}, {len(weights)}, {len(targets)}."
        )
    measure = softmax_loss_function or sparse_softmax_cross_entropy_with_logits
    with get_default_graph().name_scope(name or "sequence_loss_by_example"):
        shares = [cast(convert_to_tensor(weight), float32) for weight in weights]
        losses = [
            measure(labels=reshape(target, [-1]), logits=logit) * share
            for logit, target, share in zip(logits, targets, shares, strict=True)
        ]
        total = add_n(losses)
        # TensorFlow's 1e-12 keeps 0 / 0, where nothing counts, at 0.
        return truediv(total, add_n(shares) + 1e-12) if average_across_timesteps else total


@tf_export("contrib.legacy_seq2seq.sequence_loss")
def sequence_loss(
    logits: Sequence[TensorLike], targets: Sequence[TensorLike], weights: Sequence[TensorLike],
    average_across_timesteps: bool = True, average_across_batch: bool = True,
    softmax_loss_function: LossFunction | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The sum of `sequence_loss_by_example` over the batch, divided by its size unless told not to: a scalar."""
    with get_default_graph().name_scope(name or "sequence_loss"):
        each = sequence_loss_by_example(
            logits, targets, weights, average_across_timesteps, softmax_loss_function
        )
        cost = reduce_sum(each)
        return truediv(cost, cast(shape_of(targets[0])[0], cost.dtype)) if average_across_batch else cost


__getattr__, __dir__ = namespace(globals())
