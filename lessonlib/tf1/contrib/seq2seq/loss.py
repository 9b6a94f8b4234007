"""The loss of a sequence of predictions."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.cross_entropy import sparse_softmax_cross_entropy_with_logits
from lessonlib.graph.ops.math import truediv
from lessonlib.graph.ops.reduction import reduce_sum
from lessonlib.graph.types import TensorLike


@tf_export("contrib.seq2seq.sequence_loss")
def sequence_loss(
    logits: TensorLike, targets: TensorLike, weights: TensorLike, average_across_timesteps: bool = True,
    average_across_batch: bool = True, softmax_loss_function: Any = None, name: str = "sequence_loss",
) -> Tensor:  # fmt: skip
    """The weighted cross-entropy of a class at each time step.

    Args:
        logits: scores (batch, time, classes).
        targets: class numbers (batch, time).
        weights: (batch, time), 1.0 for steps that count, 0.0 for what fills up a short sequence.
        average_across_timesteps: divide by the weights, summed over time.
        average_across_batch: the same over the batch.
        softmax_loss_function: called with ``labels`` and ``logits``, instead of the sparse softmax cross-entropy.

    Returns a scalar, a loss a step (time,) or a sequence (batch,), or all of them, by what is averaged. Raises
    ValueError when the ranks do not fit.
    """
    scores, classes, counts = (convert_to_tensor(value) for value in (logits, targets, weights))
    for what, tensor, rank in (("logits", scores, 3), ("targets", classes, 2), ("weights", counts, 2)):
        if tensor.sizes is not None and len(tensor.sizes) != rank:
            raise InvalidValueError(
                f"sequence_loss needs {what} of rank {rank}, but {tensor.name} has shape {tensor.shape}."
            )
    axes = [i for i, wanted in enumerate((average_across_batch, average_across_timesteps)) if wanted]
    measure = softmax_loss_function or sparse_softmax_cross_entropy_with_logits
    with scores.graph.as_default(), scores.graph.name_scope(name):
        losses = measure(labels=classes, logits=scores) * counts  # (batch, time)
        if not axes:
            return losses
        # TensorFlow's 1e-12 keeps 0 / 0, where nothing counts, at 0.
        return truediv(reduce_sum(losses, axes), reduce_sum(counts, axes) + 1e-12)
