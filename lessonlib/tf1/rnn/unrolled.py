"""Recurrent networks: a cell run over time, unrolled. Every step has nodes of its own; all steps share the variables.

When only a run knows the number of steps, they are rounds of a loop (`lessonlib.tf1.rnn.loop`). Backpropagation through
either is backpropagation through time (Werbos, 1990).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.nest import flatten, pack_like
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape, transpose
from lessonlib.graph.ops.filling import zeros_like
from lessonlib.graph.ops.gates import choose
from lessonlib.graph.ops.logic import greater
from lessonlib.graph.ops.math import cast
from lessonlib.graph.ops.pieces import concat, stack, unstack
from lessonlib.graph.shapes import compatible, show
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.rnn.loop import run_over_time
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
        inputs: (batch, time, n), or (time, batch, n) with ``time_major``. The number of steps may be unknown.
        sequence_length: ints (batch,): past a sequence's length the outputs are 0 and the state stays as it is.
        initial_state: the state before the first step; zeros of ``dtype`` when not said.
        parallel_iterations, swap_memory: accepted for TensorFlow's sake; they change no value.

    Returns:
        the outputs, shaped as the inputs with the cell's output_size last, and the state after the last step.

    Raises ValueError when neither initial_state nor dtype is given.
    """
    check_cell(cell)
    with variable_scope(scope or "rnn"):
        return _run(cell, convert_to_tensor(inputs), initial_state, dtype, sequence_length, time_major)


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
    x, starts = convert_to_tensor(inputs), (initial_state_fw, initial_state_bw)

    def run(cell: Any, start: Any, backwards: bool) -> tuple[Tensor, Any]:
        return _run(cell, x, start, dtype, sequence_length, time_major, backwards)

    forward, backward = _both_ways((cell_fw, cell_bw), starts, run, scope)
    return (forward[0], backward[0]), (forward[1], backward[1])


@tf_export("nn.static_bidirectional_rnn", "contrib.rnn.static_bidirectional_rnn")
def static_bidirectional_rnn(
    cell_fw: Any, cell_bw: Any, inputs: Sequence[Any], initial_state_fw: Any = None, initial_state_bw: Any = None,
    dtype: DTypeLike | None = None, sequence_length: Any = None, scope: Any = None,
) -> tuple[list[Tensor], Any, Any]:  # fmt: skip
    """Both directions over a list of time steps: (outputs side by side, a step each; forward state; backward state)."""
    starts = (initial_state_fw, initial_state_bw)
    steps = _listed(inputs)

    def run(cell: Any, start: Any, backwards: bool) -> tuple[list[Tensor], Any]:
        return _unroll(cell, steps, start, dtype, sequence_length, backwards)

    forward, backward = _both_ways((cell_fw, cell_bw), starts, run, scope)
    joined = [concat([a, b], 1) for a, b in zip(forward[0], backward[0], strict=True)]
    return joined, forward[1], backward[1]


def _both_ways(
    cells: tuple[Any, Any],
    starts: tuple[Any, Any],
    run: Callable[[Any, Any, bool], tuple[Any, Any]],
    scope: Any,
) -> list[tuple[Any, Any]]:
    """``run(cell, start, backwards)`` for both directions, each in a variable scope of its own."""
    check_cell(cells[0], "cell_fw")
    check_cell(cells[1], "cell_bw")
    found = []
    with variable_scope(scope or "bidirectional_rnn"):
        for cell, start, way in zip(cells, starts, ("fw", "bw"), strict=True):
            with variable_scope(way):
                found.append(run(cell, start, way == "bw"))
    return found


def _run(
    cell: Any, x: Tensor, initial_state: Any, dtype: DTypeLike | None, lengths: Any, time_major: bool,
    backwards: bool = False,
) -> tuple[Tensor, Any]:  # fmt: skip
    """The cell over (batch, time, n) or (time, batch, n): unrolled, or a loop when the number of steps is unknown."""
    _check_rank(x, time_major)
    axis = 0 if time_major else 1
    if x.sizes is not None and x.sizes[axis] is not None:
        steps = unstack(x, axis=axis)
        outputs, state = _unroll(cell, steps, initial_state, dtype, lengths, backwards)
        return stack(outputs, axis), state
    over_time = x if time_major else transpose(x, _swapped(x))
    looped, state = _loop(cell, over_time, initial_state, dtype, lengths, backwards)
    return looped if time_major else transpose(looped, _swapped(looped)), state


def _swapped(x: Tensor) -> list[int]:
    """The order of axes that exchanges the first two."""
    return [1, 0, *range(2, len(x.sizes or ()))]


def _loop(
    cell: Any, x: Tensor, initial_state: Any, dtype: DTypeLike | None, lengths: Any, backwards: bool
) -> tuple[Tensor, Any]:
    """The same as `_unroll`, over (time, batch, n)."""
    batch = None if x.sizes is None else x.sizes[1]
    count = shape(x)[1] if batch is None else batch
    state = _start(cell, batch, count, initial_state, dtype)
    lengths = None if lengths is None else _lengths(lengths, batch)

    def step(x_t: Tensor, t: Tensor, old: Any) -> tuple[Tensor, Any]:
        output, following = cell(x_t, old)
        if lengths is None:
            return output, following
        return _masked(greater(lengths, cast(t, lengths.dtype)), output, following, old)

    return run_over_time(step, x, state, backwards)


def _masked(running: Tensor, output: Tensor, following: Any, old: Any) -> tuple[Tensor, Any]:
    """Past a sequence's end, outputs of 0 and the old state."""
    return choose(running, output, zeros_like(output)), _choose(running, following, old)


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
    batch = steps[0].sizes[0] if steps[0].sizes else None
    state = _start(cell, batch, shape(steps[0])[0] if batch is None else batch, initial_state, dtype)
    lengths = None if lengths is None else _lengths(lengths, batch)
    outputs: dict[int, Tensor] = {}
    for t in reversed(range(len(steps))) if backwards else range(len(steps)):
        output, following = cell(steps[t], state)
        if lengths is not None:
            output, following = _masked(greater(lengths, t), output, following, state)
        outputs[t], state = output, following
        get_variable_scope().reuse_variables()  # for cells that call get_variable at each step
    return [outputs[t] for t in range(len(steps))], state


def _choose(running: Tensor, new: Any, old: Any) -> Any:
    pairs = zip(flatten(new), flatten(old), strict=True)
    return pack_like(new, [choose(running, a, b) for a, b in pairs])


def _start(cell: Any, batch: int | None, count: Any, initial_state: Any, dtype: DTypeLike | None) -> Any:
    """The state before the first step; ``count`` is the batch size as a number or as a tensor."""
    if initial_state is not None:
        check_state(initial_state, cell.state_size, getattr(cell, "name", type(cell).__name__))
        return pack_like(initial_state, [convert_to_tensor(leaf) for leaf in flatten(initial_state)])
    if dtype is None:
        raise InvalidValueError(
            "If there is no initial_state, you must give a dtype.\n  Remedy: add dtype=tf.float32 to the call."
        )
    return cell.zero_state(count, dtype)


def _lengths(lengths: Any, batch: int | None) -> Tensor:
    tensor = convert_to_tensor(lengths)
    if tensor.dtype.is_floating or not compatible(tensor.sizes, (batch,)):
        raise InvalidValueError(
            f"sequence_length must be a vector of ints of length batch_size, {show((batch,))}, but it is "
            f"{tensor.dtype.name} of shape {show(tensor.sizes)}."
        )
    return tensor


def _check_rank(x: Tensor, time_major: bool) -> None:
    order = "(time, batch, features)" if time_major else "(batch, time, features)"
    if x.sizes is None or len(x.sizes) < 3:
        raise InvalidValueError(
            f"The inputs of a recurrent network are {order}, but {x.name} has shape {x.shape}."
        )
    axis = 0 if time_major else 1
    if x.sizes[axis] == 0:
        raise InvalidValueError(f"{x.name} has no time steps: its shape is {x.shape}, {order}.")


def _listed(inputs: TensorLike) -> list[Tensor]:
    if not isinstance(inputs, (list, tuple)):
        raise InvalidTypeError(
            f"inputs must be a sequence, one (batch, features) tensor a time step, but is {inputs!r}.\n"
            "  Remedy: tf.unstack(x, axis=1) makes one of (batch, time, features)."
        )
    if not inputs:
        raise InvalidValueError("inputs must not be empty: a recurrent network needs one time step or more.")
    return [convert_to_tensor(step) for step in inputs]
