"""Connectionist temporal classification (Graves et al., 2006): a loss for label sequences without alignment."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor, create, create_several, one_of
from lessonlib.graph.dtypes import int32, int64
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import transpose
from lessonlib.graph.ops.filling import where
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike


def label_sequences_loss(
    logits: torch.Tensor, indices: torch.Tensor, values: torch.Tensor, lengths: torch.Tensor, collapse: bool,
    ignore_longer: bool,
) -> torch.Tensor:  # fmt: skip
    """-log of the probability of each row's labels: logits (time, batch, classes), of which the last is the blank."""
    rows, labels = indices[:, 0], values.to(torch.int64)
    if collapse and len(labels):
        repeated = (labels[1:] == labels[:-1]) & (rows[1:] == rows[:-1])
        kept = torch.cat([torch.ones(1, dtype=torch.bool, device=labels.device), ~repeated])
        rows, labels = rows[kept], labels[kept]
    counts = torch.bincount(rows, minlength=logits.shape[1])
    same = (labels[1:] == labels[:-1]) & (
        rows[1:] == rows[:-1]
    )  # a blank must stand between equal neighbours
    needed = counts + torch.bincount(rows[1:][same], minlength=logits.shape[1])
    too_long = counts > lengths
    if not ignore_longer and too_long.any():
        first, want, have = (
            int(x) for x in (too_long.nonzero()[0], counts[too_long][0], lengths[too_long][0])
        )
        raise InvalidArgumentError(
            None,
            None,
            f"Not enough time for the labels of example {first}: they need {want} steps, and there are {have}.\n"
            "  Remedy: ignore_longer_outputs_than_inputs=True gives such an example the loss 0.",
        )
    steps, blank = lengths.to(torch.int64), logits.shape[-1] - 1
    scores = torch.log_softmax(logits, -1)
    loss = F.ctc_loss(scores, labels, steps, counts, blank, "none", zero_infinity=True)
    impossible = (needed > lengths) & ~too_long
    if not impossible.any():
        return loss
    inside = torch.arange(len(logits), device=logits.device).unsqueeze(1) < steps  # (time, batch)
    limit = (torch.logsumexp(logits, -1) * inside).sum(0)  # its gradient, the softmax, is TensorFlow's there
    return torch.where(impossible, limit + float("inf"), loss)


@tf_export("nn.ctc_loss")
def ctc_loss(
    labels: Any, inputs: TensorLike | None = None, sequence_length: TensorLike | None = None,
    preprocess_collapse_repeated: bool = False, ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False, time_major: bool = True, logits: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """-log of the probability of the labels of each example, over all ways to align them with the time steps: (batch,).

    It is infinite where equal neighbours, which need a blank between them, leave no way.

    Args:
        labels: a sparse int32 tensor (batch, time), its indices in order.
        inputs: scores before the softmax (time, batch, classes), the last class the blank; ``logits`` is another name.
        sequence_length: int32 (batch,), the number of time steps of each example.
        preprocess_collapse_repeated: make one label of equal neighbours first.
        ctc_merge_repeated: only True, the usual rule, in which the same class in a row is one label.
        ignore_longer_outputs_than_inputs: give examples with more labels than time steps the loss 0.
        time_major: False for inputs (batch, time, classes).

    Raises TypeError when labels are not sparse, ValueError when an argument is missing; a run fails with
    InvalidArgumentError when there are more labels than time steps.
    """
    if not ctc_merge_repeated:
        refuse("tf.nn.ctc_loss", "leave ctc_merge_repeated out.", without_merging=True)
    if not all(hasattr(labels, part) for part in ("indices", "values", "dense_shape")):
        raise InvalidTypeError(
            f"Expected labels (first argument) to be a SparseTensor, but got {type(labels).__name__}."
        )
    given = one_of("logits", logits, "inputs", inputs)
    if given is None or sequence_length is None:
        raise InvalidValueError("tf.nn.ctc_loss needs inputs and sequence_length.")
    scores = convert_to_tensor(given)
    scores = scores if time_major else transpose(scores, [1, 0, 2])
    parts = convert_to_tensor(labels.indices, int64), convert_to_tensor(labels.values, int32)
    return create(
        "CTCLoss", scores, *parts, convert_to_tensor(sequence_length, int32), name="CTCLoss",
        collapse=bool(preprocess_collapse_repeated), ignore_longer=bool(ignore_longer_outputs_than_inputs),
    )  # fmt: skip


@tf_export("nn.ctc_loss_v2")
def ctc_loss_v2(
    labels: Any, logits: TensorLike, label_length: TensorLike | None, logit_length: TensorLike,
    logits_time_major: bool = True, unique: Any = None, blank_index: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The loss of `ctc_loss` for labels that may be dense, and with the blank at any place: (batch,).

    Args:
        labels: integers (batch, labels), or a sparse tensor.
        logits: scores before the softmax (time, batch, classes).
        label_length: int (batch,), how many labels of each row count; None for sparse labels.
        logit_length: int (batch,), the number of time steps of each example.
        logits_time_major: False for logits (batch, time, classes).
        unique: accepted for TensorFlow's sake; it changes no value.
        blank_index: the class that stands for no label: 0 for dense labels; to be said for sparse ones. -1 is the last.

    Raises ValueError when ``blank_index`` is missing or is no class, or when ``label_length`` is missing.
    """
    scores = convert_to_tensor(logits)
    scores = scores if logits_time_major else transpose(scores, [1, 0, 2])
    if all(hasattr(labels, part) for part in ("indices", "values", "dense_shape")):
        if blank_index is None:
            raise InvalidValueError("Argument `blank_index` must be provided when labels is a SparseTensor.")
        indices, values = convert_to_tensor(labels.indices, int64), convert_to_tensor(labels.values, int32)
    elif label_length is None:
        raise InvalidValueError("tf.nn.ctc_loss_v2 needs label_length when the labels are dense.")
    else:
        indices, values = create_several(
            "LabelRows", convert_to_tensor(labels, int32), convert_to_tensor(label_length, int32)
        )
    scores, values = _blank_last(scores, values, blank_index or 0)
    return create(
        "CTCLoss", scores, indices, values, convert_to_tensor(logit_length, int32), name=name or "CTCLoss",
        collapse=False, ignore_longer=False,
    )  # fmt: skip


def _blank_last(scores: Tensor, values: Tensor, blank: int) -> tuple[Tensor, Tensor]:
    """The scores with the blank behind the other classes, and the labels by their new numbers."""
    count = scores.sizes[-1] if scores.sizes else None
    if count is None:
        raise InvalidValueError(f"The number of classes must be known while the graph is built: {scores!r}.")
    if not -count <= blank < count:
        raise InvalidValueError(f"blank_index must be one of {count} classes, but is {blank}.")
    blank %= count
    if blank == count - 1:
        return scores, values
    order = [*range(blank), *range(blank + 1, count), blank]
    return gather(scores, order, axis=2), where(values > blank, values - 1, values)


@tf_export("nn.collapse_repeated")
def collapse_repeated(
    labels: TensorLike, seq_length: TensorLike, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """One label in place of equal neighbours: labels (batch, longest), filled up with 0, and their numbers (batch,).

    ``labels`` are (batch, time), of which the first ``seq_length`` (batch,) of each row count.
    """
    found, counts = create_several(
        "CollapseRepeated", labels, seq_length, name=name or "collapse_repeated_labels"
    )
    return found, counts


def label_rows(labels: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The places of the labels that count, row by row, and the labels."""
    there = torch.arange(labels.shape[1], device=labels.device) < lengths.unsqueeze(1)
    return there.nonzero(), labels[there]


def collapsed(labels: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    kept = torch.arange(labels.shape[1], device=labels.device) < lengths.unsqueeze(1)
    kept[:, 1:] &= labels[:, 1:] != labels[:, :-1]
    counts = kept.sum(1)
    result = labels.new_zeros(len(labels), int(counts.max()) if len(counts) else 0)
    result[torch.arange(result.shape[1], device=labels.device) < counts.unsqueeze(1)] = labels[kept]
    return result, counts.to(lengths.dtype)


def _one_each(logits: Tensor, *_: Tensor, **__: Any) -> list[Any]:
    return [(logits.dtype, ((logits.sizes or (None, None))[1],))]


register(
    "CTCLoss", "logits indices values lengths", label_sequences_loss, BY_VJP, same="logits", takes="real float",
    shape=_one_each,
)  # fmt: skip
register(
    "LabelRows", "labels lengths", label_rows, NOT_DIFFERENTIABLE, takes="integer", several=True,
    shape=lambda labels, lengths: [(int64, (None, 2)), (labels.dtype, (None,))],
)  # fmt: skip
register(
    "CollapseRepeated", "labels lengths", collapsed, NOT_DIFFERENTIABLE, same="", several=True,
    shape=lambda labels, lengths: [
        (labels.dtype, ((labels.sizes or (None,))[0], None)),
        (lengths.dtype, ((labels.sizes or (None,))[0],)),
    ],
)  # fmt: skip
