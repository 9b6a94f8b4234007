"""What is known of sizes before a run."""

import numpy as np
import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.foresight import known_number, known_sizes, known_value, size_vector


def batch():
    return tf.placeholder(tf.float32, [None, 4])


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda x: tf.shape(x), (None, 4)),
        (lambda x: [tf.shape(x)[0], 7], (None, 7)),
        (lambda x: tf.concat([tf.shape(x)[:1], [2, -1]], 0), (None, 2, None)),
        (lambda x: tf.shape(x)[1:] * 2, (8,)),
        (lambda x: tf.stack([tf.shape(x)[1] // 2, tf.rank(x)]), (2, 2)),
        (lambda x: tf.range(tf.rank(x)), (0, 1)),
        (lambda x: tf.placeholder_with_default([2, 6], [2]), (None, None)),
        (lambda x: tf.placeholder(tf.int32, [None]), None),
    ],
)
def test_known_sizes(make, expected):
    assert known_sizes(make(batch())) == expected


def test_a_value_that_a_feed_may_change_is_not_known():
    assert known_value(tf.placeholder_with_default(3, [])) is None
    assert known_value(tf.Variable(3).as_tensor()) is None
    assert known_value(tf.random_uniform([], 0, 5, tf.int32)) is None
    np.testing.assert_array_equal(known_value(tf.cast(tf.constant([1, 2]), tf.int64) + 1), [2, 3])


def test_what_is_no_size():
    with pytest.raises(TypeError, match=r"tf\.tile needs a shape of int32 or int64, but .* is float32"):
        size_vector(tf.constant([1.0]), "tf.tile")
    with pytest.raises(TypeError, match=r"whole numbers, but got \[2\.5\]"):
        size_vector([2.5], "tf.zeros")
    with pytest.raises(ValueError, match=r"all known, but got \(\?, 3\).\n  Remedy: take the unknown size"):
        tf.zeros([None, 3])
    with pytest.raises(ValueError, match=r"must be known while the graph is built"):
        known_number(tf.placeholder(tf.int32, []), "The axis")
    with pytest.raises(TypeError, match=r"must be a whole number, but is 1\.5"):
        tf.expand_dims(batch(), 1.5)
