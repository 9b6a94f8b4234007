"""A cell that looks at a memory: what it found at the last step is joined to its next inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from lessonlib.graph import nest
from lessonlib.graph.create import constant, convert_to_tensor
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, identity, squeeze
from lessonlib.graph.ops.filling import zeros
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.shapes import TensorShape, compatible
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.contrib.seq2seq.attention import AttentionMechanism
from lessonlib.tf1.functional.tensor_array import TensorArray
from lessonlib.tf1.layers.core import Dense
from lessonlib.tf1.rnn.cell import RNNCell
from lessonlib.tf1.rnn.wrappers import check_cell


class AttentionWrapperState(NamedTuple):
    """What an `AttentionWrapper` hands on from step to step.

    cell_state: that of the cell; attention: (batch, size), what was found; time: int32 scalar; alignments: (batch,
    memory time), or a tuple of them; alignment_history: TensorArrays of all alignments, or (); attention_state: that
    of the mechanisms.
    """

    cell_state: Any
    attention: Any
    time: Any
    alignments: Any
    alignment_history: Any
    attention_state: Any

    def clone(self, **kwargs: Any) -> AttentionWrapperState:
        """A state like this one with other parts: ``clone(cell_state=encoder_state)``.

        Raises ValueError when a new part has another nesting or another shape than the old one.
        """
        for name, new in kwargs.items():
            old = getattr(self, name)
            if not nest.same_nesting(old, new):
                raise InvalidValueError(f"{name} must be nested like {old!r}, but it is {new!r}.")
            for was, now in zip(nest.flatten(old), nest.flatten(new), strict=True):
                known, sizes = (convert_to_tensor(value).sizes for value in (was, now))
                if not compatible(known, sizes):
                    raise InvalidValueError(
                        f"The {name} of the wrapper's state has shape {TensorShape(known)}, the new one "
                        f"{TensorShape(sizes)}.\n  Remedy: the encoder and the decoder need cells of one size."
                    )
        return self._replace(**kwargs)


tf_export("contrib.seq2seq.AttentionWrapperState")(AttentionWrapperState)


@tf_export("contrib.seq2seq.AttentionWrapper")
class AttentionWrapper(RNNCell):
    """A cell with attention.

    A step runs the cell on [inputs, attention of the last step], asks the mechanism with the cell's output, and makes
    the new attention of the context (and, with a layer, of the cell's output).

    Args:
        cell: the RNNCell.
        attention_mechanism: an `AttentionMechanism`, or a list of them.
        attention_layer_size: the width of the attention, made of [output, context] by a layer without a bias; without
            it the attention is the context. One for each mechanism.
        alignment_history: keep all alignments, in a TensorArray (time, batch, memory time) of the last state.
        cell_input_fn: from (inputs, attention) to the cell's inputs; they are joined when not said.
        output_attention: give the attention as the output (Luong); False gives the cell's output (Bahdanau).
        initial_cell_state: the cell's state in `zero_state`.
        name: of the variable scope.
        attention_layer: layers in place of attention_layer_size.

    Raises TypeError for what is no cell, no mechanism or no function, ValueError when the numbers of mechanisms and of
    sizes differ, or both sizes and layers are given.
    """

    def __init__(
        self, cell: Any, attention_mechanism: Any, attention_layer_size: Any = None, alignment_history: bool = False,
        cell_input_fn: Callable[[Tensor, Tensor], Tensor] | None = None, output_attention: bool = True,
        initial_cell_state: Any = None, name: str | None = None, attention_layer: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(name=name)
        check_cell(cell)
        self._is_multi = isinstance(attention_mechanism, (list, tuple))
        given = attention_mechanism if self._is_multi else [attention_mechanism]
        self._mechanisms: list[AttentionMechanism] = list(given)
        for mechanism in self._mechanisms:
            if not isinstance(mechanism, AttentionMechanism):
                raise InvalidTypeError(
                    f"attention_mechanism must be an AttentionMechanism, saw type: {type(mechanism).__name__}"
                )
        if cell_input_fn is not None and not callable(cell_input_fn):
            raise InvalidTypeError(
                f"cell_input_fn must be callable, saw type: {type(cell_input_fn).__name__}"
            )
        self._cell, self._history, self._output_attention = cell, alignment_history, output_attention
        self._join = cell_input_fn or (lambda inputs, attention: concat([inputs, attention], -1))
        self._initial, self._layers = (
            initial_cell_state,
            self._attention_layers(attention_layer_size, attention_layer),
        )

    @property
    def output_size(self) -> Any:
        return self._width if self._output_attention else self._cell.output_size

    @property
    def state_size(self) -> AttentionWrapperState:
        alignments = [mechanism.alignments_size for mechanism in self._mechanisms]
        return AttentionWrapperState(
            cell_state=self._cell.state_size, attention=self._width, time=TensorShape([]),
            alignments=self._one_or_all(alignments), alignment_history=self._one_or_all([()] * len(alignments)),
            attention_state=self._one_or_all([mechanism.state_size for mechanism in self._mechanisms]),
        )  # fmt: skip

    def zero_state(self, batch_size: TensorLike, dtype: DTypeLike) -> AttentionWrapperState:
        """The state before the first step; ``batch_size`` is the memory's."""
        start = self._initial
        if start is None:
            start = self._cell.zero_state(batch_size, dtype)
        else:
            start = nest.pack_like(start, [identity(convert_to_tensor(leaf)) for leaf in nest.flatten(start)])
        alignments = [mechanism.initial_alignments(batch_size, dtype) for mechanism in self._mechanisms]
        history = [
            TensorArray(dtype, 0, dynamic_size=True, element_shape=first.shape) if self._history else ()
            for first in alignments
        ]
        return AttentionWrapperState(
            cell_state=start, attention=zeros([batch_size, self._width], dtype), time=constant(0, int32),
            alignments=self._one_or_all(alignments), alignment_history=self._one_or_all(history),
            attention_state=self._one_or_all([m.initial_state(batch_size, dtype) for m in self._mechanisms]),
        )  # fmt: skip

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, AttentionWrapperState]:
        if not isinstance(state, AttentionWrapperState):
            raise InvalidTypeError(
                "Expected state to be instance of AttentionWrapperState. Received type "
                f"{type(state).__name__} instead.\n"
                "  Remedy: start from wrapper.zero_state(batch, tf.float32).clone(cell_state=encoder_state)."
            )
        output, cell_state = self._cell(self._join(inputs, state.attention), state.cell_state)
        found = [
            self._look(mechanism, layer, output, previous)
            for mechanism, layer, previous in zip(
                self._mechanisms, self._layers, self._listed(state.attention_state), strict=True
            )
        ]
        attentions, alignments, states = (list(part) for part in zip(*found, strict=True))
        attention = concat(attentions, 1) if len(attentions) > 1 else attentions[0]
        history = [
            array.write(state.time, now) if self._history else ()
            for array, now in zip(self._listed(state.alignment_history), alignments, strict=True)
        ]
        following = AttentionWrapperState(
            cell_state=cell_state, attention=attention, time=state.time + 1, alignments=self._one_or_all(alignments),
            alignment_history=self._one_or_all(history), attention_state=self._one_or_all(states),
        )  # fmt: skip
        return (attention if self._output_attention else output), following

    def _look(
        self, mechanism: AttentionMechanism, layer: Any, output: Tensor, previous: Any
    ) -> tuple[Tensor, Tensor, Any]:
        """(attention, alignments, next state) of one mechanism for the cell's output."""
        alignments, following = mechanism(output, state=previous)
        context = squeeze(matmul(expand_dims(alignments, 1), mechanism.values), [1])
        return (context if layer is None else layer(concat([output, context], 1))), alignments, following

    def _attention_layers(self, sizes: Any, layers: Any) -> list[Any]:
        """A layer, or None, for each mechanism; sets the width of all attentions together."""
        if sizes is not None and layers is not None:
            raise InvalidValueError("Only one of attention_layer_size and attention_layer should be set")
        given = layers if layers is not None else sizes
        wanted: Sequence[Any] = (
            [None] * len(self._mechanisms)
            if given is None
            else given
            if isinstance(given, (list, tuple))
            else [given]
        )
        if len(wanted) != len(self._mechanisms):
            raise InvalidValueError(
                "If provided, attention_layer_size must contain exactly one integer per attention_mechanism, saw: "
                f"{len(wanted)} vs {len(self._mechanisms)}"
            )
        if sizes is not None:
            wanted = [Dense(size, name="attention_layer", use_bias=False) for size in wanted]
        widths = [self._width_of(m, layer) for m, layer in zip(self._mechanisms, wanted, strict=True)]
        self._width = sum(widths)
        return list(wanted)

    def _width_of(self, mechanism: AttentionMechanism, layer: Any) -> int:
        depth = mechanism.values.sizes[-1] if mechanism.values.sizes else None
        if depth is None:
            raise InvalidValueError(
                f"The depth of the memory must be known, but it has shape {mechanism.values.shape}.\n"
                "  Remedy: memory.set_shape([None, None, units]) before the mechanism is made."
            )
        if layer is None:
            return depth
        return int(layer.compute_output_shape([None, self._cell.output_size + depth])[-1])

    def _one_or_all(self, parts: list[Any]) -> Any:
        return tuple(parts) if self._is_multi else parts[0]

    def _listed(self, part: Any) -> list[Any]:
        return list(part) if self._is_multi else [part]
