"""Label sequences read from the scores of connectionist temporal classification (Graves et al., 2006)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import convert_to_tensor, create_several
from lessonlib.graph.dtypes import int32, int64
from lessonlib.graph.errors import InvalidArgumentError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.sparse.tensor import SparseTensor
from lessonlib.tf1.sparse.values import of_rows

Label = tuple[int, ...]
Ends = tuple[float, float]
_NOTHING = -np.inf


def best_of_each_step(
    scores: torch.Tensor, lengths: torch.Tensor, merge: bool, blank: int
) -> tuple[Any, ...]:
    """The likeliest class of each step, without blanks: one sequence a row, and minus the sum of its scores."""
    top, classes = scores.max(-1)
    inside = torch.arange(len(scores), device=scores.device).unsqueeze(1) < lengths
    blank %= scores.shape[-1]
    found = [
        tuple(k for k in _merged(column[:length], merge) if k != blank)
        for column, length in zip(classes.T.tolist(), lengths.tolist(), strict=True)
    ]
    return (*_sparse(found, scores.device), -(top * inside).sum(0).unsqueeze(1))


def best_prefixes(
    scores: torch.Tensor, lengths: torch.Tensor, width: int, paths: int, merge: bool
) -> tuple[Any, ...]:
    """The ``paths`` likeliest sequences of each row, best first, and the logarithms of their probabilities."""
    steps = torch.log_softmax(scores, -1).cpu().double().numpy()
    rows = [_search(steps[:length, row], width) for row, length in enumerate(lengths.tolist())]
    for row, beams in enumerate(rows):
        if len(beams) < paths:
            raise InvalidArgumentError(
                None, None, f"Less leaves in the beam search than requested: row {row} has {len(beams)} "
                f"sequences, but top_paths is {paths}.\n  Remedy: a smaller top_paths, or a larger beam_width.",
            )  # fmt: skip
    decoded = []
    for place in range(paths):
        decoded += _sparse([_merged(beams[place][0], merge) for beams in rows], scores.device)
    probabilities = [[score for _, score in beams[:paths]] for beams in rows]
    return (*decoded, scores.new_tensor(probabilities).reshape(-1, paths))


def _search(steps: np.ndarray[Any, Any], width: int) -> list[tuple[Label, float]]:
    """Prefix beam search: for each prefix, how likely it is with a blank at its end, and with a label there."""
    beams: dict[Label, Ends] = {(): (0.0, _NOTHING)}
    blank = steps.shape[1] - 1
    for step in steps:
        grown: defaultdict[Label, list[float]] = defaultdict(lambda: [_NOTHING, _NOTHING])
        for prefix, (with_blank, with_label) in beams.items():
            either = np.logaddexp(with_blank, with_label)
            stays = grown[prefix]
            stays[0] = np.logaddexp(stays[0], either + step[blank])
            if prefix:
                stays[1] = np.logaddexp(stays[1], with_label + step[prefix[-1]])
            for label in range(blank):
                longer = grown[(*prefix, label)]
                before = (
                    with_blank if prefix[-1:] == (label,) else either
                )  # equal labels need a blank between them
                longer[1] = np.logaddexp(longer[1], before + step[label])
        best = sorted(grown.items(), key=lambda item: -_either(item[1]))
        beams = {prefix: (ends[0], ends[1]) for prefix, ends in best[:width]}
    return [(prefix, _either(ends)) for prefix, ends in beams.items()]


def _either(ends: Sequence[float]) -> float:
    return float(np.logaddexp(ends[0], ends[1]))


def _merged(labels: Sequence[int], merge: bool) -> Label:
    return tuple(k for i, k in enumerate(labels) if not (merge and i and labels[i - 1] == k))


def _sparse(rows: Sequence[Label], device: torch.device) -> list[torch.Tensor]:
    """Indices, values and dense shape, int64."""
    indices, sizes = of_rows([len(labels) for labels in rows], device)
    values = [label for labels in rows for label in labels]
    return [indices, torch.tensor(values, dtype=torch.int64, device=device), sizes]


@tf_export("nn.ctc_greedy_decoder")
def ctc_greedy_decoder(
    inputs: TensorLike,
    sequence_length: TensorLike,
    merge_repeated: bool = True,
    blank_index: int | None = None,
) -> tuple[list[SparseTensor], Tensor]:
    """The likeliest class of each step, without blanks: ``([sequences], minus the sum of their scores (batch, 1))``.

    Args:
        inputs: scores before the softmax, float (time, batch, classes), the last class the blank.
        sequence_length: int32 (batch,), the number of time steps of each example.
        merge_repeated: make one label of equal classes in a row.
        blank_index: another class that is the blank; negative from the end.
    """
    blank = -1 if blank_index is None else int(blank_index)
    return _decoded("CTCGreedyDecoder", inputs, sequence_length, 1, merge=bool(merge_repeated), blank=blank)


@tf_export("nn.ctc_beam_search_decoder")
def ctc_beam_search_decoder(
    inputs: TensorLike, sequence_length: TensorLike, beam_width: int = 100, top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[SparseTensor], Tensor]:  # fmt: skip
    """The likeliest label sequences over all alignments, by a search that keeps ``beam_width`` prefixes.

    Returns:
        ``top_paths`` sparse int64 tensors (batch, longest), best first; and the logarithms of their probabilities,
        (batch, top_paths).

    Args:
        inputs: scores before the softmax, float (time, batch, classes), the last class the blank.
        sequence_length: int32 (batch,), the number of time steps of each example.
        beam_width: how many prefixes are kept at each step.
        top_paths: how many sequences to return.
        merge_repeated: make one label of equal ones in a row of a *result*, as TensorFlow 1 does: AAB becomes AB.

    Raises InvalidArgumentError when there are fewer sequences than ``top_paths``.
    """
    if top_paths > beam_width:
        raise InvalidArgumentError(
            None, None, f"Requested more paths ({top_paths}) than the beam width ({beam_width})."
        )
    return _decoded(
        "CTCBeamSearchDecoder", inputs, sequence_length, top_paths, merge=bool(merge_repeated), width=int(beam_width),
        paths=int(top_paths),
    )  # fmt: skip


@tf_export("nn.ctc_beam_search_decoder_v2")
def ctc_beam_search_decoder_v2(
    inputs: TensorLike, sequence_length: TensorLike, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[SparseTensor], Tensor]:
    """`ctc_beam_search_decoder` without merging."""
    return ctc_beam_search_decoder(inputs, sequence_length, beam_width, top_paths, merge_repeated=False)


def _decoded(
    type_: str, inputs: TensorLike, lengths: TensorLike, count: int, **attrs: Any
) -> tuple[list[SparseTensor], Tensor]:
    *parts, scores = create_several(
        type_, convert_to_tensor(inputs), convert_to_tensor(lengths, int32), name=type_, **attrs
    )
    return [SparseTensor(*parts[3 * i : 3 * i + 3]) for i in range(count)], scores


def _specs(inputs: Tensor, lengths: Tensor, paths: int = 1, **_: Any) -> list[Any]:
    batch = (inputs.sizes or (None, None))[1]
    return [*[(int64, (None, 2)), (int64, (None,)), (int64, (2,))] * paths, (inputs.dtype, (batch, paths))]


for _type, _kernel in (("CTCGreedyDecoder", best_of_each_step), ("CTCBeamSearchDecoder", best_prefixes)):
    register(
        _type,
        "inputs lengths",
        _kernel,
        NOT_DIFFERENTIABLE,
        same="",
        takes="real",
        several=True,
        shape=_specs,
    )
