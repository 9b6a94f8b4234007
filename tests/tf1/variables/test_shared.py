"""get_variable: dtypes, initial values, sharing. The answers are TensorFlow's."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def value(tensor):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return sess.run(tensor)


def test_the_dtype_of_a_value_is_kept():
    assert tf.get_variable("n", initializer=0).dtype == tf.int32
    assert tf.get_variable("x", initializer=np.zeros(2)).dtype == tf.float64
    with pytest.raises(
        ValueError, match=r"Initializer type 'int32' and explicit dtype 'float32' don't match"
    ):
        tf.get_variable("y", dtype=tf.float32, initializer=0)


def test_integers_start_as_zeros_and_a_class_is_an_initializer():
    whole = tf.get_variable("n", [2], tf.int32)
    ones = tf.get_variable("ones", [2], initializer=tf.ones_initializer)
    assert [found.tolist() for found in value([whole, ones])] == [[0, 0], [1.0, 1.0]]


def test_a_shared_variable_has_the_dtype_asked_for():
    tf.get_variable("n", [2], tf.float64)
    with (
        tf.variable_scope("", reuse=True),
        pytest.raises(ValueError, match="specified dtype float32 and found dtype float64"),
    ):
        tf.get_variable("n", [2])


def test_an_optimizer_applies_the_constraint():
    start = tf.constant_initializer(0.5)
    w = tf.get_variable("w", [], initializer=start, constraint=lambda t: tf.clip_by_value(t, 0.0, 1.0))
    step = tf.train.get_or_create_global_step()
    train = tf.train.GradientDescentOptimizer(10.0).minimize(w, global_step=step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train)
        assert sess.run([w, step]) == [0.0, 1]


@pytest.mark.parametrize("argument", ["caching_device", "use_resource"])
def test_what_changes_no_value_is_taken(argument):
    assert tf.get_variable("v", [2], **{argument: True}).shape == [2]


@pytest.mark.parametrize("parts", [[2], [2, 2], [0, 1], [9, 1]])
def test_a_partitioner_gives_a_number_of_parts_for_each_axis(parts):
    with pytest.raises(ValueError, match=r"shape \[4, 2\] of v:0 it gave"):
        tf.get_variable("v", [4, 2], partitioner=lambda shape, dtype: parts)
    with pytest.raises(ValueError, match="must be callable"):
        tf.get_variable("w", [4], partitioner=2)


def test_a_variable_cannot_be_unpacked():
    with pytest.raises(TypeError, match=r"Iterating over a `tf\.Variable` is not allowed"):
        list(tf.get_variable("v", [2]))


def test_an_initializer_has_its_own_dtype_and_fills_up():
    assert tf.zeros_initializer(tf.int32)([2]).dtype == tf.int32
    assert value(tf.constant_initializer([1, 2])([4])).tolist() == [1.0, 2.0, 2.0, 2.0]
    with pytest.raises(TypeError, match=r"shape \(4,\), but got one of shape \(2,\)"):
        tf.constant_initializer([1, 2], verify_shape=True)([4])
