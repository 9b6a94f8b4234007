"""Beam search: keep the best few beginnings of each sequence, and go on with all of them.

Shapes below: B sequences, K beams each, V words. What a cell sees has its beams as rows: (B * K, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from lessonlib.graph.control import cond
from lessonlib.graph.create import constant, convert_to_tensor, create
from lessonlib.graph.dtypes import float32, int32, int64
from lessonlib.graph.errors import refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape, shape
from lessonlib.graph.ops.filling import fill, where, zeros
from lessonlib.graph.ops.logic import equal, logical_not, logical_or
from lessonlib.graph.ops.lookup import top_k
from lessonlib.graph.ops.math import cast, floordiv, floormod, pow_
from lessonlib.graph.ops.nn import log_softmax
from lessonlib.graph.ops.onehot import one_hot
from lessonlib.graph.ops.pieces import concat, gather
from lessonlib.graph.ops.reduction import reduce_all, reduce_max
from lessonlib.graph.ops.sequence import range_
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.contrib.seq2seq.decoder import Decoder, Step, check_layer
from lessonlib.tf1.contrib.seq2seq.helpers import function_of, tokens
from lessonlib.tf1.rnn.state import map_rows
from lessonlib.tf1.rnn.wrappers import check_cell


class BeamSearchDecoderOutput(NamedTuple):
    """What a step found, (B, K) each: the scores, the words, and the beams that they go on from."""

    scores: Any
    predicted_ids: Any
    parent_ids: Any


class BeamSearchDecoderState(NamedTuple):
    """cell_state: (B * K, ...); log_probs, finished and lengths: (B, K). The end token counts in a length."""

    cell_state: Any
    log_probs: Any
    finished: Any
    lengths: Any
    accumulated_attention_probs: Any


class FinalBeamSearchDecoderOutput(NamedTuple):
    """predicted_ids: the sentences (B, time, K), the best one first; and what the steps found."""

    predicted_ids: Any
    beam_search_decoder_output: Any


for _type in (BeamSearchDecoderOutput, BeamSearchDecoderState, FinalBeamSearchDecoderOutput):
    tf_export(f"contrib.seq2seq.{_type.__name__}")(_type)


def trace_back(
    words: torch.Tensor, parents: torch.Tensor, lengths: torch.Tensor, end: torch.Tensor
) -> torch.Tensor:
    """Sentences (time, B, K) from the words and parents of all steps; ``end`` fills up what is past an end."""
    steps = len(words)
    result = torch.full_like(words, int(end))
    last = lengths.clamp(max=steps).to(torch.int64).unsqueeze(1)  # (B, 1)
    beam = torch.arange(words.shape[2], device=words.device).expand(words.shape[1:])
    for t in range(steps - 1, -1, -1):
        inside = (t < last).expand_as(beam)
        result[t] = torch.where(inside, words[t].gather(1, beam), result[t])
        beam = torch.where(inside, parents[t].to(torch.int64).gather(1, beam), beam)
    ended = torch.cumsum((result == end).to(torch.int64), 0) > 0
    return torch.where(ended, end.to(result.dtype), result)


register(
    "GatherTree", "step_ids parent_ids max_sequence_lengths end_token", trace_back, NOT_DIFFERENTIABLE,
    same="step_ids parent_ids", shape=lambda x, *_: [(x.dtype, x.sizes)],
)  # fmt: skip


@tf_export("contrib.seq2seq.gather_tree")
def gather_tree(
    step_ids: TensorLike, parent_ids: TensorLike, max_sequence_lengths: TensorLike, end_token: TensorLike,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The sentences of a beam search, int32 (time, B, K).

    Args:
        step_ids: the words of the steps (time, B, K).
        parent_ids: the beam of the step before that each one goes on from (time, B, K).
        max_sequence_lengths: int32 (B,).
        end_token: the word for what is past a length, and past the first end_token of a sentence.
    """
    words, parents = convert_to_tensor(step_ids, int32), convert_to_tensor(parent_ids, int32)
    lengths = cast(convert_to_tensor(max_sequence_lengths), int32)
    return create("GatherTree", words, parents, lengths, convert_to_tensor(end_token, int32), name=name)


@tf_export("contrib.seq2seq.BeamSearchDecoder")
class BeamSearchDecoder(Decoder):
    """A decoder that keeps the ``beam_width`` sentences of the highest score.

    The score of a sentence is log p / ((5 + length) / 6) ** length_penalty_weight (Wu et al., 2016). As in TensorFlow,
    the end token does not count in the length at the step that finds it, and counts afterwards.

    Args:
        cell: the RNNCell.
        embedding: (V, n), or a function from ids to vectors.
        start_tokens: int32 (B,), the first words.
        end_token: int32 scalar.
        initial_state: of B * beam_width rows: ``tile_batch(encoder_state, beam_width)``.
        beam_width: K.
        output_layer: a layer from the cell's output to V scores; none when not said.
        length_penalty_weight: 0.0 for none.
        coverage_penalty_weight: only 0.0.
        reorder_tensor_arrays: must be False where the state holds TensorArrays: they stay in the order of the steps.

    Raises TypeError when cell is no RNNCell or output_layer no layer, ValueError for start_tokens that are no vector
    and an end_token that is no scalar, NotImplementedError for a coverage penalty or arrays to be put in order.
    """

    def __init__(
        self, cell: Any, embedding: Any, start_tokens: TensorLike, end_token: TensorLike, initial_state: Any,
        beam_width: int, output_layer: Any = None, length_penalty_weight: float = 0.0,
        coverage_penalty_weight: float = 0.0, reorder_tensor_arrays: bool = True,
    ) -> None:  # fmt: skip
        check_cell(cell)
        check_layer(output_layer)
        if coverage_penalty_weight:
            refuse("BeamSearchDecoder", "leave it out.", coverage_penalty_weight=coverage_penalty_weight)
        self._cell, self._layer, self._k, self._weight = cell, output_layer, beam_width, length_penalty_weight
        self._start, self._end = tokens(start_tokens, end_token)
        if reorder_tensor_arrays and _holds_arrays(initial_state):
            refuse(
                "BeamSearchDecoder", "pass reorder_tensor_arrays=False, or alignment_history=False to the cell.",
                reorder_tensor_arrays=True,
            )  # fmt: skip
        self._first_state = initial_state
        self._embed = function_of(embedding)
        beams = concat([expand_dims(self._start, 1)] * beam_width, 1)
        self._first_inputs = self._flat(self._embed(beams))

    @property
    def batch_size(self) -> Tensor:
        return shape(self._start)[0]

    @property
    def tracks_own_finished(self) -> bool:
        return True  # a beam that is not finished may take the place of one that is

    @property
    def output_size(self) -> BeamSearchDecoderOutput:
        width = TensorShape([self._k])
        return BeamSearchDecoderOutput(width, width, width)

    @property
    def output_dtype(self) -> BeamSearchDecoderOutput:
        return BeamSearchDecoderOutput(float32, int32, int32)

    def initialize(self, name: str | None = None) -> tuple[Tensor, Any, Any]:
        # At first all beams are the same: all but one are impossible, and finished.
        first = fill([self.batch_size], 0)
        log_probs = one_hot(first, self._k, on_value=0.0, off_value=-np.inf, dtype=float32)
        finished = equal(one_hot(first, self._k, dtype=int32), 0)
        state = BeamSearchDecoderState(
            self._first_state, log_probs, finished, zeros([self.batch_size, self._k], int64), ()
        )
        return finished, self._first_inputs, state

    def step(self, time: Tensor, inputs: Any, state: Any, name: str | None = None) -> Step:
        outputs, cell_state = self._cell(inputs, state.cell_state)
        scores = outputs if self._layer is None else self._layer(outputs)
        words = scores.sizes[-1] if scores.sizes and scores.sizes[-1] is not None else shape(scores)[-1]
        found, following, beams = self._best(reshape(scores, [self.batch_size, self._k, words]), words, state)
        rows = reshape(beams + expand_dims(range_(self.batch_size) * self._k, 1), [-1])
        following = following._replace(cell_state=map_rows(_chosen(rows), cell_state))
        next_inputs = cond(
            reduce_all(following.finished),
            lambda: self._first_inputs,
            lambda: self._flat(self._embed(found.predicted_ids)),
        )
        return found, following, next_inputs, following.finished

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Tensor) -> tuple[Any, Any]:
        longest = cast(reduce_max(final_state.lengths, axis=1), int32)
        ids = gather_tree(outputs.predicted_ids, outputs.parent_ids, longest, self._end)
        return FinalBeamSearchDecoderOutput(ids, outputs), final_state

    def _best(self, scores: Tensor, words: Any, state: Any) -> tuple[Any, Any, Tensor]:
        """What is found among scores (B, K, V), the state but for the cell's, and the beams (B, K) it goes on from."""
        at_end = one_hot(self._end, words, on_value=0.0, off_value=float(np.finfo(np.float32).min))  # (V,)
        ended = reshape(state.finished, [-1])
        flat = reshape(log_softmax(scores), [-1, words])
        flat = where(ended, flat * 0.0 + at_end, flat)  # a finished beam goes on with its end, at no cost
        total = expand_dims(state.log_probs, 2) + reshape(flat, [-1, self._k, words])
        more = one_hot(self._end, words, on_value=0, off_value=1, dtype=int64)
        alive = cast(logical_not(state.finished), int64)
        lengths = expand_dims(state.lengths, 2) + expand_dims(alive, 2) * more
        ranked = total / self._penalty(lengths) if self._weight else total
        best, places = top_k(reshape(ranked, [-1, self._k * words]), self._k)
        beams, ids = floordiv(places, words), floormod(places, words)
        offset = expand_dims(range_(self.batch_size), 1)
        chosen = offset * self._k + beams  # of (B * K,)
        finished = gather(ended, chosen)
        total_of = gather(reshape(total, [-1]), offset * (self._k * words) + places)
        grown = gather(reshape(state.lengths, [-1]), chosen) + cast(logical_not(finished), int64)
        following = state._replace(
            log_probs=total_of, lengths=grown, finished=logical_or(finished, equal(ids, self._end))
        )
        return BeamSearchDecoderOutput(best, ids, beams), following, beams

    def _penalty(self, lengths: Tensor) -> Tensor:
        return pow_((cast(lengths, float32) + 5.0) / 6.0, constant(float(self._weight)))

    def _flat(self, vectors: Tensor) -> Tensor:
        """(B, K, n) as the rows that the cell sees."""
        width = vectors.sizes[-1] if vectors.sizes else None
        return reshape(vectors, [-1, width if width is not None else shape(vectors)[-1]])


def _holds_arrays(state: Any) -> bool:
    if isinstance(state, (list, tuple)):
        return any(_holds_arrays(part) for part in state)
    return hasattr(state, "components")


def _chosen(rows: Tensor) -> Callable[[Tensor], Tensor]:
    """The rows of a tensor, of its own static shape."""

    def choose(tensor: Tensor) -> Tensor:
        kept = gather(tensor, rows)
        kept.set_shape(tensor.shape)
        return kept

    return choose
