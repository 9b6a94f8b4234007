"""Recurrent networks: a cell run over time, unrolled. Every step has nodes of its own; all steps share the variables.

Backpropagation through the unrolled graph is backpropagation through time (Werbos, 1990).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.nest import flatten, pack_like
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape
from lessonlib.graph.ops.filling import zeros_like
from lessonlib.graph.ops.gates import choose
from lessonlib.graph.ops.logic import greater
from lessonlib.graph.ops.pieces import concat, stack, unstack
from lessonlib.graph.shapes import compatible, show
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.rnn.state import check_state
from lessonlib.tf1.rnn.wrappers import check_cell
from lessonlib.tf1.variables.scope import get_variable_scope, variable_scope


@tf_export("nn.dynamic_rnn")
def dynamic_rnn(
    cell: Any, inputs: TensorLike, sequence_length: Any = None, initial_state: Any = None,
    dtype: DTypeLike | None = None, parallel_iterations: int | None = None, swap_memory: bool = False,
    time_major: bool = False, scope: Any = None,
) -> tuple[Tensor, Any]:  # fmt: skip
    """Run a cell over a batch of sequences.

    Args:
        cell: the RNNCell.
        inputs: (batch, time, n), or (time, batch, n) with ``time_major``. The number of steps must be known.
        sequence_length: ints (batch,): past a sequence's length the outputs are 0 and the state stays as it is.
        initial_state: the state before the first step; zeros of ``dtype`` when not said.
        parallel_iterations, swap_memory: accepted for TensorFlow's sake; an unrolled network has no loop to tune.

    Returns:
        the outputs, shaped as the inputs with the cell's output_size last, and the state after the last step.

    Raises ValueError when the number of steps is unknown, or when neither initial_state nor dtype is given.
    """
    check_cell(cell)
    with variable_scope(scope or "rnn"):
        steps = _steps(convert_to_tensor(inputs), time_major)
        outputs, state = _unroll(cell, steps, initial_state, dtype, sequence_length)
        return stack(outputs, 0 if time_major else 1), state


@tf_export("nn.static_rnn", "contrib.rnn.static_rnn")
def static_rnn(
    cell: Any, inputs: Sequence[Any], initial_state: Any = None, dtype: DTypeLike | None = None,
    sequence_length: Any = None, scope: Any = None,
) -> tuple[list[Tensor], Any]:  # fmt: skip
    """Run a cell over a list of time steps, each (batch, n): (list of outputs (batch, output_size), last state).

    The arguments, and the errors, are those of `dynamic_rnn`; TypeError when ``inputs`` is not a list.
    """
    check_cell(cell)
    steps = _listed(inputs)
    with variable_scope(scope or "rnn"):
        return _unroll(cell, steps, initial_state, dtype, sequence_length)


@tf_export("nn.bidirectional_dynamic_rnn")
def bidirectional_dynamic_rnn(
    cell_fw: Any, cell_bw: Any, inputs: TensorLike, sequence_length: Any = None, initial_state_fw: Any = None,
    initial_state_bw: Any = None, dtype: DTypeLike | None = None, parallel_iterations: int | None = None,
    swap_memory: bool = False, time_major: bool = False, scope: Any = None,
) -> tuple[tuple[Tensor, Tensor], tuple[Any, Any]]:  # fmt: skip
    """One cell reads forwards, one backwards from each sequence's end (Schuster & Paliwal, 1997).

    Returns ((forward outputs, backward outputs), (forward state, backward state)), both outputs in the order of time.
    Join them with ``tf.concat(outputs, 2)``. The arguments are those of `dynamic_rnn`.
    """
    steps = _steps(convert_to_tensor(inputs), time_major)
    starts = (initial_state_fw, initial_state_bw)
    forward, backward = _both_ways((cell_fw, cell_bw), steps, starts, dtype, sequence_length, scope)
    axis = 0 if time_major else 1
    return (stack(forward[0], axis), stack(backward[0], axis)), (forward[1], backward[1])


@tf_export("nn.static_bidirectional_rnn", "contrib.rnn.static_bidirectional_rnn")
def static_bidirectional_rnn(
    cell_fw: Any, cell_bw: Any, inputs: Sequence[Any], initial_state_fw: Any = None, initial_state_bw: Any = None,
    dtype: DTypeLike | None = None, sequence_length: Any = None, scope: Any = None,
) -> tuple[list[Tensor], Any, Any]:  # fmt: skip
    """Both directions over a list of time steps: (outputs side by side, a step each; forward state; backward state)."""
    starts = (initial_state_fw, initial_state_bw)
    steps = _listed(inputs)
    forward, backward = _both_ways((cell_fw, cell_bw), steps, starts, dtype, sequence_length, scope)
    joined = [concat([a, b], 1) for a, b in zip(forward[0], backward[0], strict=True)]
    return joined, forward[1], backward[1]


def _both_ways(
    cells: tuple[Any, Any],
    steps: list[Tensor],
    starts: tuple[Any, Any],
    dtype: DTypeLike | None,
    lengths: Any,
    scope: Any,
) -> list[tuple[list[Tensor], Any]]:
    check_cell(cells[0], "cell_fw")
    check_cell(cells[1], "cell_bw")
    found = []
    with variable_scope(scope or "bidirectional_rnn"):
        for cell, start, way in zip(cells, starts, ("fw", "bw"), strict=True):
            with variable_scope(way):
                found.append(_unroll(cell, steps, start, dtype, lengths, backwards=way == "bw"))
    return found


def _unroll(
    cell: Any,
    steps: list[Tensor],
    initial_state: Any,
    dtype: DTypeLike | None,
    lengths: Any,
    backwards: bool = False,
) -> tuple[list[Tensor], Any]:
    """The cell over the steps, in the variable scope that is open: (outputs in the order of time, last state).

    Backwards, a sequence's state stays at its start until its own last step comes, so that nothing need be reversed.
    """
    state = _start(cell, steps[0], initial_state, dtype)
    lengths = None if lengths is None else _lengths(lengths, steps[0])
    outputs: dict[int, Tensor] = {}
    for t in reversed(range(len(steps))) if backwards else range(len(steps)):
        output, following = cell(steps[t], state)
        if lengths is not None:
            running = greater(lengths, t)
            output = choose(running, output, zeros_like(output))
            following = _choose(running, following, state)
        outputs[t], state = output, following
        get_variable_scope().reuse_variables()  # for cells that call get_variable at each step
    return [outputs[t] for t in range(len(steps))], state


def _choose(running: Tensor, new: Any, old: Any) -> Any:
    pairs = zip(flatten(new), flatten(old), strict=True)
    return pack_like(new, [choose(running, a, b) for a, b in pairs])


def _start(cell: Any, first: Tensor, initial_state: Any, dtype: DTypeLike | None) -> Any:
    if initial_state is not None:
        check_state(initial_state, cell.state_size, getattr(cell, "name", type(cell).__name__))
        return pack_like(initial_state, [convert_to_tensor(leaf) for leaf in flatten(initial_state)])
    if dtype is None:
        raise InvalidValueError(
            "If there is no initial_state, you must give a dtype.\n  Remedy: add dtype=tf.float32 to the call."
        )
    batch = first.sizes[0] if first.sizes else None
    return cell.zero_state(shape(first)[0] if batch is None else batch, dtype)


def _lengths(lengths: Any, first: Tensor) -> Tensor:
    tensor = convert_to_tensor(lengths)
    batch = first.sizes[0] if first.sizes else None
    if tensor.dtype.is_floating or not compatible(tensor.sizes, (batch,)):
        raise InvalidValueError(
            f"sequence_length must be a vector of ints of length batch_size, {show((batch,))}, but it is "
            f"{tensor.dtype.name} of shape {show(tensor.sizes)}."
        )
    return tensor


def _steps(x: Tensor, time_major: bool) -> list[Tensor]:
    """(batch, time, n) or (time, batch, n) -> a list of (batch, n)."""
    order = "(time, batch, features)" if time_major else "(batch, time, features)"
    if x.sizes is None or len(x.sizes) < 3:
        raise InvalidValueError(
            f"The inputs of a recurrent network are {order}, but {x.name} has shape {x.shape}."
        )
    axis = 0 if time_major else 1
    if x.sizes[axis] is None:
        example = "[28, None, 10]" if time_major else "[None, 28, 10]"
        raise InvalidValueError(
            f"The network is unrolled, so the number of time steps must be known while the graph is built; {x.name} "
            f"has shape {x.shape}, {order}.\n"
            f"  Remedy: say the number in the placeholder, tf.placeholder(tf.float32, {example}) for 28 steps;\n"
            "          fill up shorter sequences with zeros and pass their lengths as sequence_length."
        )
    if x.sizes[axis] == 0:
        raise InvalidValueError(f"{x.name} has no time steps: its shape is {x.shape}, {order}.")
    return unstack(x, axis=axis)


def _listed(inputs: TensorLike) -> list[Tensor]:
    if not isinstance(inputs, (list, tuple)):
        raise InvalidTypeError(
            f"inputs must be a sequence, one (batch, features) tensor a time step, but is {inputs!r}.\n"
            "  Remedy: tf.unstack(x, axis=1) makes one of (batch, time, features)."
        )
    if not inputs:
        raise InvalidValueError("inputs must not be empty: a recurrent network needs one time step or more.")
    return [convert_to_tensor(step) for step in inputs]
