"""Recurrent cells: one time step of a recurrent network, ``output, state = cell(inputs, state)``.

A cell makes its variables at its first call, in the variable scope that is open there; later calls share them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import DType, as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.gates import join_state, split_gates
from lessonlib.graph.ops.linalg import matmul
from lessonlib.graph.ops.math import add
from lessonlib.graph.ops.nn import sigmoid, tanh
from lessonlib.graph.shapes import Dimension, TensorShape, show
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.graph.variables import Variable
from lessonlib.tf1.rnn.state import check_state, zeros_of
from lessonlib.tf1.variables.initializers import ones_initializer, zeros_initializer
from lessonlib.tf1.variables.scope import VariableScope, get_variable_scope, variable_scope
from lessonlib.tf1.variables.shared import get_variable

Activation = Callable[[Tensor], Tensor] | None


@tf_export("contrib.rnn.RNNCell", "nn.rnn_cell.RNNCell")
class RNNCell:
    """The base of all cells. A cell of your own has `state_size`, `output_size` and ``call(inputs, state)``.

    ``call`` takes inputs (batch, n) and a state, and returns the output (batch, output_size) and the next state. It may
    make variables with ``tf.get_variable``, or in ``build(inputs_shape)`` with `add_variable`.
    """

    built = False
    dtype: DType | None = None
    _name: str | None = None
    _reuse: Any = None
    _scope: VariableScope | None = None

    def __init__(
        self,
        trainable: bool = True,
        name: str | None = None,
        dtype: DTypeLike | None = None,
        _reuse: Any = None,
    ) -> None:
        self.trainable = trainable
        self._name, self._reuse = name, _reuse
        self.dtype = None if dtype is None else as_dtype(dtype)

    @property
    def state_size(self) -> Any:
        """The width of the state: a number, or a tuple of them."""
        raise NotImplementedError(f"{type(self).__name__} does not say its state_size.")

    @property
    def output_size(self) -> Any:
        """The width of the output."""
        raise NotImplementedError(f"{type(self).__name__} does not say its output_size.")

    @property
    def name(self) -> str:
        """The name under which the variables stand: the class's, in small letters, when not said."""
        return (
            self._name
            or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", _class(self)).lower()
        )

    def zero_state(self, batch_size: Any, dtype: DTypeLike) -> Any:
        """The state before the first step: zeros. ``batch_size`` is a number or a scalar int tensor."""
        with get_default_graph().name_scope(f"{_class(self)}ZeroState"):
            return zeros_of(self.state_size, batch_size, dtype)

    def __call__(self, inputs: TensorLike, state: Any, scope: Any = None) -> Any:
        """(output, next state) of one step."""
        x = convert_to_tensor(inputs)
        with self._open(scope) as opened:
            if not self.built:
                self._scope = opened
                self.dtype = self.dtype or x.dtype
                self.build(TensorShape(x.sizes))
            result = self.call(x, state)
            self.built = True
        return result

    def build(self, inputs_shape: TensorShape) -> None:
        """Make the variables. Called once, inside the cell's variable scope."""

    def call(self, inputs: Tensor, state: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} does not define call(self, inputs, state).")

    def add_variable(
        self, name: str, shape: Any, dtype: DTypeLike | None = None, initializer: Any = None, regularizer: Any = None,
        trainable: bool = True, constraint: Any = None, use_resource: bool | None = None, synchronization: Any = None,
        aggregation: Any = None, partitioner: Any = None,
    ) -> Variable:  # fmt: skip
        """A variable of this cell, with the arguments of tf.get_variable."""
        kind = dtype or self.dtype or float32
        return get_variable(name, shape, kind, initializer, regularizer, trainable, constraint=constraint)

    add_weight = add_variable

    @property
    def variables(self) -> list[Variable]:
        """The variables under the cell's name; none before the first call."""
        if self._scope is None:
            return []
        inside = f"{self._scope.name}/"
        return [v for name, v in get_default_graph().root.variable_store.items() if name.startswith(inside)]

    @property
    def weights(self) -> list[Variable]:
        return self.variables

    @property
    def trainable_variables(self) -> list[Variable]:
        """Those of `variables` that an optimizer changes."""
        return [variable for variable in self.variables if variable.trainable]

    trainable_weights = trainable_variables

    def _open(self, scope: Any) -> AbstractContextManager[VariableScope]:
        if self._scope is not None:
            return variable_scope(self._scope, reuse=True if self.built else None)
        return variable_scope(scope or self._name or self._free_name(), reuse=self._reuse)

    def _free_name(self) -> str:
        """The class's name, with ``_1``, ``_2`` ... when another cell has it here and is not to be shared."""
        around = get_variable_scope()
        prefix = f"{around.name}/" if around.name else ""
        name, count = self.name, 1
        while not (around.reuse or self._reuse) and _has_variables(f"{prefix}{name}/"):
            name, count = f"{self.name}_{count}", count + 1
        return name


@tf_export("contrib.rnn.BasicRNNCell", "nn.rnn_cell.BasicRNNCell")
class BasicRNNCell(RNNCell):
    """activation(inputs @ W_x + state @ W_h + b), its own next state (Elman, 1990).

    ``kernel`` (n + num_units, num_units) holds W_x above W_h.
    """

    def __init__(
        self, num_units: int, activation: Activation = None, reuse: Any = None, name: str | None = None,
        dtype: DTypeLike | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name=name, dtype=dtype, _reuse=reuse)
        self._num_units = units_of(num_units, self)
        self._activation = activation or tanh

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: TensorShape) -> None:
        n = width_of(inputs_shape, self)
        self._kernel = self.add_variable("kernel", [n + self._num_units, self._num_units])
        self._bias = self.add_variable("bias", [self._num_units], initializer=zeros_initializer())

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, Tensor]:
        check_state(state, self.state_size, self.name)
        output = self._activation(self._linear(inputs, state))
        return output, output

    def _linear(self, inputs: Tensor, state: Any) -> Tensor:
        return affine(self, inputs, state, self._kernel, self._bias)


@tf_export("contrib.rnn.GRUCell", "nn.rnn_cell.GRUCell")
class GRUCell(RNNCell):
    """The gated recurrent unit (Cho et al., 2014): h' = u * h + (1 - u) * activation([x, r * h] @ W + b).

    The gates r (reset) and u (update) come from ``gates/kernel`` (n + num_units, 2 * num_units), in this order; their
    bias starts at 1. The reset gate is applied before the product, as in the paper.
    """

    def __init__(
        self, num_units: int, activation: Activation = None, reuse: Any = None, kernel_initializer: Any = None,
        bias_initializer: Any = None, name: str | None = None, dtype: DTypeLike | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name=name, dtype=dtype, _reuse=reuse)
        self._num_units = units_of(num_units, self)
        self._activation = activation or tanh
        self._kernel_initializer, self._bias_initializer = kernel_initializer, bias_initializer

    @property
    def state_size(self) -> int:
        return self._num_units

    @property
    def output_size(self) -> int:
        return self._num_units

    def build(self, inputs_shape: TensorShape) -> None:
        rows, units = width_of(inputs_shape, self) + self._num_units, self._num_units
        start, offset = self._kernel_initializer, self._bias_initializer
        self._gate_kernel = self.add_variable("gates/kernel", [rows, 2 * units], initializer=start)
        self._gate_bias = self.add_variable(
            "gates/bias", [2 * units], initializer=offset or ones_initializer()
        )
        self._kernel = self.add_variable("candidate/kernel", [rows, units], initializer=start)
        self._bias = self.add_variable("candidate/bias", [units], initializer=offset or zeros_initializer())

    def call(self, inputs: Tensor, state: Any) -> tuple[Tensor, Tensor]:
        check_state(state, self.state_size, self.name)
        gates = sigmoid(affine(self, inputs, state, self._gate_kernel, self._gate_bias))
        r, u = split_gates(gates, 2)
        candidate = self._activation(affine(self, inputs, r * state, self._kernel, self._bias))
        output = u * state + (1 - u) * candidate
        return output, output


def affine(cell: RNNCell, inputs: Tensor, state: Any, kernel: Variable, bias: Variable) -> Tensor:
    """[inputs, state] @ kernel + bias. Raises ValueError when the inputs are not as wide as the kernel is high."""
    joined = join_state(inputs, state)
    have, want = (joined.sizes or (None, None))[1], kernel.as_tensor().sizes[0]  # type: ignore[index]
    if have is not None and want is not None and have != want:
        built = want - have + ((inputs.sizes or (0,))[-1] or 0)
        raise InvalidValueError(
            f"{cell.name} was built for inputs of shape (?, {built}), but now gets {show(inputs.sizes)}.\n"
            "  Remedy: a cell object has one set of weights; make one for each layer:\n"
            "          MultiRNNCell([BasicLSTMCell(128) for _ in range(2)])."
        )
    return add(matmul(joined, kernel), bias, name="BiasAdd")


def width_of(inputs_shape: TensorShape, cell: RNNCell) -> int:
    """The number of features of (batch, n). Raises ValueError for another rank, or when n is unknown."""
    if inputs_shape.ndims not in (None, 2):
        raise InvalidValueError(
            f"Input 0 of layer {cell.name} is incompatible with the layer: expected ndim=2, found "
            f"ndim={inputs_shape.ndims}. Full shape received: {inputs_shape}\n"
            "  Remedy: a cell takes one time step, (batch, features); tf.nn.dynamic_rnn runs it over "
            "(batch, time, features)."
        )
    last = inputs_shape[-1] if inputs_shape.ndims else Dimension(None)
    if last.value is None:
        raise InvalidValueError(
            f"{cell.name}: expected inputs.shape[-1] to be known, saw shape: {inputs_shape}"
        )
    return int(last)


def units_of(num_units: Any, cell: RNNCell) -> int:
    """``num_units`` as a positive int, or ValueError."""
    if isinstance(num_units, bool) or int(num_units) != num_units or num_units < 1:
        raise InvalidValueError(
            f"{_class(cell)} needs a positive whole number of units, but got {num_units!r}."
        )
    return int(num_units)


def _class(cell: RNNCell) -> str:
    return type(cell).__name__


def _has_variables(prefix: str) -> bool:
    return any(name.startswith(prefix) for name in get_default_graph().root.variable_store)
