"""Long short-term memory: recurrent cells with a state that is changed by adding, so that gradients last."""

from __future__ import annotations

from typing import Any

from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.gates import split_gates
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import clip_by_value
from lessonlib.graph.ops.nn import sigmoid, tanh
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import DTypeLike
from lessonlib.tf1.rnn.cell import Activation, RNNCell, affine, units_of, width_of
from lessonlib.tf1.rnn.state import LSTMStateTuple, check_state
from lessonlib.tf1.variables.initializers import zeros_initializer
from lessonlib.tf1.variables.scope import get_variable_scope, variable_scope


@tf_export("contrib.rnn.BasicLSTMCell", "nn.rnn_cell.BasicLSTMCell")
class BasicLSTMCell(RNNCell):
    """The long short-term memory (Hochreiter & Schmidhuber, 1997), with a forget gate (Gers et al., 2000).

    ``kernel`` (n + num_units, 4 * num_units) makes the input gate i, the new input j, the forget gate f and the output
    gate o, in this order; ``forget_bias`` is added to f, so that a new network remembers (Jozefowicz et al., 2015).
    The state is an `LSTMStateTuple` (c, h), or c and h side by side with ``state_is_tuple=False``.
    """

    def __init__(
        self, num_units: int, forget_bias: float = 1.0, state_is_tuple: bool = True, activation: Activation = None,
        reuse: Any = None, name: str | None = None, dtype: DTypeLike | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name=name, dtype=dtype, _reuse=reuse)
        self._num_units = units_of(num_units, self)
        self._forget_bias, self._state_is_tuple = forget_bias, state_is_tuple
        self._activation = activation or tanh

    @property
    def state_size(self) -> Any:
        pair = LSTMStateTuple(self._num_units, self.output_size)
        return pair if self._state_is_tuple else sum(pair)

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: TensorShape) -> None:
        rows = width_of(inputs_shape, self) + self.output_size
        self._kernel = self.add_variable("kernel", [rows, 4 * self._num_units])
        self._bias = self.add_variable("bias", [4 * self._num_units], initializer=zeros_initializer())

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        check_state(state, self.state_size, self.name)
        c, h = state if self._state_is_tuple else self._halves(state)
        i, j, f, o = split_gates(affine(self, inputs, h, self._kernel, self._bias), 4)
        new_c = self._remember(c, i, j, f)
        new_h = self._put_out(new_c, o)
        together = LSTMStateTuple(new_c, new_h) if self._state_is_tuple else concat([new_c, new_h], 1)
        return new_h, together

    def _halves(self, state: Tensor) -> tuple[Tensor, Tensor]:
        return state[:, : self._num_units], state[:, self._num_units :]

    def _remember(self, c: Tensor, i: Tensor, j: Tensor, f: Tensor) -> Tensor:
        return c * sigmoid(f + self._forget_bias) + sigmoid(i) * self._activation(j)

    def _put_out(self, c: Tensor, o: Tensor) -> Tensor:
        return self._activation(c) * sigmoid(o)


@tf_export("contrib.rnn.LSTMCell", "nn.rnn_cell.LSTMCell")
class LSTMCell(BasicLSTMCell):
    """An LSTM with what later papers added: peepholes, clipping, and a projection of the output (Sak et al., 2014).

    Args:
        use_peepholes: the gates also see the cell, through the vectors ``w_i_diag``, ``w_f_diag`` and ``w_o_diag``.
        cell_clip: keep the cell in [-cell_clip, cell_clip].
        initializer: of the weights.
        num_proj: the width of the output, made by ``projection/kernel`` (num_units, num_proj).
        proj_clip: keep the projected output in [-proj_clip, proj_clip].
    """

    def __init__(
        self, num_units: int, use_peepholes: bool = False, cell_clip: float | None = None, initializer: Any = None,
        num_proj: int | None = None, proj_clip: float | None = None, num_unit_shards: int | None = None,
        num_proj_shards: int | None = None, forget_bias: float = 1.0, state_is_tuple: bool = True,
        activation: Activation = None, reuse: Any = None, name: str | None = None, dtype: DTypeLike | None = None,
    ) -> None:  # fmt: skip
        super().__init__(num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype)
        self._use_peepholes, self._cell_clip, self._initializer = use_peepholes, cell_clip, initializer
        self._num_proj, self._proj_clip = num_proj, proj_clip

    @property
    def output_size(self) -> int:
        return self._num_proj or self._num_units

    def build(self, inputs_shape: TensorShape) -> None:
        with variable_scope(get_variable_scope(), initializer=self._initializer):
            super().build(inputs_shape)
            if self._use_peepholes:
                self._peepholes = {
                    gate: self.add_variable(f"w_{gate}_diag", [self._num_units]) for gate in "fio"
                }
            if self._num_proj:
                self._projection = self.add_variable("projection/kernel", [self._num_units, self._num_proj])

    def _remember(self, c: Tensor, i: Tensor, j: Tensor, f: Tensor) -> Tensor:
        if self._use_peepholes:
            i, f = i + self._peepholes["i"] * c, f + self._peepholes["f"] * c
        return _clipped(super()._remember(c, i, j, f), self._cell_clip)

    def _put_out(self, c: Tensor, o: Tensor) -> Tensor:
        h = super()._put_out(c, o + self._peepholes["o"] * c if self._use_peepholes else o)
        return _clipped(matmul(h, self._projection), self._proj_clip) if self._num_proj else h


def _clipped(x: Tensor, limit: float | None) -> Tensor:
    return x if limit is None else clip_by_value(x, -limit, limit)
