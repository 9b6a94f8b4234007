"""Assertions about values, as operations: put them in ``control_dependencies`` before what relies on them.

What is known while the graph is built is checked then; the rest at each run. Both raise InvalidArgumentError.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor, working_graph
from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops import logic
from lessonlib.graph.ops.array import shape, size
from lessonlib.graph.ops.host import SHOWN, assert_, summary
from lessonlib.graph.ops.reduction import reduce_all
from lessonlib.graph.ops.state import no_op
from lessonlib.graph.types import DTypeLike, TensorLike

Data = Sequence[Any] | None


def _pairwise(name_: str, sign: str, compare: Callable[..., Tensor]) -> Callable[..., Operation]:
    def function(
        x: TensorLike, y: TensorLike, data: Data = None, summarize: int | None = None, message: str | None = None,
        name: str | None = None,
    ) -> Operation:  # fmt: skip
        a, b = _alike(x, y)
        told = [f"{message or ''}Condition x {sign} y did not hold element-wise:"]
        shown = data or [*told, f"x ({a.name}) = ", a, f"y ({b.name}) = ", b]
        return _checked(lambda: compare(a, b), [a, b], compare, shown, summarize, name or name_)

    function.__doc__ = f"Fails unless x {sign} y for all elements; shapes broadcast."
    return function


def _with_zero(name_: str, what: str, sign: str, compare: Callable[..., Tensor]) -> Callable[..., Operation]:
    def function(
        x: TensorLike,
        data: Data = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        a, zero = _alike(x, 0)
        told = f"{message or ''}Condition x {sign} 0 did not hold element-wise:"
        shown = data or [told, f"x ({a.name}) = ", a]
        return _checked(lambda: compare(a, zero), [a, zero], compare, shown, summarize, name or name_)

    function.__doc__ = f"Fails unless all elements are {what}."
    return function


assert_equal = tf_export("assert_equal")(_pairwise("assert_equal", "==", logic.equal))
assert_none_equal = tf_export("assert_none_equal")(_pairwise("assert_none_equal", "!=", logic.not_equal))
assert_less = tf_export("assert_less")(_pairwise("assert_less", "<", logic.less))
assert_less_equal = tf_export("assert_less_equal")(_pairwise("assert_less_equal", "<=", logic.less_equal))
assert_greater = tf_export("assert_greater")(_pairwise("assert_greater", ">", logic.greater))
assert_greater_equal = tf_export("assert_greater_equal")(
    _pairwise("assert_greater_equal", ">=", logic.greater_equal)
)
assert_positive = tf_export("assert_positive")(_with_zero("assert_positive", "positive", ">", logic.greater))
assert_negative = tf_export("assert_negative")(_with_zero("assert_negative", "negative", "<", logic.less))
assert_non_negative = tf_export("assert_non_negative")(
    _with_zero("assert_non_negative", "0 or positive", ">=", logic.greater_equal)
)
assert_non_positive = tf_export("assert_non_positive")(
    _with_zero("assert_non_positive", "0 or negative", "<=", logic.less_equal)
)

_KERNELS: dict[Any, Callable[[Any, Any], Any]] = {
    logic.equal: lambda a, b: a == b,
    logic.not_equal: lambda a, b: a != b,
    logic.less: lambda a, b: a < b,
    logic.less_equal: lambda a, b: a <= b,
    logic.greater: lambda a, b: a > b,
    logic.greater_equal: lambda a, b: a >= b,
}


@tf_export("assert_rank")
def assert_rank(
    x: TensorLike, rank: int, data: Data = None, summarize: int | None = None, message: str | None = None,
    name: str | None = None,
) -> Operation:  # fmt: skip
    """Fails unless x has this rank: with ValueError now when the rank is known, else at the run."""
    return _rank(x, rank, "equal to", logic.equal, data, summarize, message, name or "assert_rank")


@tf_export("assert_rank_at_least")
def assert_rank_at_least(
    x: TensorLike, rank: int, data: Data = None, summarize: int | None = None, message: str | None = None,
    name: str | None = None,
) -> Operation:  # fmt: skip
    """Fails unless x has this rank or more: with ValueError now when the rank is known, else at the run."""
    return _rank(
        x, rank, "at least", logic.greater_equal, data, summarize, message, name or "assert_rank_at_least"
    )


@tf_export("assert_type")
def assert_type(
    tensor: TensorLike, tf_type: DTypeLike, message: str | None = None, name: str | None = None
) -> Operation:
    """Raises TypeError now unless the tensor has this dtype."""
    node, wanted = convert_to_tensor(tensor), as_dtype(tf_type)
    if node.dtype is not wanted:
        raise InvalidTypeError(
            f"{message or ''}{node.name} must be of type {wanted.name}, but is {node.dtype.name}."
        )
    return no_op(name or "assert_type")


def _rank(
    x: TensorLike, rank: int, words: str, compare: Callable[..., Tensor], data: Data, summarize: int | None,
    message: str | None, name: str,
) -> Operation:  # fmt: skip
    tensor = convert_to_tensor(x)
    if tensor.sizes is not None:
        if not _KERNELS[compare](len(tensor.sizes), rank):
            raise InvalidValueError(
                f"{message or ''}Tensor {tensor.name} must have rank {words} {rank}, but has rank {len(tensor.sizes)} "
                f"(shape {tensor.shape})."
            )
        return no_op(name)
    with working_graph(tensor).as_default() as graph, graph.name_scope(name):
        shown = data or [
            f"{message or ''}Tensor {tensor.name} must have rank {words} {rank}; its shape is",
            shape(x),
        ]
        return assert_(compare(size(shape(tensor)), rank), shown, summarize)


def _alike(x: TensorLike, y: TensorLike) -> tuple[Tensor, Tensor]:
    """Both as tensors; the one that is none takes over the dtype of the other."""
    if as_tensor(x) is None and as_tensor(y) is not None:
        b = convert_to_tensor(y)
        return convert_to_tensor(x, b.dtype, name="x"), b
    a = convert_to_tensor(x, name="x")
    return a, convert_to_tensor(y, a.dtype, name="y")


def _checked(
    test: Callable[[], Tensor], operands: list[Tensor], compare: Any, data: Sequence[TensorLike], summarize: int | None,
    name: str,
) -> Operation:  # fmt: skip
    known = [constant_value(tensor) for tensor in operands]
    if all(value is not None for value in known) and not _KERNELS[compare](*known).all():
        values: list[Any] = [constant_value(item) if as_tensor(item) is not None else item for item in data]
        limit = SHOWN if summarize is None else summarize
        shown = " ".join(f"[{summary(value, limit)}]" for value in values)
        raise InvalidArgumentError(None, None, f"assertion failed: {shown}")
    with working_graph(operands[0]).as_default() as graph, graph.name_scope(name):
        return assert_(reduce_all(test()), data, summarize)
