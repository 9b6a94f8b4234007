"""`raw_rnn`: a recurrent network whose caller says after each step what comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lessonlib.graph import nest
from lessonlib.graph.control import while_loop
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import shape
from lessonlib.graph.ops.filling import where
from lessonlib.graph.ops.logic import logical_not, logical_or
from lessonlib.graph.ops.reduction import reduce_all
from lessonlib.graph.shapes import Shape, TensorShape
from lessonlib.tf1.functional.tensor_array import TensorArray
from lessonlib.tf1.rnn.state import leaf_shape, map_rows, zeros_of
from lessonlib.tf1.rnn.wrappers import check_cell
from lessonlib.tf1.variables.scope import variable_scope

Following = tuple[Any, Any, Any, Any, Any]  # (finished, next input, next state, what to emit, loop state)


@tf_export("nn.raw_rnn")
def raw_rnn(
    cell: Any, loop_fn: Callable[..., Following], parallel_iterations: int | None = None, swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Any]:  # fmt: skip
    """Run a cell until all rows are finished; ``loop_fn`` says what each step takes and gives.

    Args:
        cell: the RNNCell.
        loop_fn: ``loop_fn(time, cell_output, cell_state, loop_state)``, called before the first step (time 0, all else
            None) and after each one. It gives (finished (batch,), next input (batch, n), next state, emitted, loop
            state). What the first call emits are examples of one row, for the shapes and dtypes (None: those of the
            cell's outputs); its state is the first one, and its loop state may be None.
        parallel_iterations, swap_memory: accepted for TensorFlow's sake; they change no value.

    Returns TensorArrays of what the steps emitted, nested as it is, the last state, and the last loop state. A row that
    is finished emits zeros, and its state stays as it was.

    Raises TypeError when loop_fn cannot be called, ValueError when its first call gives no state.
    """
    check_cell(cell)
    if not callable(loop_fn):
        raise InvalidTypeError(f"loop_fn must be a callable, but it is a '{type(loop_fn).__name__}'.")
    with variable_scope(scope or "rnn"):
        finished, inputs, state, example, loop_state = loop_fn(convert_to_tensor(0), None, None, None)
        if state is None:
            raise InvalidValueError(
                "The first call of loop_fn, with time 0, must give the first state; remedy: cell.zero_state(...)."
            )
        first = convert_to_tensor(nest.flatten(inputs)[0])
        batch = shape(first)[0]
        shapes, kinds = _emitted(cell, example, convert_to_tensor(nest.flatten(state)[0]).dtype)
        structure = cell.output_size if example is None else example
        rows = None if first.sizes is None else first.sizes[0]
        arrays = [
            TensorArray(kind, 0, dynamic_size=True, element_shape=leaf_shape(sizes, rows))
            for sizes, kind in zip(shapes, kinds, strict=True)
        ]
        blanks = [
            zeros_of(TensorShape(sizes), batch, kind) for sizes, kind in zip(shapes, kinds, strict=True)
        ]

        def body(
            time: Tensor, finished: Tensor, inputs: Any, arrays: Any, state: Any, loop_state: Any
        ) -> Any:
            output, stepped = cell(inputs, state)
            handed_on = None if loop_state == () else loop_state
            now, next_inputs, stepped, emitted, handed_on = loop_fn(time + 1, output, stepped, handed_on)
            leaves = [
                where(finished, blank, leaf)
                for blank, leaf in zip(blanks, nest.flatten(emitted), strict=True)
            ]
            following = map_rows(lambda old, new: where(finished, old, new), state, stepped)
            written = [array.write(time, leaf) for array, leaf in zip(arrays, leaves, strict=True)]
            ended = logical_or(finished, convert_to_tensor(now))
            return time + 1, ended, next_inputs, written, following, () if handed_on is None else handed_on

        start = (
            convert_to_tensor(0),
            convert_to_tensor(finished),
            inputs,
            arrays,
            state,
            () if loop_state is None else loop_state,
        )
        last = while_loop(lambda *values: logical_not(reduce_all(values[1])), body, start)
        return nest.pack_like(structure, last[3]), last[4], None if last[5] == () else last[5]


def _emitted(cell: Any, example: Any, dtype: Any) -> tuple[list[Shape], list[Any]]:
    """The shape of each tensor that a step emits for one row, and its dtype."""
    if example is None:
        sizes = nest.flatten(cell.output_size)
        return [leaf_shape(size, None)[1:] for size in sizes], [dtype] * len(sizes)
    leaves = [convert_to_tensor(leaf) for leaf in nest.flatten(example)]
    return [leaf.sizes for leaf in leaves], [leaf.dtype for leaf in leaves]
