"""Linear algebra. Singular vectors and the like are compared by what they multiply to, as their signs are free."""

import numpy as np

RNG = np.random.default_rng(0)
A = RNG.uniform(-1, 1, (3, 3)).astype(np.float32) + 2 * np.eye(3, dtype=np.float32)
S = (A @ A.T).astype(np.float32)
B = RNG.uniform(-1, 1, (2, 3, 3)).astype(np.float32)
W = RNG.uniform(-1, 1, (2, 4)).astype(np.float32)
V = RNG.uniform(-1, 1, (3, 2)).astype(np.float32)
D = RNG.uniform(1, 2, (3, 3)).astype(np.float32)
R = D + np.float32([[0], [3], [0]])


def slopes(tf, run, function, *values):
    """The results of a function, and the gradients of their weighted sum for all arguments."""
    inputs = [tf.constant(value) for value in values]
    outputs = function(*inputs)
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    total = tf.add_n([tf.reduce_sum(out * out) for out in outputs])
    return run([outputs, tf.gradients(total, inputs)])


def reconstructed_svd(tf, x, **kwargs):
    s, u, v = tf.svd(x, **kwargs)
    return s, tf.matmul(u * s[..., None, :], v, adjoint_b=True)


def reconstructed_eig(tf, x):
    e, v = tf.self_adjoint_eig(x)
    return e, tf.matmul(v * e[None, :], v, adjoint_b=True)


def reconstructed_qr(tf, x, **kwargs):
    q, r = tf.qr(x, **kwargs)
    return tf.matmul(q, r), tf.abs(r)


def lu(tf, run, function):
    packed, order = tf.linalg.lu(S)
    return run(function(packed, order))


CALLS = {
    "cholesky": lambda tf, run: slopes(tf, run, lambda x: tf.cholesky(x, name="c"), S),
    "cholesky_solve": lambda tf, run: slopes(
        tf, run, lambda x, b: tf.cholesky_solve(tf.cholesky(x), b, name="c"), S, V
    ),
    "qr": lambda tf, run: slopes(tf, run, lambda x: reconstructed_qr(tf, x, name="q"), A),
    "qr full": lambda tf, run: [a.shape for a in run(tf.qr(V, full_matrices=True))],
    "qr named": lambda tf, run: run(tf.abs(tf.linalg.qr(V).r)),
    "svd": lambda tf, run: run(reconstructed_svd(tf, W, name="s")),
    "svd batch": lambda tf, run: run(reconstructed_svd(tf, B)),
    "svd full": lambda tf, run: [a.shape for a in run(tf.svd(W, full_matrices=True))],
    "svd values": lambda tf, run: slopes(tf, run, lambda x: tf.svd(x, compute_uv=False), W),
    "self_adjoint_eig": lambda tf, run: slopes(tf, run, lambda x: reconstructed_eig(tf, x), S),
    "self_adjoint_eigvals": lambda tf, run: slopes(
        tf, run, lambda x: tf.self_adjoint_eigvals((x + tf.transpose(x)) / 2, name="e"), S
    ),
    "eigh": lambda tf, run: run(tf.abs(tf.linalg.eigh(S, name="e")[1])),
    "eigvalsh": lambda tf, run: run(tf.linalg.eigvalsh(S)),
    "eigh_tridiagonal": lambda tf, run: run(
        tf.linalg.eigh_tridiagonal(np.float32([1, 2, 3]), np.float32([0.5, 0.25]), name="e", tol=None)
    ),
    "eigh_tridiagonal some": lambda tf, run: run(
        tf.abs(
            tf.linalg.eigh_tridiagonal(
                np.float32([1, 2, 3]),
                np.float32([0.5, 0.25]),
                eigvals_only=False,
                select="i",
                select_range=(1, 2),
            )[0]
        )
    ),
    "matrix_solve_ls": lambda tf, run: slopes(
        tf, run, lambda a, b: tf.matrix_solve_ls(a, b, l2_regularizer=0.1, fast=True, name="m"), V, A
    ),
    "matrix_solve_ls slow": lambda tf, run: run(tf.matrix_solve_ls(V, A, fast=False)),
    "lstsq wide": lambda tf, run: run(tf.linalg.lstsq(W, W, l2_regularizer=0.5)),
    "triangular_solve": lambda tf, run: slopes(
        tf, run, lambda a, b: tf.matrix_triangular_solve(a, b, lower=True, adjoint=False, name="t"), A, V
    ),
    "triangular_solve upper": lambda tf, run: slopes(
        tf, run, lambda a, b: tf.linalg.triangular_solve(a, b, lower=False, adjoint=True), A, V
    ),
    "logdet": lambda tf, run: slopes(tf, run, lambda x: tf.linalg.logdet(x, name="l"), S),
    "slogdet": lambda tf, run: slopes(tf, run, lambda x: tf.linalg.slogdet(x, name="l")[1], A),
    "slogdet named": lambda tf, run: run(tf.linalg.slogdet(-A).sign),
    "expm": lambda tf, run: run(tf.linalg.expm(A, name="e")),
    "logm": lambda tf, run: run(tf.linalg.logm(S.astype(np.complex64), name="l")),
    "logm real": lambda tf, run: run(tf.linalg.logm(S)),
    "sqrtm": lambda tf, run: slopes(tf, run, lambda x: tf.linalg.sqrtm(x, name="s"), S),
    "matrix_square_root": lambda tf, run: run(tf.matrix_square_root(S)),
    "pinv": lambda tf, run: run(tf.linalg.pinv(V, rcond=1e-3, validate_args=True, name="p")),
    "pinv batch": lambda tf, run: slopes(tf, run, lambda x: tf.linalg.pinv(x), B),
    "lu": lambda tf, run: run(tf.linalg.lu(S, output_idx_type=tf.int64, name="l")),
    "lu batch": lambda tf, run: run(tf.linalg.lu(B)),
    "lu_solve": lambda tf, run: lu(
        tf, run, lambda u, p: tf.linalg.lu_solve(u, p, tf.constant(V), validate_args=True, name="s")
    ),
    "lu_reconstruct": lambda tf, run: lu(
        tf, run, lambda u, p: tf.linalg.lu_reconstruct(u, p, validate_args=False, name="r")
    ),
    "lu_matrix_inverse": lambda tf, run: lu(
        tf, run, lambda u, p: tf.linalg.lu_matrix_inverse(u, p, validate_args=False, name="i")
    ),
    "matvec": lambda tf, run: slopes(tf, run, lambda a, b: tf.linalg.matvec(a, b, name="m"), W, W[0]),
    "matvec transposed": lambda tf, run: run(tf.linalg.matvec(W, W[:, 0], transpose_a=True)),
    "matvec adjoint": lambda tf, run: run(
        tf.linalg.matvec(W, W[:, 0], adjoint_a=True, a_is_sparse=False, b_is_sparse=True)
    ),
    "adjoint": lambda tf, run: run(tf.linalg.adjoint(tf.constant([[1 + 2j, 3j]]), name="a")),
    "cross": lambda tf, run: slopes(tf, run, lambda a, b: tf.cross(a, b, name="c"), A, S),
    "norm": lambda tf, run: run(tf.linalg.norm(A, ord=1, axis=0, keepdims=True, name="n")),
    "normalize": lambda tf, run: run(tf.linalg.normalize(A, ord=2, axis=1, name="n")),
    "global_norm": lambda tf, run: run(tf.linalg.global_norm([A, V], name="n")),
    "matrix_rank": lambda tf, run: run(tf.linalg.matrix_rank(np.float32([[1, 2], [2, 4]]), name="r")),
    "matrix_rank tol": lambda tf, run: run(tf.linalg.matrix_rank(B, tol=0.5, validate_args=True)),
    "tridiagonal_matmul": lambda tf, run: slopes(
        tf, run, lambda d, b: tf.linalg.tridiagonal_matmul(d, b, diagonals_format="compact", name="t"), D, V
    ),
    "tridiagonal_matmul sequence": lambda tf, run: run(
        tf.linalg.tridiagonal_matmul((D[0], D[1], D[2]), V, diagonals_format="sequence")
    ),
    "tridiagonal_matmul matrix": lambda tf, run: run(
        tf.linalg.tridiagonal_matmul(D, V, diagonals_format="matrix")
    ),
    "tridiagonal_solve": lambda tf, run: run(
        tf.linalg.tridiagonal_solve(
            tf.constant(R), tf.constant(V), diagonals_format="compact", name="t", partial_pivoting=True
        )
    ),
    "tridiagonal_solve vector": lambda tf, run: run(
        tf.linalg.tridiagonal_solve(tf.constant(R), tf.constant(V[:, 0]))
    ),
    "tridiagonal_solve transposed": lambda tf, run: run(
        tf.linalg.tridiagonal_solve(tf.constant(R), tf.constant(V.T), transpose_rhs=True, conjugate_rhs=True)
    ),
    "einsum product": lambda tf, run: slopes(
        tf, run, lambda a, b: tf.einsum("ij,jk->ik", a, b, name="e"), A, V
    ),
    "einsum implicit": lambda tf, run: run(tf.einsum("ij,jk", A, V)),
    "einsum trace": lambda tf, run: run(tf.einsum("ii->", A)),
    "einsum diagonal": lambda tf, run: run(tf.einsum("ii->i", A)),
    "einsum batch": lambda tf, run: slopes(tf, run, lambda a, b: tf.einsum("bij, bjk -> bik", a, b), B, B),
    "einsum dots": lambda tf, run: run(tf.einsum("...ij,jk->...ik", B, V)),
    "einsum outer": lambda tf, run: run(tf.linalg.einsum("i,j->ij", V[:, 0], W[0])),
    "einsum three": lambda tf, run: run(tf.einsum("ij,jk,kl->il", A, S, V, optimize="optimal")),
    "einsum sum": lambda tf, run: run(tf.einsum("ij->j", A)),
    "einsum wrong": lambda tf, run: run(tf.einsum("ij,jk->ik", A, W)),
    "einsum unknown argument": lambda tf, run: run(tf.einsum("ij->j", A, nmae="e")),
    "einsum unknown size": lambda tf, run: str(
        tf.einsum("bij,jk->bik", tf.placeholder(tf.float32, [None, 5, 3]), V).shape
    ),
    "matmul": lambda tf, run: run(tf.linalg.matmul(A, V)),
    "transpose": lambda tf, run: run(tf.linalg.transpose(V, name="t", conjugate=False)),
    "inv": lambda tf, run: run(tf.linalg.inv(A, adjoint=True, name="i")),
    "det": lambda tf, run: run(tf.linalg.det(A, name="d")),
    "solve": lambda tf, run: run(tf.linalg.solve(A, V, adjoint=True, name="s")),
    "trace": lambda tf, run: run(tf.linalg.trace(A, name="t")),
    "tensordot": lambda tf, run: run(tf.linalg.tensordot(A, V, axes=[[1], [0]], name="t")),
    "eye": lambda tf, run: run(tf.linalg.eye(2, num_columns=3, batch_shape=[1], dtype=tf.int32, name="e")),
    "l2_normalize": lambda tf, run: run(tf.linalg.l2_normalize(A, axis=1, epsilon=1e-6, name="n")),
}
