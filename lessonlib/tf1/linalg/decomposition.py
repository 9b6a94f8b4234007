"""Matrices taken apart: Cholesky, QR, LU, singular values, eigenvalues. Leading axes are batches."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

from lessonlib.graph.create import create, create_several
from lessonlib.graph.dtypes import as_dtype
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import DTypeLike, TensorLike


class Qr(NamedTuple):
    """An orthogonal and an upper triangular matrix."""

    q: Tensor
    r: Tensor


class Eigen(NamedTuple):
    """Eigenvalues, and eigenvectors as columns."""

    e: Tensor
    v: Tensor


class Svd(NamedTuple):
    """Singular values, largest first, and the left and right singular vectors as columns."""

    s: Tensor
    u: Tensor
    v: Tensor


class Lu(NamedTuple):
    """Both triangular factors in one matrix, and the order of the rows."""

    lu: Tensor
    p: Tensor


def lower_factor(x: torch.Tensor) -> torch.Tensor:
    factor, info = torch.linalg.cholesky_ex(x)
    if not info.is_meta and info.any():
        raise InvalidArgumentError(
            None, None, "Cholesky decomposition was not successful. The input might not be valid."
        )
    result: torch.Tensor = factor
    return result


def orthogonal_factors(x: torch.Tensor, full: bool) -> tuple[torch.Tensor, ...]:
    return tuple(torch.linalg.qr(x, mode="complete" if full else "reduced"))


def singular_parts(x: torch.Tensor, full: bool) -> tuple[torch.Tensor, ...]:
    u, s, vh = torch.linalg.svd(x, full_matrices=full)
    return s, u, vh.mH


def singular_values(x: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.svdvals(x)
    return result


def symmetric(x: torch.Tensor) -> torch.Tensor:
    """The matrix of its lower triangle, which alone is read, so that gradients go there, as in TensorFlow."""
    below = torch.tril(x, -1)
    return torch.tril(x) + below.mH


def symmetric_eigen(x: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return tuple(torch.linalg.eigh(symmetric(x)))


def symmetric_eigenvalues(x: torch.Tensor) -> torch.Tensor:
    result: torch.Tensor = torch.linalg.eigvalsh(symmetric(x))
    return result


def packed_lu(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Both factors in one matrix (..., n, n), and for each row of the product the row of x (..., n)."""
    packed, pivots = torch.linalg.lu_factor(x)
    order = torch.arange(x.shape[-1], device=x.device).expand(x.shape[:-1]).clone()
    if x.is_meta:
        return packed, order.to(torch.int32)
    for place in range(x.shape[-1]):  # LAPACK tells swaps, one after the other
        partner = pivots[..., place : place + 1].to(torch.int64) - 1
        here = order[..., place : place + 1].clone()
        order[..., place : place + 1] = order.gather(-1, partner)
        order.scatter_(-1, partner, here)
    return packed, order.to(torch.int32)


register("Cholesky", "x", lower_factor, BY_VJP, takes="float")
register("Qr", "x", orthogonal_factors, BY_VJP, takes="float")
register("Svd", "x", singular_parts, BY_VJP, takes="float")
register("SingularValues", "x", singular_values, BY_VJP, takes="float")
register("SelfAdjointEig", "x", symmetric_eigen, BY_VJP, takes="float")
register("SelfAdjointEigvals", "x", symmetric_eigenvalues, BY_VJP, takes="float")
register("Lu", "x", packed_lu, BY_VJP, takes="float")


@tf_export("cholesky", "linalg.cholesky")
def cholesky(input: TensorLike, name: str | None = None) -> Tensor:
    """The lower triangular L (..., n, n) with L L^T = ``input``, of symmetric positive definite matrices.

    A matrix that is not positive definite fails with InvalidArgumentError when it runs.
    """
    return create("Cholesky", input, name=name or "Cholesky")


@tf_export("qr", "linalg.qr")
def qr(input: TensorLike, full_matrices: bool = False, name: str | None = None) -> Qr:
    """(q, r) with q r = ``input`` (..., m, n): q (..., m, k) has orthonormal columns, r (..., k, n) is triangular.

    k is the smaller of m and n, or m with ``full_matrices``.
    """
    return Qr(*create_several("Qr", input, full=bool(full_matrices), name=name or "Qr"))


@tf_export("svd", "linalg.svd")
def svd(
    tensor: TensorLike, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None
) -> Svd | Tensor:
    """(s, u, v) with u diag(s) v^T = ``tensor`` (..., m, n), singular values largest first.

    With k the smaller of m and n: s (..., k), u (..., m, k), v (..., n, k); u and v are square with ``full_matrices``.
    Without ``compute_uv``, only s.
    """
    if not compute_uv:
        return create("SingularValues", tensor, name=name or "Svd")
    return Svd(*create_several("Svd", tensor, full=bool(full_matrices), name=name or "Svd"))


@tf_export("self_adjoint_eig", "linalg.eigh")
def self_adjoint_eig(tensor: TensorLike, name: str | None = None) -> Eigen:
    """The eigenvalues (..., n), smallest first, and eigenvectors (..., n, n), as columns, of symmetric matrices.

    Only the lower triangles are read.
    """
    return Eigen(*create_several("SelfAdjointEig", tensor, name=name or "SelfAdjointEig"))


@tf_export("self_adjoint_eigvals", "linalg.eigvalsh")
def self_adjoint_eigvals(tensor: TensorLike, name: str | None = None) -> Tensor:
    """The eigenvalues (..., n), smallest first, of symmetric matrices (..., n, n)."""
    return create("SelfAdjointEigvals", tensor, name=name or "SelfAdjointEigvals")


@tf_export("linalg.lu")
def lu(input: TensorLike, output_idx_type: DTypeLike = "int32", name: str | None = None) -> Lu:
    """(lu, p): row i of L U is row p[i] of ``input`` (..., n, n).

    Both factors are in one matrix: L below the diagonal, where it has ones, and U above.
    """
    packed, order = create_several("Lu", input, name=name or "Lu")
    return Lu(packed, cast(order, as_dtype(output_idx_type)))


@tf_export("linalg.eigh_tridiagonal")
def eigh_tridiagonal(
    alpha: TensorLike, beta: TensorLike, eigvals_only: bool = True, select: str = "a", select_range: Any = None,
    tol: Any = None, name: str | None = None,
) -> Any:  # fmt: skip
    """The eigenvalues, smallest first, of a symmetric matrix: alpha (n,) on its diagonal, beta (n - 1,) beside it.

    Args:
        eigvals_only: False gives a pair: the eigenvalues, and the eigenvectors as columns.
        select: ``"a"``, all of them; ``"i"``, those with the indices of ``select_range``, (first, last).
        tol: taken for TensorFlow's sake.

    Raises ValueError for another ``select``; NotImplementedError for ``"v"``, a range of values.
    """
    if select not in ("a", "i", "v"):
        raise InvalidValueError(f"select must be 'a', 'i' or 'v', but is {select!r}.")
    if select == "v":
        refuse("tf.linalg.eigh_tridiagonal", "select='a', and tf.boolean_mask.", select_range=select_range)
    matrix = create("SymmetricTridiagonal", alpha, beta, name=name or "eigh_tridiagonal")
    values, vectors = self_adjoint_eig(matrix)
    if select == "i":
        first, last = (int(bound) for bound in select_range)
        values, vectors = values[first : last + 1], vectors[:, first : last + 1]
    return values if eigvals_only else (values, vectors)


def symmetric_matrix(alpha: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
    return torch.diag_embed(alpha) + torch.diag_embed(beta, 1).conj() + torch.diag_embed(beta, -1)


register("SymmetricTridiagonal", "alpha beta", symmetric_matrix, BY_VJP, takes="float")
