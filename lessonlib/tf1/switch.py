"""`switch_case`: one of several functions, chosen by a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lessonlib.graph.control import case
from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.dtypes import int32
from lessonlib.graph.errors import InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.ops.logic import equal
from lessonlib.graph.types import TensorLike

Function = Callable[[], Any]


@tf_export("switch_case")
def switch_case(
    branch_index: TensorLike,
    branch_fns: Mapping[int, Function] | Sequence[Function | tuple[int, Function]],
    default: Function | None = None,
    name: str = "switch_case",
) -> Any:
    """What the function with the number ``branch_index`` (int32 scalar) returns, chosen at each run.

    Args:
        branch_fns: functions by number, or a list of (number, function), or of functions alone.
        default: for all other numbers; by default the function with the largest number.

    Raises TypeError when a function cannot be called, ValueError when there is none, a number is given
    twice, or the numbers are not 0, 1, 2 ...
    """
    index, functions = convert_to_tensor(branch_index, int32), _numbered(branch_fns)
    otherwise = functions[max(functions)] if default is None else default
    return case([(equal(index, number), functions[number]) for number in functions], otherwise, name=name)


def _numbered(given: Any) -> dict[int, Function]:
    pairs = list(given.items()) if isinstance(given, Mapping) else list(given)
    if pairs and all(callable(item) for item in pairs):
        pairs = list(enumerate(pairs))
    if not pairs:
        raise InvalidValueError("tf.switch_case needs at least one function in branch_fns.")
    functions: dict[int, Function] = {}
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not callable(pair[1]):
            raise InvalidTypeError(f"branch_fns must hold (number, function) pairs, but has {pair!r}.")
        if int(pair[0]) in functions:
            raise InvalidValueError(f"branch_fns has the number {pair[0]} twice.")
        functions[int(pair[0])] = pair[1]
    if sorted(functions) != list(range(len(functions))):
        raise InvalidValueError(
            f"The numbers of branch_fns must be 0, 1, 2 ..., but are {sorted(functions)}."
        )
    return functions
