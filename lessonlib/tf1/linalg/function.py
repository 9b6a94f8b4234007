"""Functions of whole matrices: exponential, logarithm, square root, determinants, rank, and sums over indices."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.filling import eye as eye
from lessonlib.graph.ops.linalg import matmul, matrix_transpose
from lessonlib.graph.ops.norms import global_norm as global_norm
from lessonlib.graph.ops.norms import l2_normalize as l2_normalize
from lessonlib.graph.ops.norms import norm as norm
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import AxisLike, TensorLike

for _name, _function in {
    "norm": norm,
    "global_norm": global_norm,
    "l2_normalize": l2_normalize,
    "eye": eye,
}.items():
    tf_export(f"linalg.{_name}")(_function)


class SignAndLog(NamedTuple):
    """The sign of a determinant, and the logarithm of its absolute value."""

    sign: Tensor
    log_abs_determinant: Tensor


def exponential(x: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.matrix_exp(x)
    return result


def by_eigen(x: torch.Tensor, function: str) -> torch.Tensor:
    """A function of a matrix that can be diagonalised, by its eigenvalues; complex in between."""
    values, vectors = torch.linalg.eig(x)
    changed: torch.Tensor = (vectors * getattr(torch, function)(values).unsqueeze(-2)) @ torch.linalg.inv(
        vectors
    )
    return changed if x.is_complex() else changed.real


def square_root(x: torch.Tensor) -> torch.Tensor:
    return by_eigen(x.to(torch.promote_types(x.dtype, torch.float64)), "sqrt").to(x.dtype)


def logarithm(x: torch.Tensor) -> torch.Tensor:
    return by_eigen(x.to(torch.complex128), "log").to(x.dtype)


def sign_and_log(x: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return tuple(torch.linalg.slogdet(x))


def rank_of(a: torch.Tensor, tol: float | None) -> torch.Tensor:
    singular = torch.linalg.svdvals(a)
    noise = torch.finfo(a.dtype).eps * max(a.shape[-2:]) * singular.amax(-1, keepdim=True)
    limit = noise if tol is None else tol
    count: torch.Tensor = (singular > limit).sum(-1).to(torch.int32)
    return count


def summed(operands: list[torch.Tensor], equation: str) -> torch.Tensor:
    result: torch.Tensor = torch.einsum(equation, *operands)
    return result


def crossed(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.cross(a, b, dim=-1)
    return result


register("MatrixExponential", "x", exponential, BY_VJP, takes="float")
register("MatrixSquareRoot", "x", square_root, BY_VJP, takes="float", shape=lambda x: [(x.dtype, x.sizes)])
register(
    "MatrixLogarithm", "x", logarithm, NOT_DIFFERENTIABLE, takes="float", shape=lambda x: [(x.dtype, x.sizes)]
)
register("LogMatrixDeterminant", "x", sign_and_log, BY_VJP, takes="float")
register("MatrixRank", "a", rank_of, NOT_DIFFERENTIABLE, takes="float")
register("Einsum", "operands*", summed, BY_VJP, takes="number")
register("Cross", "a b", crossed, BY_VJP, takes="number")


@tf_export("einsum", "linalg.einsum")
def einsum(equation: str, *inputs: TensorLike, **kwargs: Any) -> Tensor:
    """The sum of products that ``equation`` says, such as ``"ij,jk->ik"`` for a matrix product.

    Args:
        equation: a letter for each axis of each input, inputs apart by commas, then ``->`` and the axes of the result;
            all others are summed over. ``...`` stands for any axes in front. Without ``->``, the result has the letters
            that occur once, sorted. Spaces do not count.
        inputs: one tensor for each.
        kwargs: ``name``, and ``optimize``, which changes no value.

    Raises ValueError when the letters do not fit the inputs.
    """
    name = kwargs.pop("name", None)
    kwargs.pop("optimize", None)
    if kwargs:
        raise InvalidTypeError(
            f"tf.einsum got unknown keyword arguments: {', '.join(kwargs)}. It has name and optimize."
        )
    tensors = [convert_to_tensor(operand) for operand in inputs]
    return create("Einsum", tensors, equation=equation.replace(" ", ""), name=name or "einsum")


@tf_export("linalg.matvec")
def matvec(
    a: TensorLike, b: TensorLike, transpose_a: bool = False, adjoint_a: bool = False, a_is_sparse: bool = False,
    b_is_sparse: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The product of matrices (..., n, k), or their transposes or adjoints, and vectors (..., k): (..., n).

    ``a_is_sparse`` and ``b_is_sparse`` change no value.
    """
    columns = convert_to_tensor(b)[..., None]
    return matmul(a, columns, transpose_a=transpose_a, adjoint_a=adjoint_a, name=name or "matvec")[..., 0]


@tf_export("linalg.adjoint")
def adjoint(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The last two axes swapped, and complex numbers conjugated."""
    return matrix_transpose(convert_to_tensor(matrix), name or "adjoint", conjugate=True)


@tf_export("cross", "linalg.cross")
def cross(a: TensorLike, b: TensorLike, name: str | None = None) -> Tensor:
    """The cross product of vectors of three numbers, along the last axis."""
    return create("Cross", a, b, name=name or "Cross")


@tf_export("linalg.expm")
def expm(input: TensorLike, name: str | None = None) -> Tensor:
    """The exponential of matrices (..., n, n)."""
    return create("MatrixExponential", input, name=name or "matrix_exponential")


@tf_export("linalg.logm")
def logm(input: TensorLike, name: str | None = None) -> Tensor:
    """The logarithm of complex matrices (..., n, n) that can be diagonalised. No gradient goes through.

    Raises TypeError for real matrices, as TensorFlow does.
    """
    tensor = convert_to_tensor(input)
    if not tensor.dtype.is_complex:
        raise InvalidTypeError(
            f"tf.linalg.logm needs complex matrices, but got {tensor.dtype.name}. Remedy: tf.cast(x, tf.complex64)."
        )
    return create("MatrixLogarithm", tensor, name=name or "MatrixLogarithm")


@tf_export("matrix_square_root", "linalg.sqrtm")
def sqrtm(input: TensorLike, name: str | None = None) -> Tensor:
    """The principal square root X of matrices (..., n, n) that can be diagonalised: X X is the matrix."""
    return create("MatrixSquareRoot", input, name=name or "MatrixSquareRoot")


@tf_export("linalg.slogdet")
def slogdet(input: TensorLike, name: str | None = None) -> SignAndLog:
    """The sign of the determinant of matrices (..., n, n), and the logarithm of its absolute value, both (...)."""
    return SignAndLog(*create_several("LogMatrixDeterminant", input, name=name or "LogMatrixDeterminant"))


@tf_export("linalg.logdet")
def logdet(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The logarithm of the determinant of symmetric positive definite matrices (..., n, n): (...)."""
    return create_several("LogMatrixDeterminant", matrix, name=name or "logdet")[1]


@tf_export("linalg.matrix_rank")
def matrix_rank(
    a: TensorLike, tol: float | None = None, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """How many singular values of matrices (..., m, n) are above ``tol``: int32 (...). ``validate_args`` is not used.

    By default, the limit is max(m, n) machine epsilons times the largest one.
    """
    limit = None if tol is None else float(tol)
    return create("MatrixRank", convert_to_tensor(a), tol=limit, name=name or "matrix_rank")


@tf_export("linalg.normalize")
def normalize(
    tensor: TensorLike, ord: str | float = "euclidean", axis: AxisLike | None = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """``tensor`` divided by its norm, and that norm with the axes kept. The arguments are those of tf.norm."""
    x = convert_to_tensor(tensor)
    length = norm(x, ord, axis, keepdims=True, name=name or "normalize")
    return x / length, length
