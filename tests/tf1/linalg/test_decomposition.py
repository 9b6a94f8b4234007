"""Decompositions: gradients of singular vectors against torch, and messages."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

A = np.float32([[3, 1, 0], [1, 2, -1], [0.5, -1, 4]])


def run(fetches):
    with tf.Session(device="cpu") as session:
        return session.run(fetches)


def test_gradients_of_a_projection_by_singular_vectors():
    x = tf.constant(A)
    _, u, v = tf.svd(x)
    rank_one = tf.matmul(u[:, :1], v[:, :1], transpose_b=True)
    (found,) = tf.gradients(tf.reduce_sum(rank_one * A), x)

    given = torch.tensor(A, requires_grad=True)
    left, _, right = torch.linalg.svd(given)
    ((left[:, :1] @ right[:1]) * torch.tensor(A)).sum().backward()
    np.testing.assert_allclose(run(found), given.grad, rtol=1e-3, atol=1e-5)


def test_a_matrix_that_is_not_positive_definite():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Cholesky decomposition was not successful"):
        run(tf.cholesky(-np.eye(2, dtype=np.float32)))


def test_einsum_says_which_argument_it_does_not_know():
    with pytest.raises(TypeError, match="unknown keyword arguments: nmae"):
        tf.einsum("ij->j", A, nmae="x")
