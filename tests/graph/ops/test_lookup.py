"""The k largest, and rows of an embedding."""

import numpy as np

import lessonlib.tf1 as tf


def run(fetches):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches)


def test_top_k():
    values, places = run(tf.nn.top_k([[1.0, 5.0, 3.0], [9.0, 2.0, 8.0]], k=2))
    np.testing.assert_array_equal(values, [[5, 3], [9, 8]])
    np.testing.assert_array_equal(places, [[1, 2], [0, 2]])
    assert places.dtype == np.int32


def test_in_top_k():
    scores = [[0.1, 0.9, 0.5], [0.1, 0.9, 0.5], [np.nan, 0.9, 0.5]]
    assert run(tf.nn.in_top_k(scores, [2, 0, 0], 2)).tolist() == [True, False, False]


def test_embedding_lookup_and_its_gradient():
    table = tf.Variable(np.arange(6.0).reshape(3, 2))
    rows = tf.nn.embedding_lookup(table, [2, 0, 2])
    gradient = tf.gradients(tf.reduce_sum(rows), table)[0]
    value, slope, whole = run([rows, gradient, tf.convert_to_tensor(gradient)])
    np.testing.assert_array_equal(value, [[4, 5], [0, 1], [4, 5]])
    np.testing.assert_array_equal(slope.indices, [2, 0, 2])
    np.testing.assert_array_equal(slope.values, np.ones((3, 2)))
    np.testing.assert_array_equal(slope.dense_shape, [3, 2])
    np.testing.assert_array_equal(whole, [[1, 1], [0, 0], [2, 2]])
