"""Gradients of one's own: variables, numbers of gradients, messages."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def run(fetches):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches)


def test_variables_get_the_gradients_that_the_function_says():
    w = tf.Variable([2.0])

    @tf.custom_gradient
    def scaled(x):
        return x * w, lambda g, variables: (g * 10, [g * 20 for _ in variables])

    x = tf.constant([3.0])
    assert [g.tolist() for g in run(tf.gradients(scaled(x), [x, w]))] == [[10], [20]]


def test_a_gradient_function_must_take_the_variables():
    w = tf.Variable(2.0)
    with pytest.raises(TypeError, match="must accept a 'variables' keyword argument; it uses Variable"):
        tf.custom_gradient(lambda x: (x * w, lambda g: g))(tf.constant(1.0))


def test_too_few_gradients():
    x = tf.constant(1.0)
    y = tf.custom_gradient(lambda a, b: (a * b, lambda g: g))(x, x)
    with pytest.raises(ValueError, match=r"one gradient for each of 2 arguments and 0 variables, .* gave 1"):
        tf.gradients(y, x)


def test_second_derivatives_are_those_of_the_gradient_function():
    x = tf.constant(3.0)
    y = tf.custom_gradient(lambda x: (x * 0.0, lambda g: g * x**2))(x)
    (slope,) = tf.gradients(y, x)
    assert run([slope, *tf.gradients(slope, x)]) == [9, 6]


def test_inside_a_loop():
    doubled = tf.custom_gradient(lambda x: (x * 2, lambda g: g * 5))
    x = tf.constant(1.0)
    _, y = tf.while_loop(lambda i, _: i < 3, lambda i, y: (i + 1, doubled(y)), (0, x))
    np.testing.assert_array_equal(run([y, *tf.gradients(y, x)]), [8, 125])
