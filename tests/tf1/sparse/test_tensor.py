"""Sparse tensors in sessions, branches and loops, and messages."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

EYE = tf.SparseTensorValue(np.array([[0, 0], [1, 1]]), np.float32([1, 1]), np.array([2, 2]))


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        return session.run(fetches, feed)


def test_what_is_fetched_can_be_fed():
    x = tf.sparse_placeholder(tf.float32)
    dense = tf.sparse_tensor_to_dense(x)
    value = run(x, {x: EYE})
    assert isinstance(value, tf.SparseTensorValue)
    np.testing.assert_array_equal(run(dense, {x: value}), np.eye(2))


def test_in_a_loop():
    x = tf.SparseTensor([[0, 1]], [1.0], [2, 2])
    _, y = tf.while_loop(lambda i, _: i < 3, lambda i, s: (i + 1, s * tf.constant(2.0)), (0, x))
    np.testing.assert_array_equal(run(tf.sparse.to_dense(y)), [[0, 8], [0, 0]])


def test_nested_fetches_keep_their_nesting():
    a, b = tf.constant(1), tf.constant(2)
    assert run([[a], [b]]) == [[1], [2]]


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (
            lambda: tf.SparseTensor([0], [1.0], [2]),
            ValueError,
            r"indices of a SparseTensor must be of rank 2",
        ),
        (lambda: tf.SparseTensor.from_value([1]), TypeError, r"Remedy: tf.SparseTensor\("),
        (
            lambda: tf.sparse.transpose(tf.eye(2)),
            TypeError,
            r"must be a SparseTensor, .*\n.*tf.sparse.from_dense",
        ),
        (lambda: tf.sparse_to_dense([[5]], [2], [1]), ValueError, r"indices\[0\] = \[5\] is out of bounds"),
        (
            lambda: tf.sparse_to_dense([[1], [1]], [2], [1, 2]),
            ValueError,
            r"indices\[1\] = \[1\] is repeated",
        ),
        (
            lambda: tf.sparse_to_dense([[1], [0]], [2], [1, 2]),
            ValueError,
            r"indices\[1\] = \[0\] is out of order",
        ),
    ],
)
def test_messages(build, error, message):
    with pytest.raises(error, match=message):
        run(build())
