"""Cells made of cells: layers on top of each other, dropout, residual connections, a projection of the output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from lessonlib.graph.create import as_tensor, convert_to_tensor
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import ones
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import add
from lessonlib.graph.ops.pieces import concat
from lessonlib.graph.ops.random import drop_out
from lessonlib.graph.shapes import TensorShape
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.rnn.cell import RNNCell
from lessonlib.tf1.rnn.state import LSTMStateTuple, check_state, leaf_shape
from lessonlib.tf1.variables.initializers import zeros_initializer
from lessonlib.tf1.variables.scope import variable_scope


def check_cell(cell: Any, what: str = "cell") -> None:
    """Raise TypeError unless ``cell`` can be used as a cell."""
    if isinstance(cell, RNNCell) or all(hasattr(cell, a) for a in ("state_size", "output_size", "__call__")):
        return
    raise InvalidTypeError(
        f"The argument '{what}' must be an RNNCell, such as tf.nn.rnn_cell.BasicLSTMCell(128), but it is {cell!r}."
    )


@tf_export("contrib.rnn.MultiRNNCell", "nn.rnn_cell.MultiRNNCell")
class MultiRNNCell(RNNCell):
    """Layers: each cell's output is the next cell's input. The state is a tuple of the cells' states.

    With ``state_is_tuple=False`` the states stand side by side in one tensor.
    """

    def __init__(self, cells: Sequence[Any], state_is_tuple: bool = True) -> None:
        super().__init__()
        if not isinstance(cells, (list, tuple)) or not cells:
            raise InvalidValueError(f"MultiRNNCell needs a list of one cell or more, but got {cells!r}.")
        for i, cell in enumerate(cells):
            check_cell(cell, f"cells[{i}]")
        self._cells, self._state_is_tuple = list(cells), state_is_tuple
        if not state_is_tuple and any(isinstance(cell.state_size, tuple) for cell in cells):
            raise InvalidValueError(
                "Some cells return tuples of states, but the flag state_is_tuple is not set.  State sizes are: "
                f"{[cell.state_size for cell in cells]}"
            )

    @property
    def state_size(self) -> Any:
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: DTypeLike) -> Any:
        if not self._state_is_tuple:
            return super().zero_state(batch_size, dtype)
        return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        check_state(state, self.state_size, self.name)
        states = state if self._state_is_tuple else self._parts(convert_to_tensor(state))
        output, following = inputs, []
        for i, (cell, old) in enumerate(zip(self._cells, states, strict=True)):
            with variable_scope(f"cell_{i}"):
                output, new = cell(output, old)
            following.append(new)
        return output, tuple(following) if self._state_is_tuple else concat(following, 1)

    def _parts(self, state: Tensor) -> list[Tensor]:
        ends = [sum(cell.state_size for cell in self._cells[:i]) for i in range(len(self._cells) + 1)]
        return [state[:, a:b] for a, b in pairwise(ends)]


class WrapperCell(RNNCell):
    """A cell that does what another does, and something more. Its variables are the other's."""

    def __init__(self, cell: Any) -> None:
        super().__init__()
        check_cell(cell)
        self._cell = cell

    @property
    def state_size(self) -> Any:
        return self._cell.state_size

    @property
    def output_size(self) -> Any:
        return self._cell.output_size

    @property
    def variables(self) -> list[Variable]:
        found: list[Variable] = self._cell.variables
        return found

    def zero_state(self, batch_size: Any, dtype: DTypeLike) -> Any:
        return self._cell.zero_state(batch_size, dtype)

    def __call__(self, inputs: TensorLike, state: Any, scope: Any = None) -> Any:
        return self._step(convert_to_tensor(inputs), state, scope)

    def _step(self, inputs: Tensor, state: Any, scope: Any) -> Any:
        return self._cell(inputs, state, scope)


@tf_export("contrib.rnn.DropoutWrapper", "nn.rnn_cell.DropoutWrapper")
class DropoutWrapper(WrapperCell):
    """A cell with dropout on its inputs, outputs and state (Zaremba et al., 2014).

    Args:
        input_keep_prob: the share of the inputs that is kept: a number in (0, 1], or a scalar tensor; 1.0 drops none.
        output_keep_prob: the same for the outputs.
        state_keep_prob: the same for the state that is handed on; the ``c`` of an `LSTMStateTuple` is always kept.
        variational_recurrent: one mask for all steps, and for all sequences of a batch (Gal & Ghahramani, 2016);
            otherwise every step and sequence has its own.
        input_size, dtype: accepted for TensorFlow's sake; the masks take them from what they mask.
        seed: of the random masks.
    """

    def __init__(
        self, cell: Any, input_keep_prob: Any = 1.0, output_keep_prob: Any = 1.0, state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False, input_size: Any = None, dtype: DTypeLike | None = None,
        seed: int | None = None, dropout_state_filter_visitor: Any = None,
    ) -> None:  # fmt: skip
        refuse("DropoutWrapper", "leave it out, or drop out in a cell of your own.",
               dropout_state_filter_visitor=dropout_state_filter_visitor)  # fmt: skip
        super().__init__(cell)
        self._keep = {"input": input_keep_prob, "output": output_keep_prob, "state": state_keep_prob}
        for part, share in self._keep.items():
            _check_share(share, f"{part}_keep_prob")
        self._variational, self._seed = variational_recurrent, seed
        self._drawn = 0
        self._masks: dict[str, Tensor] = {}

    def _step(self, inputs: Tensor, state: Any, scope: Any) -> Any:
        output, following = self._cell(self._drop(inputs, "input"), state, scope)
        return self._drop(output, "output"), self._drop_state(following)

    def _drop_state(self, state: Any, place: str = "") -> Any:
        if isinstance(state, LSTMStateTuple):
            return LSTMStateTuple(state.c, self._drop(state.h, "state", place))
        if isinstance(state, (list, tuple)):
            return type(state)([self._drop_state(part, f"{place}_{i}") for i, part in enumerate(state)])
        return self._drop(state, "state", place)

    def _drop(self, x: Tensor, part: str, place: str = "") -> Tensor:
        share = self._keep[part]
        if as_tensor(share) is None and share == 1:
            return x
        if not self._variational:
            return self._dropped(x, share, part)
        if part + place not in self._masks:
            one = ones(TensorShape(leaf_shape((x.sizes or ())[1:], 1)), x.dtype)
            self._masks[part + place] = self._dropped(one, share, part)
        return x * self._masks[part + place]

    def _dropped(self, x: Tensor, share: Any, part: str) -> Tensor:
        self._drawn += 1  # or each step of a seeded network would draw the same mask
        seed = None if self._seed is None else self._seed + self._drawn
        return drop_out(x, 1 - share, seed=seed, name=f"{part}_dropout")


def _check_share(share: Any, name: str) -> None:
    if as_tensor(share) is None and not 0 < share <= 1:
        raise InvalidValueError(
            f"{name} is the share that is kept, a number in (0, 1] or a tensor, but is {share!r}."
        )


@tf_export("contrib.rnn.ResidualWrapper", "nn.rnn_cell.ResidualWrapper")
class ResidualWrapper(WrapperCell):
    """A cell whose inputs are added to its outputs; both have the same width (Wu et al., 2016).

    ``residual_fn(inputs, outputs)`` joins them in another way.
    """

    def __init__(self, cell: Any, residual_fn: Callable[[Tensor, Tensor], Any] | None = None) -> None:
        super().__init__(cell)
        self._join = residual_fn or add

    def _step(self, inputs: Tensor, state: Any, scope: Any) -> Any:
        output, following = self._cell(inputs, state, scope)
        return self._join(inputs, output), following


@tf_export("contrib.rnn.OutputProjectionWrapper")
class OutputProjectionWrapper(RNNCell):
    """A cell with a dense layer on top: activation(output @ kernel + bias), ``output_size`` wide."""

    def __init__(
        self,
        cell: Any,
        output_size: int,
        activation: Callable[[Tensor], Tensor] | None = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        check_cell(cell)
        self._cell, self._width, self._activation = cell, int(output_size), activation

    @property
    def state_size(self) -> Any:
        return self._cell.state_size

    @property
    def output_size(self) -> int:
        return self._width

    def zero_state(self, batch_size: Any, dtype: DTypeLike) -> Any:
        return self._cell.zero_state(batch_size, dtype)

    def build(self, inputs_shape: TensorShape) -> None:
        self._kernel = self.add_variable("kernel", [self._cell.output_size, self._width])
        self._bias = self.add_variable("bias", [self._width], initializer=zeros_initializer())

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        hidden, following = self._cell(inputs, state)
        output = add(matmul(hidden, self._kernel), self._bias, name="BiasAdd")
        return self._activation(output) if self._activation is not None else output, following
