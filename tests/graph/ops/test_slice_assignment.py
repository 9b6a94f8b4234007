"""What tests/tf1/recorded/calls/slice_assignment.py cannot record: messages, and what we allow beyond TensorFlow."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

W = np.arange(12, dtype=np.float32).reshape(3, 4)


def test_a_value_that_does_not_fit_names_both_shapes_and_changes_nothing():
    w = tf.Variable(W)
    change = w[1:].assign([[1.0, 2.0]])
    with tf.Session() as sess:
        sess.run(w.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"\(1, 2\).*\(2, 4\)"):
            sess.run(change)
        np.testing.assert_array_equal(sess.run(w), W)


def test_a_run_reads_the_variable_as_it_was_before():
    w = tf.Variable(W)
    before, change = w * 1.0, w[0].assign([9.0] * 4)
    with tf.Session() as sess:
        sess.run(w.initializer)
        old, new = sess.run([before, change])
    np.testing.assert_array_equal(old, W)
    np.testing.assert_array_equal(new, np.vstack([[9.0] * 4, W[1:]]))


def test_values_of_two_sessions_are_apart():
    w = tf.Variable(W)
    change = w[:, 0].assign([7.0, 8.0, 9.0])
    with tf.Session() as one, tf.Session() as other:
        one.run(w.initializer)
        other.run(w.initializer)
        one.run(change)
        np.testing.assert_array_equal(one.run(w)[:, 0], [7.0, 8.0, 9.0])
        np.testing.assert_array_equal(other.run(w), W)


def test_after_an_assignment_in_a_loop_the_loop_reads_the_new_value():
    w = tf.Variable([1.0, 0.0, 0.0, 0.0])

    def body(i):
        w[i].assign(2.0 * w[i - 1])
        return i + 1

    end = tf.while_loop(lambda i: i < 4, body, [tf.constant(1)])
    with tf.Session() as sess:
        sess.run(w.initializer)
        sess.run(end)
        np.testing.assert_array_equal(sess.run(w), [1.0, 2.0, 4.0, 8.0])


def test_what_is_no_slice_of_a_variable_says_what_can_be_assigned_to():
    with pytest.raises(AttributeError, match=r"only a tf.Variable and its slices, such as v\[1:\]"):
        tf.constant(W)[0].assign([1.0] * 4)


def test_a_gradient_through_it_is_refused_with_a_remedy():
    w = tf.Variable(W)
    with pytest.raises(LookupError, match=r"(?s)strided_slice/_assign.*tf.stop_gradient"):
        tf.gradients(w[1:].assign(2.0), w)


def test_strided_slice_takes_no_other_variable():
    with pytest.raises(NotImplementedError, match=r"var=.*\n  Remedy: give the variable itself"):
        tf.strided_slice(tf.constant(W), [0], [1], var=tf.Variable(W))
