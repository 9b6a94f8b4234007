"""Changes of slices: what they refuse, many at once, and how they stand to other updates of one run."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def session():
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    return sess


def test_only_variables_change():
    with pytest.raises(AttributeError, match=r"cannot be changed: only a tf\.Variable can"):
        tf.scatter_add(tf.constant([1.0]), [0], [1.0])


def test_not_inside_a_branch():
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(NotImplementedError, match=r"inside a branch or a loop.\n  Remedy: let tf.cond"):
        tf.cond(tf.constant(True), lambda: tf.scatter_add(v, [0], [1.0]), lambda: tf.zeros([2]))


def test_updates_of_another_shape():
    v = tf.Variable(np.zeros((4, 3), np.float32))
    with pytest.raises(ValueError, match=r"updates must have shape \(2, 3\), but have \(2, 2\)"):
        tf.scatter_update(v, [0, 1], np.ones((2, 2), np.float32))


def test_two_updates_of_one_run_are_both_there():
    v = tf.Variable([0.0, 0.0])
    first, second = tf.scatter_add(v, [0], [1.0]), tf.scatter_add(v, [0, 1], [2.0, 5.0])
    with session() as sess:
        sess.run([first, second])
        assert sess.run(v).tolist() == [3, 5]


def test_what_reads_after_an_update_sees_it():
    v = tf.Variable([1.0, 2.0])
    before = v + 0.0
    with tf.control_dependencies([tf.scatter_update(v, [1], [9.0])]):
        after = v + 0.0
    with session() as sess:
        old, new = sess.run([before, after])
    assert (old.tolist(), new.tolist()) == ([1, 2], [1, 9])


def test_counting_ends_and_leaves_the_variable():
    v = tf.Variable(0)
    step = v.count_up_to(2)
    with session() as sess:
        assert [sess.run(step), sess.run(step)] == [0, 1]
        with pytest.raises(tf.errors.OutOfRangeError, match="Reached limit of 2"):
            sess.run(step)
        assert sess.run(v) == 2


def test_the_product_and_quotient_of_rows_that_occur_often():
    rng = np.random.default_rng(0)
    rows, factors = rng.integers(0, 5, 40), rng.uniform(0.5, 2, 40)
    product, quotient = np.ones(5), np.ones(5)
    np.multiply.at(product, rows, factors)
    np.divide.at(quotient, rows, factors)
    v, w = tf.Variable(np.ones(5)), tf.Variable(np.ones(5))
    with session() as sess:
        np.testing.assert_allclose(sess.run(tf.scatter_mul(v, rows, factors)), product)
        np.testing.assert_allclose(sess.run(tf.scatter_div(w, rows, factors)), quotient)
