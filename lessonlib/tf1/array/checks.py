"""Checks of values, ranks and dtypes beyond those of `lessonlib.graph.ops.asserts`, and checks for NaN."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import as_tensor, convert_to_tensor, create, one_of, working_graph
from lessonlib.graph.dtypes import DType, as_dtype, float32
from lessonlib.graph.errors import InvalidArgumentError, InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.ops.array import identity, rank, reshape, shape
from lessonlib.graph.ops.host import assert_
from lessonlib.graph.ops.logic import equal, greater_equal, less, less_equal
from lessonlib.graph.ops.math import abs_
from lessonlib.graph.ops.reduction import reduce_all, reduce_any
from lessonlib.graph.ops.state import group, no_op
from lessonlib.graph.registry import register
from lessonlib.graph.types import DTypeLike, TensorLike

Data = Sequence[Any] | None


def checked(x: torch.Tensor, message: str) -> torch.Tensor:
    infinite, undefined = bool(torch.isinf(x).any()), bool(torch.isnan(x).any())
    if infinite or undefined:
        kinds = " and ".join(word for word, there in (("Inf", infinite), ("NaN", undefined)) if there)
        raise InvalidArgumentError(None, None, f"{message} : Tensor had {kinds} values")
    return x


register(
    "CheckNumerics", "x", checked, (lambda g, y, x, message: g,), takes="real float", view=True, stateful=True,
    shape=lambda x, message: [(x.dtype, x.sizes)],
)  # fmt: skip


@tf_export("check_numerics", "debugging.check_numerics")
def check_numerics(tensor: TensorLike, message: str, name: str | None = None) -> Tensor:
    """The same values; a run fails with InvalidArgumentError and ``message`` when NaN or infinity is among them."""
    return create("CheckNumerics", tensor, message=message, name=name or "CheckNumerics")


@tf_export("verify_tensor_all_finite", "debugging.assert_all_finite")
def verify_tensor_all_finite(
    t: TensorLike | None = None, msg: str | None = None, name: str | None = None, x: TensorLike | None = None,
    message: str | None = None,
) -> Tensor:  # fmt: skip
    """`check_numerics` under another name; ``x`` and ``message`` are other names of the parameters."""
    tensor = convert_to_tensor(one_of("x", t, "t", x))
    told = one_of("message", msg, "msg", message)
    return check_numerics(tensor, told or "", name=name or "VerifyFinite")


@tf_export("add_check_numerics_ops")
def add_check_numerics_ops() -> Operation:
    """One operation that checks all floating-point tensors of the default graph for NaN and infinity.

    The message names the tensor. What is made later is not checked.
    """
    graph = get_default_graph()
    tensors = [t for op in list(graph.operations) for t in op.outputs if t.dtype.is_floating]
    return group(*[check_numerics(tensor, tensor.name) for tensor in tensors])


@tf_export("assert_near", "debugging.assert_near")
def assert_near(
    x: TensorLike, y: TensorLike, rtol: TensorLike | None = None, atol: TensorLike | None = None, data: Data = None,
    summarize: int | None = None, message: str | None = None, name: str | None = None,
) -> Operation:  # fmt: skip
    """Fails unless |x - y| <= atol + rtol * |y| everywhere; both are 10 epsilons of the dtype when not given."""
    partner = as_tensor(y)
    a = convert_to_tensor(x, partner.dtype if as_tensor(x) is None and partner is not None else None)
    b = convert_to_tensor(y, a.dtype)
    epsilon = 10 * float(np.finfo(a.dtype.numpy).eps) if a.dtype.is_floating else 0.0
    relative, absolute = (
        convert_to_tensor(epsilon if given is None else given, a.dtype) for given in (rtol, atol)
    )
    with working_graph(a).as_default() as graph, graph.name_scope(name or "assert_near"):
        close = reduce_all(less_equal(abs_(a - b), absolute + relative * abs_(b)))
        told = f"{message or ''}x and y not equal to tolerance"
        return assert_(close, data or [told, f"x ({a.name}) = ", a, f"y ({b.name}) = ", b], summarize)


@tf_export("assert_integer", "debugging.assert_integer")
def assert_integer(x: TensorLike, message: str | None = None, name: str | None = None) -> Operation:
    """Raises TypeError now unless x is of an integer dtype."""
    node = convert_to_tensor(x)
    if not node.dtype.is_integer:
        raise InvalidTypeError(
            f"{message or ''}Expected x to be of an integer dtype, but {node.name} is {node.dtype.name}."
        )
    return no_op(name or "assert_integer")


@tf_export("assert_rank_in", "debugging.assert_rank_in")
def assert_rank_in(
    x: TensorLike, ranks: Sequence[int], data: Data = None, summarize: int | None = None, message: str | None = None,
    name: str | None = None,
) -> Operation:  # fmt: skip
    """Fails unless the rank of x is among ``ranks``: with ValueError now when the rank is known, else at the run."""
    tensor = convert_to_tensor(x)
    if tensor.sizes is not None:
        if len(tensor.sizes) not in [int(number) for number in ranks]:
            raise InvalidValueError(
                f"{message or ''}Tensor {tensor.name} must have a rank in {list(ranks)}, but has rank "
                f"{len(tensor.sizes)} (shape {tensor.shape})."
            )
        return no_op(name or "assert_rank_in")
    with working_graph(tensor).as_default() as graph, graph.name_scope(name or "assert_rank_in"):
        told = f"{message or ''}Tensor {tensor.name} must have a rank in {list(ranks)}; its shape is"
        return assert_(
            reduce_any(equal(rank(tensor), [int(n) for n in ranks])), data or [told, shape(tensor)], summarize
        )


@tf_export("assert_proper_iterable", "debugging.assert_proper_iterable")
def assert_proper_iterable(values: object) -> None:
    """Raises TypeError unless it is something to iterate over that is no tensor, array or text."""
    if as_tensor(values) is not None or isinstance(values, (np.ndarray, bytes, str)):
        raise InvalidTypeError(
            f"Expected values to be a proper iterable, such as a list, not {type(values)}."
        )
    if not isinstance(values, Iterable):
        raise InvalidTypeError(f"Expected values to be iterable, but {type(values)} is not.")


@tf_export("assert_same_float_dtype", "debugging.assert_same_float_dtype")
def assert_same_float_dtype(tensors: Sequence[Any] | None = None, dtype: DTypeLike | None = None) -> DType:
    """The floating-point dtype that all tensors have (float32 of none). Raises ValueError when they differ."""
    found = None if dtype is None else as_dtype(dtype)
    for tensor in tensors or []:
        if tensor is None:
            continue
        kind = convert_to_tensor(tensor).dtype
        found = found or kind
        if kind is not found:
            raise InvalidValueError(
                f"Tensor type {kind.name} does not match type {found.name} of the others."
            )
    found = found or float32
    if not found.is_floating:
        raise InvalidValueError(f"Expected floating point type, got {found.name}.")
    return found


@tf_export("assert_scalar", "debugging.assert_scalar")
def assert_scalar(tensor: TensorLike, name: str | None = None, message: str | None = None) -> Tensor:
    """The tensor. Raises ValueError now when it is known to be no scalar."""
    node = convert_to_tensor(tensor)
    if node.sizes:
        raise InvalidValueError(f"{message or ''}Expected a scalar, but {node.name} has shape {node.shape}.")
    return node


@tf_export("is_non_decreasing", "math.is_non_decreasing", "debugging.is_non_decreasing")
def is_non_decreasing(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether no element is smaller than the one before it, in the order of the flattened tensor."""
    flat = reshape(x, [-1])
    return reduce_all(greater_equal(flat[1:], flat[:-1]), name=name or "is_non_decreasing")


@tf_export("is_strictly_increasing", "math.is_strictly_increasing", "debugging.is_strictly_increasing")
def is_strictly_increasing(x: TensorLike, name: str | None = None) -> Tensor:
    """Whether each element is larger than the one before it, in the order of the flattened tensor."""
    flat = reshape(x, [-1])
    return reduce_all(less(flat[:-1], flat[1:]), name=name or "is_strictly_increasing")


@tf_export("assert_variables_initialized")
def assert_variables_initialized(var_list: Sequence[TensorLike] | None = None) -> Operation | None:
    """An operation that fails with FailedPreconditionError while one of the variables (by default all) has no value."""
    graph = get_default_graph()
    both = [*graph.get_collection("variables"), *graph.get_collection("local_variables")]
    variables = both if var_list is None else list(var_list)
    return group(*[identity(variable) for variable in variables]) if variables else None
