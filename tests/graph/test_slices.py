"""Gradients of rows. What optimizers make of them is compared with TensorFlow in tests/tf1/recorded/calls/rows.py."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def table():
    return tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2))


def run(fetches):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches)


def test_an_optimizer_updates_rows_and_whole_variables_in_one_step():
    rows, bias = table(), tf.Variable([1.0, 1.0])
    loss = tf.reduce_sum(tf.gather(rows, [3, 3]) * bias)
    step = tf.train.MomentumOptimizer(0.5, 0.9).minimize(loss)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        np.testing.assert_array_equal(session.run(rows), [[0, 1], [2, 3], [4, 5], [5, 6]])
        np.testing.assert_array_equal(session.run(bias), [-5, -6])


def test_it_stands_for_its_tensor():
    gradient = tf.gradients(tf.gather(table(), [1, 1]), tf.trainable_variables())[0]
    assert isinstance(gradient, tf.IndexedSlices)
    assert gradient.shape.as_list() == [4, 2]
    np.testing.assert_array_equal(run(gradient * 2.0 + 1.0), [[1, 1], [5, 5], [1, 1], [1, 1]])


def test_clipping_looks_at_the_values():
    gradient = tf.gradients(tf.gather(table(), [1, 1]) * 3.0, tf.trainable_variables())[0]
    (clipped, none), length = tf.clip_by_global_norm([gradient, None], 1.5)
    assert none is None
    value, found = run([clipped, length])
    np.testing.assert_allclose(found, 6)
    np.testing.assert_allclose(value.values, np.full((2, 2), 0.75))
    assert run(tf.clip_by_value(gradient, -1.0, 1.0)).values.max() == 1


def test_without_a_shape_it_is_no_tensor():
    slices = tf.IndexedSlices(tf.ones([2, 3]), tf.constant([0, 5]))
    with pytest.raises(
        ValueError, match=r"only when it has a dense_shape[\s\S]*Remedy: tf\.IndexedSlices\(values"
    ):
        tf.convert_to_tensor(slices)
