"""tf.contrib.crf: conditional random fields over the tags of a sequence (Lafferty, McCallum and Pereira, 2001).

A tagging y of a sequence has the score  sum_t inputs[t, y_t] + sum_t transitions[y_t, y_t+1],  and a probability in
proportion to e to the power of it. Steps past a sequence's length count in none of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import bool_, float32, int32, int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape
from lessonlib.graph.ops.filling import fill, where
from lessonlib.graph.ops.math import add, cast, subtract
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.variables.shared import get_variable


def unary_score(scores: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """The sum of the scores of the tags: scores (batch, time, tags), tags (batch, time), lengths (batch,)."""
    chosen = scores.gather(2, tags.unsqueeze(2)).squeeze(2)
    return (chosen * _inside(tags, lengths)).sum(1)


def binary_score(transitions: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """The sum of the scores of the steps from tag to tag: transitions (tags, tags)."""
    return (transitions[tags[:, :-1], tags[:, 1:]] * _inside(tags, lengths)[:, 1:]).sum(1)


def log_normalizer(scores: torch.Tensor, transitions: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """log of the sum of e^score over all taggings, by the forward algorithm: (batch,)."""
    forward = scores[:, 0]
    for t in range(1, scores.shape[1]):
        following = torch.logsumexp(forward.unsqueeze(2) + transitions, 1) + scores[:, t]
        forward = torch.where((t < lengths).unsqueeze(1), following, forward)
    total = torch.logsumexp(forward, 1)
    return torch.where(lengths > 0, total, torch.zeros_like(total))


def best_tags(
    scores: torch.Tensor, transitions: torch.Tensor, lengths: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The tagging of the highest score (batch, time), 0 past a length, and this score (batch,): Viterbi, 1967."""
    best, steps = scores[:, 0], scores.shape[1]
    back = []  # back[t - 1][b, j]: the best tag before tag j at step t
    for t in range(1, steps):
        reached, before = (best.unsqueeze(2) + transitions).max(1)
        best = torch.where((t < lengths).unsqueeze(1), reached + scores[:, t], best)
        back.append(before)
    score, tag = best.max(1)
    path = torch.zeros(scores.shape[:2], dtype=torch.int64, device=scores.device)
    last = lengths.clamp(min=1) - 1
    for t in range(steps - 1, -1, -1):
        path[:, t] = torch.where(t <= last, tag, 0)
        if t:
            tag = torch.where(t <= last, back[t - 1].gather(1, tag.unsqueeze(1)).squeeze(1), tag)
    return path.to(torch.int32), score


def _inside(tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    return torch.arange(tags.shape[1], device=tags.device) < lengths.unsqueeze(1)


register("CrfUnary", "scores tags lengths", unary_score, BY_VJP, same="scores", takes="real float")
register(
    "CrfBinary", "transitions tags lengths", binary_score, BY_VJP, same="transitions", takes="real float"
)
register("CrfLogNorm", "scores transitions lengths", log_normalizer, BY_VJP, same="scores transitions",
         takes="real float", shape=lambda x, *_: [(x.dtype, (x.sizes or (None,))[:1])])  # fmt: skip
register("CrfDecode", "scores transitions lengths", best_tags, NOT_DIFFERENTIABLE, same="scores transitions",
         takes="real float", several=True,
         shape=lambda x, *_: [(int32, (x.sizes or (None, None))[:2]), (x.dtype, (x.sizes or (None,))[:1])])  # fmt: skip


@tf_export("contrib.crf.crf_unary_score")
def crf_unary_score(tag_indices: TensorLike, sequence_lengths: TensorLike, inputs: TensorLike) -> Tensor:
    """The sum of inputs[b, t, tag_indices[b, t]] over each sequence: (batch,). Shapes as in `crf_log_likelihood`."""
    return create("CrfUnary", _scores(inputs), _whole(tag_indices), _whole(sequence_lengths), name="unary")


@tf_export("contrib.crf.crf_binary_score")
def crf_binary_score(
    tag_indices: TensorLike, sequence_lengths: TensorLike, transition_params: TensorLike
) -> Tensor:
    """The sum of transition_params[tag, next tag] over each sequence: (batch,)."""
    return create(
        "CrfBinary", transition_params, _whole(tag_indices), _whole(sequence_lengths), name="binary"
    )


@tf_export("contrib.crf.crf_sequence_score")
def crf_sequence_score(
    inputs: TensorLike, tag_indices: TensorLike, sequence_lengths: TensorLike, transition_params: TensorLike
) -> Tensor:
    """The score of each sequence with its tags, unary and binary: (batch,)."""
    unary = crf_unary_score(tag_indices, sequence_lengths, inputs)
    return add(unary, crf_binary_score(tag_indices, sequence_lengths, transition_params))


@tf_export("contrib.crf.crf_multitag_sequence_score")
def crf_multitag_sequence_score(
    inputs: TensorLike, tag_bitmap: TensorLike, sequence_lengths: TensorLike, transition_params: TensorLike
) -> Tensor:
    """log of the sum of e^score over the taggings that ``tag_bitmap``, bool (batch, time, tags), allows: (batch,)."""
    scores = _scores(inputs)
    allowed = where(convert_to_tensor(tag_bitmap, bool_), scores, fill(shape(scores), -np.inf))
    return crf_log_norm(allowed, sequence_lengths, transition_params)


@tf_export("contrib.crf.crf_log_norm")
def crf_log_norm(inputs: TensorLike, sequence_lengths: TensorLike, transition_params: TensorLike) -> Tensor:
    """log of the sum of e^score over all taggings of each sequence: (batch,), 0 for one of length 0."""
    return create("CrfLogNorm", _scores(inputs), transition_params, _whole(sequence_lengths), name="log_norm")


@tf_export("contrib.crf.crf_log_likelihood")
def crf_log_likelihood(
    inputs: TensorLike, tag_indices: TensorLike, sequence_lengths: TensorLike,
    transition_params: TensorLike | None = None,
) -> tuple[Tensor, Tensor | Variable]:  # fmt: skip
    """log of the probability of each sequence's tags, and the transitions.

    Args:
        inputs: scores of the tags (batch, time, tags), such as a network's last layer gives them.
        tag_indices: the right tags, ints (batch, time).
        sequence_lengths: ints (batch,).
        transition_params: scores (tags, tags) of going from a tag (row) to the next one (column); a variable
            ``transitions`` when not given.

    Returns (batch,) and (tags, tags). Raises ValueError when the rank of inputs is not 3, or when a variable is to be
    made and the number of tags is unknown.
    """
    scores = _scores(inputs)
    transitions = transition_params
    if transitions is None:
        count = scores.sizes[2] if scores.sizes else None
        if count is None:
            raise InvalidValueError(
                f"crf_log_likelihood needs to know the number of tags, but {scores.name} has shape {scores.shape}.\n"
                "  Remedy: reshape it to [-1, steps, tags] with a number for tags, or give transition_params."
            )
        transitions = get_variable("transitions", [count, count], float32)
    score = crf_sequence_score(scores, tag_indices, sequence_lengths, transitions)
    return subtract(score, crf_log_norm(scores, sequence_lengths, transitions)), transitions  # type: ignore[return-value]


@tf_export("contrib.crf.crf_decode")
def crf_decode(
    potentials: TensorLike, transition_params: TensorLike, sequence_length: TensorLike
) -> tuple[Tensor, Tensor]:
    """The best tagging of each sequence, int32 (batch, time) and 0 past its length, and its score (batch,).

    The shapes of the arguments are those of `crf_log_likelihood`.
    """
    tags, score = create_several(
        "CrfDecode", _scores(potentials), transition_params, _whole(sequence_length), name="decode"
    )
    return tags, score


@tf_export("contrib.crf.viterbi_decode")
def viterbi_decode(
    score: npt.NDArray[np.floating], transition_params: npt.NDArray[np.floating]
) -> tuple[list[int], np.floating]:
    """The best tagging of one sequence, outside a graph: score (time, tags) and transition_params are NumPy arrays.

    Returns the tags, a list, and their score.
    """
    score, transitions = np.asarray(score), np.asarray(transition_params)
    if score.ndim != 2 or transitions.shape != (score.shape[1],) * 2:
        raise InvalidValueError(
            "viterbi_decode takes a score (time, tags) and transition_params (tags, tags), not arrays of shape "
            f"{score.shape} and {transitions.shape}.\n"
            "  Remedy: decode the sequences of a batch one by one, or take crf_decode."
        )
    tags, best = best_tags(
        torch.as_tensor(score)[None], torch.as_tensor(transitions), torch.tensor([len(score)])
    )
    return tags[0].tolist(), best.numpy()[0]


def _scores(inputs: TensorLike) -> Tensor:
    scores = convert_to_tensor(inputs)
    if scores.sizes is not None and len(scores.sizes) != 3:
        raise InvalidValueError(
            f"A conditional random field needs scores (batch, time, tags), but {scores.name} has shape {scores.shape}."
        )
    return scores


def _whole(value: TensorLike) -> Tensor:
    """Tags or lengths as int64, in which torch takes indices."""
    return cast(convert_to_tensor(value), int64)


__getattr__, __dir__ = namespace(globals())
