"""Decoders, which write a sequence step by step, and `dynamic_decode`, the loop that runs one."""

from __future__ import annotations

from typing import Any, NamedTuple

from lessonlib.graph import nest
from lessonlib.graph.control import while_loop
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape, transpose
from lessonlib.graph.ops.filling import fill, where, zeros_like
from lessonlib.graph.ops.logic import less, logical_not, logical_or
from lessonlib.graph.ops.reduction import reduce_all
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.contrib.seq2seq.helpers import Helper
from lessonlib.tf1.functional.tensor_array import TensorArray
from lessonlib.tf1.rnn.state import leaf_shape, map_rows, zeros_of
from lessonlib.tf1.rnn.wrappers import check_cell
from lessonlib.tf1.variables.scope import variable_scope

Step = tuple[Any, Any, Any, Tensor]  # (outputs, next state, next inputs, finished)


@tf_export("contrib.seq2seq.Decoder")
class Decoder:
    """What `dynamic_decode` asks for: the base of all decoders, for decoders of your own."""

    @property
    def batch_size(self) -> Tensor:
        """The number of sequences: an int32 scalar."""
        raise NotImplementedError(f"{type(self).__name__} does not say its batch_size.")

    @property
    def output_size(self) -> Any:
        """The shape of what a step gives for one sequence: numbers or shapes, nested as the outputs are."""
        raise NotImplementedError(f"{type(self).__name__} does not say its output_size.")

    @property
    def output_dtype(self) -> Any:
        """Their dtypes, nested like `output_size`."""
        raise NotImplementedError(f"{type(self).__name__} does not say its output_dtype.")

    @property
    def tracks_own_finished(self) -> bool:
        """Whether ``finished`` of a step may be False again for a sequence that was finished."""
        return False

    def initialize(self, name: str | None = None) -> tuple[Tensor, Any, Any]:
        """(finished (batch,), first inputs, first state)."""
        raise NotImplementedError(f"{type(self).__name__} does not define initialize(self, name=None).")

    def step(self, time: Tensor, inputs: Any, state: Any, name: str | None = None) -> Step:
        """(outputs, next state, next inputs, finished)."""
        raise NotImplementedError(f"{type(self).__name__} does not define step(self, time, inputs, state).")

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Tensor) -> tuple[Any, Any]:
        """(outputs, state) after the last step, for outputs (time, batch, ...)."""
        return outputs, final_state


class BasicDecoderOutput(NamedTuple):
    """The scores of a step, (batch, words), and the words that the helper took, (batch,)."""

    rnn_output: Any
    sample_id: Any


tf_export("contrib.seq2seq.BasicDecoderOutput")(BasicDecoderOutput)


@tf_export("contrib.seq2seq.BasicDecoder")
class BasicDecoder(Decoder):
    """A cell, a helper that feeds it, and a layer from its outputs to scores.

    Args:
        cell: the RNNCell.
        helper: the `Helper`.
        initial_state: the state before the first step, such as an encoder's last one.
        output_layer: a `tf.layers.Layer` upon the cell's output; none when not said.

    Raises TypeError when cell is no RNNCell, helper no Helper, or output_layer no layer.
    """

    def __init__(self, cell: Any, helper: Helper, initial_state: Any, output_layer: Any = None) -> None:
        check_cell(cell)
        if not isinstance(helper, Helper):
            raise InvalidTypeError(f"helper must be a Helper, received: {type(helper).__name__}")
        check_layer(output_layer)
        self._cell, self._helper, self._start, self._layer = cell, helper, initial_state, output_layer

    @property
    def batch_size(self) -> Tensor:
        return self._helper.batch_size

    @property
    def output_size(self) -> BasicDecoderOutput:
        return BasicDecoderOutput(self._width(), self._helper.sample_ids_shape)

    @property
    def output_dtype(self) -> BasicDecoderOutput:
        kind = convert_to_tensor(nest.flatten(self._start)[0]).dtype
        return BasicDecoderOutput(kind, self._helper.sample_ids_dtype)

    def initialize(self, name: str | None = None) -> tuple[Tensor, Any, Any]:
        return (*self._helper.initialize(), self._start)

    def step(self, time: Tensor, inputs: Any, state: Any, name: str | None = None) -> Step:
        outputs, following = self._cell(inputs, state)
        if self._layer is not None:
            outputs = self._layer(outputs)
        words = self._helper.sample(time=time, outputs=outputs, state=following)
        finished, next_inputs, next_state = self._helper.next_inputs(
            time=time, outputs=outputs, state=following, sample_ids=words
        )
        return BasicDecoderOutput(outputs, words), next_state, next_inputs, finished

    def _width(self) -> Any:
        size = self._cell.output_size
        if self._layer is None:
            return size
        return TensorShape(self._layer.compute_output_shape([None, *TensorShape([size]).as_list()])[1:])


@tf_export("contrib.seq2seq.dynamic_decode")
def dynamic_decode(
    decoder: Decoder, output_time_major: bool = False, impute_finished: bool = False,
    maximum_iterations: TensorLike | None = None, parallel_iterations: int = 32, swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Tensor]:  # fmt: skip
    """Run a decoder until all sequences are finished.

    Args:
        decoder: the `Decoder`.
        output_time_major: give outputs (time, batch, ...) instead of (batch, time, ...).
        impute_finished: zeros for outputs past a sequence's end, and its state stays as it was.
        maximum_iterations: an int32 scalar, the largest number of steps.
        parallel_iterations, swap_memory: accepted for TensorFlow's sake; they change no value.

    Returns the outputs of all steps, the last state, and the lengths (batch,) of the sequences.
    Raises TypeError when decoder is no Decoder.
    """
    if not isinstance(decoder, Decoder):
        raise InvalidTypeError(f"Expected decoder to be type Decoder, but saw: {type(decoder).__name__}")
    with variable_scope(scope or "decoder"):
        limit = None if maximum_iterations is None else convert_to_tensor(maximum_iterations, int32)
        finished, inputs, state = decoder.initialize()
        finished = convert_to_tensor(finished)
        if limit is not None:
            finished = logical_or(finished, less(limit, 1))
        sizes, kinds = nest.flatten(decoder.output_size), nest.flatten(decoder.output_dtype)
        batch = finished.sizes[0] if finished.sizes else None
        arrays = [
            TensorArray(kind, 0, dynamic_size=True, element_shape=leaf_shape(size, batch))
            for size, kind in zip(sizes, kinds, strict=True)
        ]
        blanks = [zeros_of(size, decoder.batch_size, kind) for size, kind in zip(sizes, kinds, strict=True)]

        def body(
            time: Tensor, arrays: Any, state: Any, inputs: Any, finished: Tensor, lengths: Tensor
        ) -> Any:
            outputs, following, next_inputs, now = decoder.step(time, inputs, state)
            ended = now if decoder.tracks_own_finished else logical_or(now, finished)
            if limit is not None:
                ended = logical_or(ended, less(limit, time + 2))
            running = fill(shape(lengths), time + 1)
            lengths = where(logical_not(finished), running, lengths)
            leaves = nest.flatten(outputs)
            if impute_finished:
                leaves = [where(finished, blank, leaf) for blank, leaf in zip(blanks, leaves, strict=True)]
                following = map_rows(lambda old, new: where(finished, old, new), state, following)
            written = [array.write(time, leaf) for array, leaf in zip(arrays, leaves, strict=True)]
            return time + 1, written, following, next_inputs, ended, lengths

        variables = (convert_to_tensor(0), arrays, state, inputs, finished, zeros_like(finished, int32))
        last = while_loop(lambda *values: logical_not(reduce_all(values[4])), body, variables)
        outputs = nest.pack_like(decoder.output_size, [array.stack() for array in last[1]])
        outputs, final = decoder.finalize(outputs, last[2], last[5])
        if not output_time_major:
            leaves = [_batch_first(leaf) for leaf in nest.flatten(outputs)]
            outputs = nest.pack_like(outputs, leaves)
        return outputs, final, last[5]


def check_layer(output_layer: Any) -> None:
    """Raises TypeError for what is neither None nor a layer."""
    if output_layer is not None and not hasattr(output_layer, "compute_output_shape"):
        raise InvalidTypeError(
            f"output_layer must be a Layer, received: {type(output_layer).__name__}\n"
            "  Remedy: tf.layers.Dense(words), the class; tf.layers.dense is a function."
        )


def _batch_first(tensor: Tensor) -> Tensor:
    rank = tensor.shape.ndims
    return tensor if rank is None or rank < 2 else transpose(tensor, [1, 0, *range(2, rank)])
