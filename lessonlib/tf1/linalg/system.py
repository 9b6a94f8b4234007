"""Linear systems: triangular, from a decomposition, least squares, tridiagonal. Leading axes are batches."""

from __future__ import annotations

from typing import Any

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.errors import InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import Shape
from lessonlib.graph.types import TensorLike


def triangular(matrix: torch.Tensor, rhs: torch.Tensor, lower: bool, adjoint: bool) -> torch.Tensor:
    read = torch.tril(matrix) if lower else torch.triu(matrix)
    result: torch.Tensor = torch.linalg.solve_triangular(
        read.mH if adjoint else read, rhs, upper=lower == adjoint
    )
    return result


def from_cholesky(chol: torch.Tensor, rhs: torch.Tensor) -> torch.Tensor:
    return triangular(chol, triangular(chol, rhs, True, False), True, True)


def least_squares(matrix: torch.Tensor, rhs: torch.Tensor, l2: float, fast: bool) -> torch.Tensor:
    """By the normal equations when ``fast``, else by the pseudo-inverse: the shortest of all solutions."""
    if not fast:
        shortest: torch.Tensor = torch.linalg.pinv(matrix) @ rhs
        return shortest
    rows, columns = matrix.shape[-2:]
    if rows >= columns:
        square = matrix.mH @ matrix + l2 * torch.eye(columns, dtype=matrix.dtype, device=matrix.device)
        return from_cholesky(torch.linalg.cholesky(square), matrix.mH @ rhs)
    square = matrix @ matrix.mH + l2 * torch.eye(rows, dtype=matrix.dtype, device=matrix.device)
    return matrix.mH @ from_cholesky(torch.linalg.cholesky(square), rhs)


def pseudo_inverse(a: torch.Tensor, rcond: float | None) -> torch.Tensor:
    limit = 10.0 * max(a.shape[-2:]) * torch.finfo(a.dtype).eps if rcond is None else rcond
    result: torch.Tensor = torch.linalg.pinv(a, rtol=limit)
    return result


def unpacked(packed: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.tril(packed, -1) + torch.eye(
        packed.shape[-1], dtype=packed.dtype, device=packed.device
    ), torch.triu(packed)


def from_lu(packed: torch.Tensor, perm: torch.Tensor, rhs: torch.Tensor) -> torch.Tensor:
    below, above = unpacked(packed)
    order = perm.to(torch.int64).unsqueeze(-1).expand((*perm.shape, rhs.shape[-1]))
    moved = rhs.expand((*perm.shape, rhs.shape[-1])).gather(-2, order)
    return triangular(above, triangular(below, moved, True, False), False, False)


def rebuilt_lu(packed: torch.Tensor, perm: torch.Tensor) -> torch.Tensor:
    below, above = unpacked(packed)
    back = torch.argsort(perm.to(torch.int64), -1).unsqueeze(-1).expand(packed.shape)
    return (below @ above).gather(-2, back)


def inverse_of_lu(packed: torch.Tensor, perm: torch.Tensor) -> torch.Tensor:
    return from_lu(packed, perm, torch.eye(packed.shape[-1], dtype=packed.dtype, device=packed.device))


def full_matrix(above: torch.Tensor, middle: torch.Tensor, below: torch.Tensor) -> torch.Tensor:
    """The matrix (..., n, n) of three diagonals (..., n): ``above`` ends in a number that is not read."""
    upper, lower = torch.diag_embed(above[..., :-1], 1), torch.diag_embed(below[..., 1:], -1)
    return torch.diag_embed(middle) + upper + lower


register("MatrixTriangularSolve", "matrix rhs", triangular, BY_VJP, takes="float")
register("CholeskySolve", "chol rhs", from_cholesky, BY_VJP, takes="float")
register("MatrixSolveLs", "matrix rhs", least_squares, BY_VJP, takes="float")
register("Pinv", "a", pseudo_inverse, BY_VJP, takes="float")
register("LuSolve", "packed perm rhs", from_lu, BY_VJP, same="packed rhs")
register("LuReconstruct", "packed perm", rebuilt_lu, BY_VJP, same="")
register("LuMatrixInverse", "packed perm", inverse_of_lu, BY_VJP, same="")
register("Tridiagonal", "above middle below", full_matrix, BY_VJP, takes="float")


@tf_export("matrix_triangular_solve", "linalg.triangular_solve")
def matrix_triangular_solve(
    matrix: TensorLike, rhs: TensorLike, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """x of matrix x = rhs, for a triangular matrix (..., n, n), or its adjoint, and rhs (..., n, k).

    Only the lower triangle is read, or the upper one.
    """
    return create(
        "MatrixTriangularSolve", matrix, rhs, lower=bool(lower), adjoint=bool(adjoint),
        name=name or "MatrixTriangularSolve",
    )  # fmt: skip


@tf_export("cholesky_solve", "linalg.cholesky_solve")
def cholesky_solve(chol: TensorLike, rhs: TensorLike, name: str | None = None) -> Tensor:
    """x of A x = rhs (..., n, k), for A = chol chol^T; ``chol`` is what tf.cholesky gives."""
    return create("CholeskySolve", chol, rhs, name=name or "cholesky_solve")


@tf_export("matrix_solve_ls", "linalg.lstsq")
def matrix_solve_ls(
    matrix: TensorLike,
    rhs: TensorLike,
    l2_regularizer: float = 0.0,
    fast: bool = True,
    name: str | None = None,
) -> Tensor:
    """The x (..., n, k) of least |matrix x - rhs|^2 + l2_regularizer |x|^2, for matrix (..., m, n), rhs (..., m, k).

    ``fast`` solves the normal equations, which needs full rank. Otherwise x comes from the pseudo-inverse, and
    ``l2_regularizer`` is not used, as in TensorFlow.
    """
    return create(
        "MatrixSolveLs",
        matrix,
        rhs,
        l2=float(l2_regularizer),
        fast=bool(fast),
        name=name or "matrix_solve_ls",
    )


@tf_export("linalg.pinv")
def pinv(
    a: TensorLike, rcond: float | None = None, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The pseudo-inverse (..., n, m) of ``a`` (..., m, n) (Moore & Penrose).

    Singular values under ``rcond`` times the largest count as 0; by default 10 max(m, n) machine epsilons.
    ``validate_args`` is taken for TensorFlow's sake.
    """
    limit = None if rcond is None else float(rcond)
    return create("Pinv", convert_to_tensor(a), rcond=limit, name=name or "pinv")


@tf_export("linalg.lu_solve")
def lu_solve(
    lower_upper: TensorLike,
    perm: TensorLike,
    rhs: TensorLike,
    validate_args: bool = False,
    name: str | None = None,
) -> Tensor:
    """x of A x = rhs (..., n, k), for ``lower_upper, perm = tf.linalg.lu(A)``. ``validate_args`` is not used."""
    return create("LuSolve", lower_upper, perm, rhs, name=name or "lu_solve")


@tf_export("linalg.lu_reconstruct")
def lu_reconstruct(
    lower_upper: TensorLike, perm: TensorLike, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """A, of ``lower_upper, perm = tf.linalg.lu(A)``. ``validate_args`` is not used."""
    return create("LuReconstruct", lower_upper, perm, name=name or "lu_reconstruct")


@tf_export("linalg.lu_matrix_inverse")
def lu_matrix_inverse(
    lower_upper: TensorLike, perm: TensorLike, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The inverse of A, of ``lower_upper, perm = tf.linalg.lu(A)``. ``validate_args`` is not used."""
    return create("LuMatrixInverse", lower_upper, perm, name=name or "lu_matrix_inverse")


@tf_export("linalg.tridiagonal_matmul")
def tridiagonal_matmul(
    diagonals: Any, rhs: TensorLike, diagonals_format: str = "compact", name: str | None = None
) -> Tensor:
    """The product of a matrix (..., n, n) that only has three diagonals, and rhs (..., n, k).

    Args:
        diagonals: as ``diagonals_format`` says. ``"compact"``: (..., 3, n), the diagonal above the main one (its last
            number is not read), the main one, and the one below (its first is not read). ``"sequence"``: a tuple of
            these three. ``"matrix"``: (..., n, n), of which only the diagonals are read.
    """
    return create("MatMul", _tridiagonal(diagonals, diagonals_format), rhs, name=name or "tridiagonal_matmul")


@tf_export("linalg.tridiagonal_solve")
def tridiagonal_solve(
    diagonals: Any, rhs: TensorLike, diagonals_format: str = "compact", transpose_rhs: bool = False,
    conjugate_rhs: bool = False, name: str | None = None, partial_pivoting: bool = True,
    perturb_singular: bool = False,
) -> Tensor:  # fmt: skip
    """x of A x = rhs (..., n, k) or (..., n), for a matrix A of three diagonals, given as for `tridiagonal_matmul`.

    Args:
        transpose_rhs: rhs is (..., k, n).
        conjugate_rhs: conjugate rhs first.
        partial_pivoting: taken for TensorFlow's sake: rows are always exchanged as needed.
        perturb_singular: not supported.
    """
    refuse("tf.linalg.tridiagonal_solve", "make the matrix regular.", perturb_singular=perturb_singular)
    b, matrix = convert_to_tensor(rhs), _tridiagonal(diagonals, diagonals_format)
    if conjugate_rhs:
        b = create("Conj", b) if b.dtype.is_complex else b
    vector = _rank(b.sizes) == _rank(matrix.sizes) - 1
    b = b[..., None] if vector else b
    b = create("MatrixTranspose", b, dim0=-2, dim1=-1) if transpose_rhs and not vector else b
    x = create("MatrixSolve", matrix, b, name=name or "tridiagonal_solve")
    return x[..., 0] if vector else x


def _rank(sizes: Shape) -> int:
    if sizes is None:
        raise InvalidValueError("tf.linalg.tridiagonal_solve needs tensors of known rank.")
    return len(sizes)


def _tridiagonal(diagonals: Any, form: str) -> Tensor:
    if form == "sequence":
        above, middle, below = map(convert_to_tensor, diagonals)
    elif form == "compact":
        rows = convert_to_tensor(diagonals)
        above, middle, below = rows[..., 0, :], rows[..., 1, :], rows[..., 2, :]
    elif form == "matrix":
        return create("MatrixTridiagonal", convert_to_tensor(diagonals))
    else:
        raise InvalidValueError(
            f"diagonals_format must be 'matrix', 'sequence' or 'compact', but is {form!r}."
        )
    return create("Tridiagonal", above, middle, below)


def near_diagonal(x: torch.Tensor) -> torch.Tensor:
    return torch.tril(torch.triu(x, -1), 1)


register("MatrixTridiagonal", "x", near_diagonal, BY_VJP)
