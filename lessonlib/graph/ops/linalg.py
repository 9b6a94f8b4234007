"""Linear algebra: products of matrices, inverses, determinants. Leading axes are batches."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import as_tensor, convert_to_tensor, create
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.infer import ProbeError
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import conj
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import AxisLike, DTypeLike, TensorLike

_MANY_TERMS = 8192


def _matmul_shape(a: Tensor, b: Tensor) -> list[Any]:
    """TensorFlow's rule: two tensors of the same rank, 2 or more, whose inner sizes agree."""
    x, y = a.sizes, b.sizes
    for sizes in (x, y):
        if sizes is not None and len(sizes) < 2:
            raise ProbeError(f"Shape must be rank 2 but is rank {len(sizes)}: matmul multiplies matrices.")
    if x is None and y is None:
        return [(a.dtype, None)]
    if y is None or (x is None and len(y) > 2):
        return [(a.dtype, None if y is None and len(x or ()) > 2 else (*(x or ())[:-1], None) if x else None)]
    if x is None:
        return [(a.dtype, (None, y[-1]))]
    if len(x) != len(y) or not compatible(x[:-2], y[:-2]):
        raise ProbeError(f"matmul needs two tensors of the same rank and batch sizes; got {x} and {y}.")
    if not compatible(x[-1:], y[-2:-1]):
        raise ProbeError(
            f"Dimensions must be equal, but are {x[-1]} and {y[-2]}: columns of the first, rows of the second."
        )
    batch = tuple(p if p is not None else q for p, q in zip(x[:-2], y[:-2], strict=True))
    return [(a.dtype, (*batch, x[-2], y[-1]))]


def long_matmul(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """torch.matmul with sums in float64: float32 sums of many thousand terms lose digits that TensorFlow's keep."""
    result: torch.Tensor = torch.matmul(a.to(torch.float64), b.to(torch.float64)).to(a.dtype)
    return result


def determinant(x: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.det(x)
    return result


def inverse(x: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.inv(x)
    return result


def solve(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.solve(a, b)
    return result


def trace_of(x: torch.Tensor) -> torch.Tensor:
    return torch.diagonal(x, dim1=-2, dim2=-1).sum(-1, dtype=x.dtype)


@tf_export("matmul", "linalg.matmul")
def matmul(
    a: TensorLike, b: TensorLike, transpose_a: bool = False, transpose_b: bool = False, adjoint_a: bool = False,
    adjoint_b: bool = False, a_is_sparse: bool = False, b_is_sparse: bool = False,
    output_type: DTypeLike | None = None, grad_a: bool = False, grad_b: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The matrix product of a (..., n, k) and b (..., k, m): (..., n, m).

    Args:
        transpose_a, transpose_b: swap the last two axes of the operand first.
        adjoint_a, adjoint_b: the same, and conjugate complex numbers.
        a_is_sparse, b_is_sparse, grad_a, grad_b: hints for TensorFlow's choice of a kernel; they change no value.

    Raises ValueError when the ranks differ or are under 2, or when the inner sizes differ.
    """
    refuse("tf.matmul", "tf.cast the operands, or the product.", output_type=output_type)
    for operand, turned, adjoint in (("a", transpose_a, adjoint_a), ("b", transpose_b, adjoint_b)):
        if turned and adjoint:
            raise InvalidValueError(f"Only one of transpose_{operand} and adjoint_{operand} can be True.")
    if transpose_a or adjoint_a:
        a = matrix_transpose(a, conjugate=adjoint_a)
    if transpose_b or adjoint_b:
        b = matrix_transpose(b, conjugate=adjoint_b)
    tensor = as_tensor(a)
    sizes = as_array(a, None)[0].shape if tensor is None else tensor.sizes
    many = sizes is not None and len(sizes) > 0 and (sizes[-1] or 0) > _MANY_TERMS
    return create("LongMatMul" if many else "MatMul", a, b, name=name or "MatMul")


@tf_export("matrix_transpose", "linalg.matrix_transpose", "linalg.transpose")
def matrix_transpose(a: TensorLike, name: str | None = None, conjugate: bool = False) -> Tensor:
    """The last two axes swapped. ``conjugate`` also conjugates complex numbers."""
    tensor = conj(a) if conjugate else a
    return create("MatrixTranspose", tensor, dim0=-2, dim1=-1, name=name or "matrix_transpose")


@tf_export("matrix_inverse", "linalg.inv")
def matrix_inverse(input: TensorLike, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of square matrices (..., n, n), or of their adjoint. A singular matrix fails when it runs."""
    matrix = matrix_transpose(input, conjugate=True) if adjoint else input
    return create("MatrixInverse", matrix, name=name or "MatrixInverse")


@tf_export("matrix_determinant", "linalg.det")
def matrix_determinant(input: TensorLike, name: str | None = None) -> Tensor:
    """The determinant of square matrices (..., n, n): (...)."""
    return create("MatrixDeterminant", input, name=name or "MatrixDeterminant")


@tf_export("matrix_solve", "linalg.solve")
def matrix_solve(
    matrix: TensorLike, rhs: TensorLike, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """x of matrix @ x = rhs, for matrix (..., n, n), or its adjoint, and rhs (..., n, k)."""
    matrix = matrix_transpose(matrix, conjugate=True) if adjoint else matrix
    return create("MatrixSolve", matrix, rhs, name=name or "MatrixSolve")


@tf_export("trace", "linalg.trace")
def trace(x: TensorLike, name: str | None = None) -> Tensor:
    """The sum of the diagonal of (..., n, n): (...)."""
    return create("Trace", x, name=name or "Trace")


@tf_export("tensordot", "linalg.tensordot")
def tensordot(a: TensorLike, b: TensorLike, axes: AxisLike, name: str | None = None) -> Tensor:
    """The product of a and b summed over ``axes``: a number of axes, or two lists of axes."""
    pairs = axes if isinstance(axes, int) else tuple(tuple(int(i) for i in _listed(side)) for side in axes)
    return create("Tensordot", convert_to_tensor(a), b, dims=pairs, name=name or "Tensordot")


def _listed(side: Any) -> list[int]:
    return [side] if isinstance(side, int) else list(side)


register(
    "MatMul", "a b", torch.matmul,
    (lambda g, y, a, b: matmul(g, b, transpose_b=True), lambda g, y, a, b: matmul(a, g, transpose_a=True)),
    shape=_matmul_shape, takes="number",
)  # fmt: skip
register(
    "LongMatMul", "a b", long_matmul,
    (lambda g, y, a, b: matmul(g, b, transpose_b=True), lambda g, y, a, b: matmul(a, g, transpose_a=True)),
    shape=_matmul_shape, takes="number",
)  # fmt: skip
register("MatrixTranspose", "x", torch.transpose, (lambda g, y, x, **axes: matrix_transpose(g),), view=True)
register(
    "MatrixInverse", "x", inverse,
    (lambda g, y, x: -matmul(matmul(y, g, transpose_a=True), y, transpose_b=True),), takes="float",
)  # fmt: skip
register("MatrixDeterminant", "x", determinant, BY_VJP, takes="float")
register("MatrixSolve", "a b", solve, BY_VJP, takes="float")
register("Trace", "x", trace_of, BY_VJP, takes="number")
register("Tensordot", "a b", torch.tensordot, BY_VJP, takes="number")
