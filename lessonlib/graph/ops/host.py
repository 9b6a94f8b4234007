"""Operations that run on the host: Python functions, printing, assertions, and placeholders with a default."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.context import KernelState
from lessonlib.graph.create import convert_to_tensor, create, create_operation
from lessonlib.graph.dtypes import DType, as_dtype, string
from lessonlib.graph.errors import DTypeError, InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity_of
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.shapes import as_shape, compatible, show
from lessonlib.graph.types import ShapeLike, TensorLike

SHOWN = 3  # elements of each tensor that a message shows when not said, as in TensorFlow


class HostFunction:
    """A user's function from arrays to arrays, and the dtypes of what it returns."""

    def __init__(self, function: Callable[..., Any], dtypes: Sequence[DType], listed: bool) -> None:
        self.function, self.dtypes, self.listed = function, tuple(dtypes), listed
        self.name = getattr(function, "__name__", "function")

    def __call__(self, arrays: list[Any]) -> list[Any]:
        """The checked results. Raises ValueError when their number or a dtype is not what ``Tout`` says."""
        result = self.function(*arrays)
        several = isinstance(result, (tuple, list)) and (self.listed or len(self.dtypes) != 1)
        results = list(result) if several else [] if result is None else [result]
        if len(results) != len(self.dtypes):
            raise InvalidValueError(
                f"py_func '{self.name}' returned {len(results)} values, but Tout names {len(self.dtypes)}."
            )
        return [self._checked(i, *pair) for i, pair in enumerate(zip(results, self.dtypes, strict=True))]

    def _checked(self, index: int, value: Any, dtype: DType) -> Any:
        if dtype is string:
            return value.encode() if isinstance(value, str) else value
        array = np.asarray(value)
        if array.dtype != dtype.numpy:
            raise InvalidValueError(
                f"Value {index} returned by py_func '{self.name}' is {array.dtype}, but Tout says {dtype.name}: "
                f"return it as np.asarray(value, np.{np.dtype(dtype.numpy).name}), or say another Tout."
            )
        return array


def call_host(inputs: list[Any], function: HostFunction, device: torch.device) -> Any:
    """Call with copies, as the function may write into its arguments; the results go where the session computes."""
    arrays = [np.array(x.cpu().numpy())[()] if isinstance(x, torch.Tensor) else x for x in inputs]
    results = tuple(
        torch.from_numpy(np.array(value)).to(device) if isinstance(value, np.ndarray) else value
        for value in function(arrays)
    )
    return None if not results else results[0] if len(results) == 1 else results


def show_and_pass(
    input: torch.Tensor,
    data: list[Any],
    message: str,
    summarize: int,
    state: KernelState,
    first_n: int | None = None,
) -> torch.Tensor:
    shown_before = state.value or 0
    if first_n is None or shown_before < first_n:
        state.value = shown_before + 1
        shown = "".join(f"[{summary(value, summarize)}]" for value in data)
        print(f"{message}{shown}", file=sys.stderr, flush=True)
    return input


def insist(condition: torch.Tensor, data: list[Any], summarize: int) -> None:
    if not condition.all():
        shown = " ".join(f"[{summary(value, summarize)}]" for value in data)
        raise InvalidArgumentError(None, None, f"assertion failed: {shown}")


@tf_export("py_func")
def py_func(
    func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None
) -> Any:
    """``func`` on the values of ``inp`` as NumPy arrays, at each run; it must return arrays of the dtypes ``Tout``.

    One tensor when ``Tout`` is a dtype, a list when it is a list, the Operation when that is empty. Their shapes are
    unknown until the run (``set_shape`` tells them). No gradient goes through. A failure of ``func`` is an
    InvalidArgumentError with its message.
    """
    listed = isinstance(Tout, (list, tuple))
    dtypes = [as_dtype(dtype) for dtype in (Tout if listed else [Tout])]
    inputs = [convert_to_tensor(value) for value in (inp if isinstance(inp, (list, tuple)) else [inp])]
    op = create_operation(
        "PyFunc", inputs, function=HostFunction(func, dtypes, listed), name=name or "PyFunc"
    )
    if not op.outputs:
        return op
    return list(op.outputs) if listed else op.outputs[0]


@tf_export("Print")
def print_(
    input_: TensorLike, data: Sequence[TensorLike], message: str | None = None, first_n: int | None = None,
    summarize: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """``input_``, with the values of ``data`` printed to stderr each time it is computed.

    A session prints at most ``first_n`` times. ``summarize`` is how many elements of each are shown, by default 3.
    """
    attrs: dict[str, Any] = {"message": message or "", "summarize": SHOWN if summarize is None else summarize}
    if first_n is not None and first_n >= 0:
        attrs["first_n"] = first_n
    shown = [convert_to_tensor(item) for item in data]
    return create("Print", convert_to_tensor(input_), shown, name=name or "Print", **attrs)


@tf_export("Assert")
def assert_(
    condition: TensorLike, data: Sequence[TensorLike], summarize: int | None = None, name: str | None = None
) -> Operation:
    """An operation that fails with InvalidArgumentError, showing ``data``, unless all of ``condition`` is True."""
    test = convert_to_tensor(condition)
    if not test.dtype.is_bool:
        raise DTypeError(f"tf.Assert needs a bool condition, but {test!r} is {test.dtype.name}.")
    shown = [convert_to_tensor(item) for item in data]
    count = SHOWN if summarize is None else summarize
    return create_operation("Assert", test, shown, summarize=count, name=name or "Assert")


@tf_export("placeholder_with_default")
def placeholder_with_default(input: TensorLike, shape: ShapeLike, name: str | None = None) -> Tensor:
    """A tensor that has the value of ``input`` unless a run feeds another one of this ``shape``.

    Raises ValueError when ``input`` itself has not this shape.
    """
    default, wanted = convert_to_tensor(input), as_shape(shape)
    if not compatible(default.sizes, wanted):
        raise InvalidValueError(
            f"The default of a placeholder must have its shape {show(wanted)}, but has {show(default.sizes)}."
        )
    tensor = create("PlaceholderWithDefault", default, name=name or "PlaceholderWithDefault")
    tensor.sizes = wanted  # less than the default tells: other sizes may be fed
    return tensor


def summary(value: Any, count: int) -> str:
    """The first ``count`` elements (all when negative), rows in brackets, the rest as dots: ``[1 2][3...]``."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    array = value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else as_array(value, None)[0]
    limit = array.size if count < 0 else count
    text, _ = _part(array, limit)
    return text + ("..." if array.size > limit else "")


def _part(array: Any, left: int) -> tuple[str, int]:
    """The text of up to ``left`` elements, and how many more may follow."""
    if array.ndim <= 1:
        items = array.reshape(-1)[: max(left, 0)]
        return " ".join(_element(item) for item in items), left - len(items)
    rows = []
    for row in array:
        if left <= 0:
            break
        text, left = _part(row, left)
        rows.append(f"[{text}]")
    return "".join(rows), left


def _element(item: Any) -> str:
    if isinstance(item, bytes):
        return item.decode(errors="replace")
    return f"{item:.6g}" if isinstance(item, np.floating) else str(item)


register(
    "PyFunc", "input*", call_host, NOT_DIFFERENTIABLE, same="", needs="device", stateful=True,
    shape=lambda input, function: [(dtype, None) for dtype in function.dtypes],
)  # fmt: skip
register(
    "Print", "input data*", show_and_pass, (lambda g, y, *inputs, **attrs: g, None), same="", view=True,
    needs="state", shape=lambda input, data, **attrs: [(input.dtype, input.sizes)],
)  # fmt: skip
register(
    "Assert", "condition data*", insist, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda condition, data, **attrs: [],
)  # fmt: skip
register(
    "PlaceholderWithDefault", "input", identity_of, (lambda g, y, x: g,), view=True,
    shape=lambda x: [(x.dtype, x.sizes)],
)  # fmt: skip
