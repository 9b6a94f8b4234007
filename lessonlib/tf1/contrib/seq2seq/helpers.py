"""What feeds a decoder: the right words while it trains, its own words when it is used.

A helper says what the first inputs are, draws a word (a *sample id*) from the scores of a step, and says the inputs of
the next step and which sequences are finished.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph.control import cond
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype, int32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import reshape, shape, transpose
from lessonlib.graph.ops.filling import fill, where, zeros_like
from lessonlib.graph.ops.logic import equal, greater, greater_equal, less
from lessonlib.graph.ops.lookup import embedding_lookup
from lessonlib.graph.ops.math import cast, minimum
from lessonlib.graph.ops.pieces import gather
from lessonlib.graph.ops.random import multinomial, random_uniform
from lessonlib.graph.ops.reduction import argmax, reduce_all
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import TensorLike

Started = tuple[Tensor, Any]  # (finished, first inputs)
Following = tuple[Tensor, Any, Any]  # (finished, next inputs, next state)


@tf_export("contrib.seq2seq.Helper")
class Helper:
    """What a decoder asks for: the base of all helpers, for helpers of your own."""

    @property
    def batch_size(self) -> Tensor:
        """The number of sequences: an int32 scalar."""
        raise NotImplementedError(f"{type(self).__name__} does not say its batch_size.")

    @property
    def sample_ids_shape(self) -> TensorShape:
        """The shape of one sample: a scalar, unless said."""
        return TensorShape([])

    @property
    def sample_ids_dtype(self) -> DType:
        return int32

    def initialize(self, name: str | None = None) -> Started:
        """(finished (batch,), inputs of the first step (batch, n))."""
        raise NotImplementedError(f"{type(self).__name__} does not define initialize(self, name=None).")

    def sample(self, time: Tensor, outputs: Tensor, state: Any, name: str | None = None) -> Tensor:
        """Sample ids (batch,) for scores (batch, words)."""
        raise NotImplementedError(
            f"{type(self).__name__} does not define sample(self, time, outputs, state)."
        )

    def next_inputs(
        self, time: Tensor, outputs: Tensor, state: Any, sample_ids: Tensor, name: str | None = None
    ) -> Following:
        """(finished, inputs of the next step, state)."""
        raise NotImplementedError(
            f"{type(self).__name__} does not define next_inputs(self, time, outputs, state, sample_ids)."
        )


@tf_export("contrib.seq2seq.CustomHelper")
class CustomHelper(Helper):
    """A helper of three functions, with the arguments of `Helper`'s methods."""

    def __init__(
        self, initialize_fn: Callable[[], Started], sample_fn: Callable[..., Tensor],
        next_inputs_fn: Callable[..., Following], sample_ids_shape: Any = None, sample_ids_dtype: Any = None,
    ) -> None:  # fmt: skip
        self._initialize, self._sample, self._next = initialize_fn, sample_fn, next_inputs_fn
        self._shape, self._dtype = TensorShape(sample_ids_shape or []), as_dtype(sample_ids_dtype or int32)
        self._batch: Tensor | None = None

    @property
    def batch_size(self) -> Tensor:
        if self._batch is None:
            raise InvalidValueError("batch_size accessed before initialize was called")
        return self._batch

    @property
    def sample_ids_shape(self) -> TensorShape:
        return self._shape

    @property
    def sample_ids_dtype(self) -> DType:
        return self._dtype

    def initialize(self, name: str | None = None) -> Started:
        finished, inputs = self._initialize()
        self._batch = shape(finished)[0]
        return finished, inputs

    def sample(self, time: Tensor, outputs: Tensor, state: Any, name: str | None = None) -> Tensor:
        return self._sample(time=time, outputs=outputs, state=state)

    def next_inputs(
        self, time: Tensor, outputs: Tensor, state: Any, sample_ids: Tensor, name: str | None = None
    ) -> Following:
        return self._next(time=time, outputs=outputs, state=state, sample_ids=sample_ids)


@tf_export("contrib.seq2seq.TrainingHelper")
class TrainingHelper(Helper):
    """Feeds the right inputs, whatever the decoder said (teacher forcing: Williams and Zipser, 1989).

    Args:
        inputs: (batch, time, n), or (time, batch, n) with ``time_major``.
        sequence_length: int32 (batch,).

    Raises ValueError when sequence_length is no vector.
    """

    def __init__(
        self,
        inputs: TensorLike,
        sequence_length: TensorLike,
        time_major: bool = False,
        name: str | None = None,
    ) -> None:
        given = convert_to_tensor(inputs)
        rank = given.shape.ndims or 3
        self._inputs = given if time_major else transpose(given, [1, 0, *range(2, rank)])
        self.inputs = given
        self.sequence_length = convert_to_tensor(sequence_length, int32)
        if self.sequence_length.shape.ndims not in (None, 1):
            raise InvalidValueError(
                "Expected sequence_length to be a vector, but received shape: "
                f"{self.sequence_length.shape}\n  Remedy: say a length for each sequence: tf.fill([batch], steps)."
            )
        self._nothing = zeros_like(self._inputs[0])

    @property
    def batch_size(self) -> Tensor:
        return shape(self.sequence_length)[0]

    def initialize(self, name: str | None = None) -> Started:
        finished = equal(0, self.sequence_length)
        return finished, self._at(convert_to_tensor(0), finished)

    def sample(self, time: Tensor, outputs: Tensor, state: Any, name: str | None = None) -> Tensor:
        return cast(argmax(outputs, -1), int32)

    def next_inputs(
        self, time: Tensor, outputs: Tensor, state: Any, sample_ids: Tensor, name: str | None = None
    ) -> Following:
        finished = greater_equal(time + 1, self.sequence_length)
        return finished, self._at(time + 1, finished), state

    def _at(self, time: Tensor, finished: Tensor) -> Tensor:
        """The inputs of a step; zeros when all sequences are finished."""
        inside = minimum(time, shape(self._inputs)[0] - 1)
        result: Tensor = cond(
            reduce_all(finished), lambda: self._nothing, lambda: gather(self._inputs, inside)
        )
        return result


@tf_export("contrib.seq2seq.ScheduledEmbeddingTrainingHelper")
class ScheduledEmbeddingTrainingHelper(TrainingHelper):
    """Feeds the right inputs, but with ``sampling_probability`` the decoder's own word (Bengio et al., 2015).

    ``embedding`` (words, n), or a function from ids to vectors, makes inputs of words. A step that feeds the right
    inputs has the sample id -1.
    """

    def __init__(
        self, inputs: TensorLike, sequence_length: TensorLike, embedding: Any, sampling_probability: TensorLike,
        time_major: bool = False, seed: int | None = None, scheduling_seed: int | None = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(inputs, sequence_length, time_major, name)
        self._embed = function_of(embedding)
        self._share = convert_to_tensor(sampling_probability)
        self._seed, self._scheduling_seed = seed, scheduling_seed
        if self._share.shape.ndims not in (0, 1):
            raise InvalidValueError(
                f"sampling_probability must be either a scalar or a vector. saw shape: {self._share.shape}"
            )

    def sample(self, time: Tensor, outputs: Tensor, state: Any, name: str | None = None) -> Tensor:
        own = less(random_uniform([self.batch_size], seed=self._scheduling_seed), self._share)
        return where(own, _drawn(outputs, self._seed), fill([self.batch_size], -1))

    def next_inputs(
        self, time: Tensor, outputs: Tensor, state: Any, sample_ids: Tensor, name: str | None = None
    ) -> Following:
        finished, right, state = super().next_inputs(time, outputs, state, sample_ids)
        own = greater(sample_ids, -1)
        words = self._embed(where(own, sample_ids, zeros_like(sample_ids)))
        return finished, where(own, words, right), state


@tf_export("contrib.seq2seq.GreedyEmbeddingHelper")
class GreedyEmbeddingHelper(Helper):
    """Feeds the vector of the word with the highest score back, until that word is ``end_token``.

    Args:
        embedding: (words, n), or a function from ids to vectors.
        start_tokens: int32 (batch,), the first words.
        end_token: int32 scalar.

    Raises ValueError for start_tokens that are no vector, or an end_token that is no scalar.
    """

    def __init__(self, embedding: Any, start_tokens: TensorLike, end_token: TensorLike) -> None:
        self._embed = function_of(embedding)
        self._start, self._end = tokens(start_tokens, end_token)
        self._first = self._embed(self._start)

    @property
    def batch_size(self) -> Tensor:
        return shape(self._start)[0]

    def initialize(self, name: str | None = None) -> Started:
        return fill(shape(self._start), False), self._first

    def sample(self, time: Tensor, outputs: Tensor, state: Any, name: str | None = None) -> Tensor:
        return cast(argmax(outputs, -1), int32)

    def next_inputs(
        self, time: Tensor, outputs: Tensor, state: Any, sample_ids: Tensor, name: str | None = None
    ) -> Following:
        finished = equal(sample_ids, self._end)
        inputs = cond(reduce_all(finished), lambda: self._first, lambda: self._embed(sample_ids))
        return finished, inputs, state


@tf_export("contrib.seq2seq.SampleEmbeddingHelper")
class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """As `GreedyEmbeddingHelper`, but words are drawn with the probabilities softmax(scores / softmax_temperature)."""

    def __init__(
        self, embedding: Any, start_tokens: TensorLike, end_token: TensorLike,
        softmax_temperature: TensorLike | None = None, seed: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(embedding, start_tokens, end_token)
        self._temperature, self._seed = softmax_temperature, seed

    def sample(self, time: Tensor, outputs: Tensor, state: Any, name: str | None = None) -> Tensor:
        return _drawn(outputs if self._temperature is None else outputs / self._temperature, self._seed)


@tf_export("contrib.seq2seq.InferenceHelper")
class InferenceHelper(Helper):
    """Feeds what ``sample_fn`` draws from the outputs back, for sequences of other things than words.

    Args:
        sample_fn: outputs -> samples (batch, ...).
        sample_shape, sample_dtype: of one sample.
        start_inputs: inputs of the first step.
        end_fn: samples -> bool (batch,), which sequences end with them.
        next_inputs_fn: samples -> inputs; the samples themselves when not said.
    """

    def __init__(
        self, sample_fn: Callable[[Tensor], Tensor], sample_shape: Any, sample_dtype: Any, start_inputs: TensorLike,
        end_fn: Callable[[Tensor], Tensor], next_inputs_fn: Callable[[Tensor], Any] | None = None,
    ) -> None:  # fmt: skip
        self._sample, self._ends, self._next = sample_fn, end_fn, next_inputs_fn
        self._shape, self._dtype = TensorShape(sample_shape), as_dtype(sample_dtype)
        self._start = convert_to_tensor(start_inputs)

    @property
    def batch_size(self) -> Tensor:
        return shape(self._start)[0]

    @property
    def sample_ids_shape(self) -> TensorShape:
        return self._shape

    @property
    def sample_ids_dtype(self) -> DType:
        return self._dtype

    def initialize(self, name: str | None = None) -> Started:
        return fill([self.batch_size], False), self._start

    def sample(self, time: Tensor, outputs: Tensor, state: Any, name: str | None = None) -> Tensor:
        return self._sample(outputs)

    def next_inputs(
        self, time: Tensor, outputs: Tensor, state: Any, sample_ids: Tensor, name: str | None = None
    ) -> Following:
        inputs = sample_ids if self._next is None else self._next(sample_ids)
        return self._ends(sample_ids), inputs, state


def _drawn(scores: Tensor, seed: int | None) -> Tensor:
    """A word for each row of scores (batch, words), with the probabilities of their softmax."""
    return reshape(cast(multinomial(scores, 1, seed=seed), int32), [-1])


def function_of(embedding: Any) -> Callable[[Tensor], Tensor]:
    """From ids to vectors: a function as it is, or the rows of (words, n)."""
    return embedding if callable(embedding) else lambda ids: embedding_lookup(embedding, ids)


def tokens(start_tokens: TensorLike, end_token: TensorLike) -> tuple[Tensor, Tensor]:
    """The first words (batch,) and the last one, int32. Raises ValueError where they are no vector and no scalar."""
    start, end = convert_to_tensor(start_tokens, int32), convert_to_tensor(end_token, int32)
    if start.shape.ndims not in (None, 1):
        raise InvalidValueError(f"start_tokens must be a vector, but its shape is {start.shape}.")
    if end.shape.ndims not in (None, 0):
        raise InvalidValueError(f"end_token must be a scalar, but its shape is {end.shape}.")
    return start, end
