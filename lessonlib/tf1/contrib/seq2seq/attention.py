"""Attention: which steps of a memory, such as an encoder's outputs, matter for a query.

A mechanism gives each step of the memory a score; the softmax of the scores are the *alignments*, and the sum of the
memory weighted by them is the *context*.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.graph import nest
from lessonlib.graph.create import constant, convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, reshape, shape, squeeze
from lessonlib.graph.ops.filling import where, zeros, zeros_like
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import cast, multiply, rsqrt, square
from lessonlib.graph.ops.nn import softmax, tanh
from lessonlib.graph.ops.onehot import one_hot
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.reduction import argmax, reduce_sum
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.array.broadcasting import sequence_mask
from lessonlib.tf1.layers.core import Dense
from lessonlib.tf1.variables.initializers import constant_initializer, zeros_initializer
from lessonlib.tf1.variables.scope import variable_scope
from lessonlib.tf1.variables.shared import get_variable

Probability = Callable[[Tensor], Tensor] | None


@tf_export("contrib.seq2seq.AttentionMechanism")
class AttentionMechanism:
    """Keys and values made of a memory, and alignments for a query: the base of the mechanisms."""

    _scope = "attention"

    def __init__(
        self, query_layer: Dense | None, memory: TensorLike, memory_sequence_length: TensorLike | None,
        memory_layer: Dense, probability_fn: Probability, score_mask_value: Any, dtype: DTypeLike | None,
    ) -> None:  # fmt: skip
        states = convert_to_tensor(memory)
        if states.shape.ndims not in (None, 3):
            raise InvalidValueError(
                f"memory must have the shape (batch, time, depth), but it is {states.shape}.\n"
                "  Remedy: give the outputs of tf.nn.dynamic_rnn, not the last state."
            )
        self.dtype: DType = as_dtype(dtype) if dtype is not None else states.dtype
        self._lengths = None if memory_sequence_length is None else convert_to_tensor(memory_sequence_length)
        self._low = -np.inf if score_mask_value is None else score_mask_value
        self._probability = probability_fn or softmax
        self.query_layer, self.memory_layer = query_layer, memory_layer
        self.values = states if self._lengths is None else _inside(states, self._lengths)
        self.keys: Tensor = memory_layer(self.values)

    @property
    def batch_size(self) -> Tensor:
        return shape(self.keys)[0]

    @property
    def alignments_size(self) -> Any:
        """The number of steps of the memory: an int where it is known, else a scalar tensor."""
        known = self.keys.sizes[1] if self.keys.sizes else None
        return known if known is not None else shape(self.keys)[1]

    @property
    def state_size(self) -> Any:
        return self.alignments_size

    def initial_alignments(self, batch_size: TensorLike, dtype: DTypeLike) -> Tensor:
        """Zeros (batch, memory time): at first nothing is looked at."""
        return zeros([batch_size, self.alignments_size], dtype)

    def initial_state(self, batch_size: TensorLike, dtype: DTypeLike) -> Tensor:
        return self.initial_alignments(batch_size, dtype)

    def __call__(self, query: TensorLike, state: Any) -> tuple[Tensor, Tensor]:
        """(alignments (batch, memory time), next state, which is the same) for a query (batch, depth)."""
        with variable_scope(None, default_name=self._scope):
            scores = self._score(convert_to_tensor(query))
        if self._lengths is not None:
            low = zeros_like(scores) + constant(self._low, scores.dtype)
            scores = where(sequence_mask(self._lengths, shape(scores)[1]), scores, low)
        alignments = self._probability(scores)
        return alignments, alignments

    def _score(self, query: Tensor) -> Tensor:
        raise NotImplementedError


@tf_export("contrib.seq2seq.LuongAttention")
class LuongAttention(AttentionMechanism):
    """score = query . key (Luong, Pham and Manning, 2015), times a trained number ``attention_g`` with ``scale``.

    Args:
        num_units: the width of the keys, which the query must have, too.
        memory: (batch, memory time, depth).
        memory_sequence_length: int32 (batch,); steps past a length get the probability 0.
        scale: whether to multiply with attention_g.
        probability_fn: from scores to alignments; softmax when not said.
        score_mask_value: the score of steps past a length; minus infinity when not said.
        dtype: of the layer's kernel; the memory's when not said.
    """

    _scope = "luong_attention"

    def __init__(
        self, num_units: int, memory: TensorLike, memory_sequence_length: TensorLike | None = None,
        scale: bool = False, probability_fn: Probability = None, score_mask_value: Any = None,
        dtype: DTypeLike | None = None, name: str = "LuongAttention",
    ) -> None:  # fmt: skip
        layer = Dense(num_units, name="memory_layer", use_bias=False, dtype=dtype or float32)
        super().__init__(None, memory, memory_sequence_length, layer, probability_fn, score_mask_value, dtype)
        self._units, self._scale, self.name = num_units, scale, name

    def _score(self, query: Tensor) -> Tensor:
        depth = query.sizes[-1] if query.sizes else None
        if depth is not None and depth != self._units:
            raise InvalidValueError(
                f"Incompatible inner dimensions between query and keys. Query ({query.name}) has {depth} units, the "
                f"keys {self._units}.\n  Remedy: num_units of LuongAttention must be the cell's, {depth}."
            )
        scores = squeeze(matmul(expand_dims(query, 1), self.keys, transpose_b=True), [1])
        if not self._scale:
            return scores
        return get_variable("attention_g", [], query.dtype, constant_initializer(1.0)) * scores


@tf_export("contrib.seq2seq.BahdanauAttention")
class BahdanauAttention(AttentionMechanism):
    """score = v . tanh(W query + U memory) (Bahdanau, Cho and Bengio, 2015).

    With ``normalize``, v is g v / |v| and a bias b is added (Salimans and Kingma, 2016), g starting at
    sqrt(1 / num_units). The other arguments are those of `LuongAttention`.
    """

    _scope = "bahdanau_attention"

    def __init__(
        self, num_units: int, memory: TensorLike, memory_sequence_length: TensorLike | None = None,
        normalize: bool = False, probability_fn: Probability = None, score_mask_value: Any = None,
        dtype: DTypeLike | None = None, name: str = "BahdanauAttention",
    ) -> None:  # fmt: skip
        query, layer = (
            Dense(num_units, name=which, use_bias=False, dtype=dtype or float32)
            for which in ("query_layer", "memory_layer")
        )
        super().__init__(
            query, memory, memory_sequence_length, layer, probability_fn, score_mask_value, dtype
        )
        self._units, self._normalize, self.name = num_units, normalize, name

    def _score(self, query: Tensor) -> Tensor:
        assert self.query_layer is not None
        sought = expand_dims(self.query_layer(query), 1)
        v: Any = get_variable("attention_v", [self._units], query.dtype)
        if not self._normalize:
            return reduce_sum(v * tanh(self.keys + sought), [2])
        start = constant_initializer(math.sqrt(1.0 / self._units))
        g = get_variable("attention_g", [], query.dtype, start)
        b = get_variable("attention_b", [self._units], query.dtype, zeros_initializer())
        unit = g * v * rsqrt(reduce_sum(square(v)))
        return reduce_sum(unit * tanh(self.keys + sought + b), [2])


@tf_export("contrib.seq2seq.hardmax")
def hardmax(logits: TensorLike, name: str | None = None) -> Tensor:
    """1 at the place of the largest of the last axis (the first of them), 0 elsewhere."""
    scores = convert_to_tensor(logits)
    return one_hot(argmax(scores, -1), shape(scores)[-1], dtype=scores.dtype)


@tf_export("contrib.seq2seq.tile_batch")
def tile_batch(t: Any, multiplier: int, name: str | None = None) -> Any:
    """Each row ``multiplier`` times, one copy below the other: (batch, ...) -> (batch * multiplier, ...).

    ``t`` may be nested, as the state of an encoder that a beam search starts from.
    """
    return nest.pack_like(t, [_repeated(convert_to_tensor(leaf), multiplier) for leaf in nest.flatten(t)])


def _repeated(rows: Tensor, times: int) -> Tensor:
    if rows.shape.ndims == 0:
        raise InvalidValueError(f"{rows.name} has no rows to repeat: it is a scalar.")
    copies = concat([expand_dims(rows, 1)] * times, 1)
    result = reshape(copies, concat([[-1], shape(rows)[1:]], 0))
    if rows.sizes is not None:
        known = rows.sizes[0]
        result.set_shape((None if known is None else known * times, *rows.sizes[1:]))
    return result


def _inside(states: Tensor, lengths: Tensor) -> Tensor:
    """The memory (batch, time, depth), with zeros past the lengths."""
    mask = sequence_mask(lengths, shape(states)[1])
    return multiply(states, cast(expand_dims(mask, 2), states.dtype))
