"""Cutting and joining, against NumPy."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

VALUE = np.arange(24.0).reshape(2, 3, 4)


def run(fetches):
    with tf.Session(device="cpu") as session:
        return session.run(fetches)


@pytest.mark.parametrize(
    ("parts", "axis", "expected"),
    [(2, 2, [2, 2]), ([1, 2], 1, [1, 2]), ([1, -1], 2, [1, 3]), (1, 0, [2])],
)
def test_split(parts, axis, expected):
    pieces = run(tf.split(VALUE, parts, axis))
    for piece, wanted in zip(pieces, np.split(VALUE, np.cumsum(expected)[:-1], axis), strict=True):
        np.testing.assert_array_equal(piece, wanted)


def test_parts_that_do_not_add_up():
    with pytest.raises(
        ValueError, match=r"Cannot split axis 2 of size 4 into 3: the parts must add up to it"
    ):
        tf.split(VALUE, 3, 2)
    x = tf.placeholder_with_default(np.ones((3, 2), np.float32), [None, 2])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"axis 0 of size 3 into 2 equal parts"):
        run(tf.split(x, 2))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"axis 0 of size 3 into 2 parts \[1, 1\]"):
        run(tf.split(x, [1, 1]))
    with pytest.raises(ValueError, match="Remedy: pass num"):
        tf.split(x, tf.placeholder(tf.int32, [None]))
    with pytest.raises(ValueError, match="Remedy: give a number, or the sizes of the parts"):
        tf.split(x, tf.shape(x)[0])


def test_joining_and_taking_apart():
    a, b = VALUE[0], VALUE[1]
    np.testing.assert_array_equal(run(tf.concat([a, b], 1)), np.concatenate([a, b], 1))
    np.testing.assert_array_equal(run(tf.stack([a, b], 2)), np.stack([a, b], 2))
    for got, wanted in zip(run(tf.unstack(VALUE, axis=1)), VALUE.swapaxes(0, 1), strict=True):
        np.testing.assert_array_equal(got, wanted)
    np.testing.assert_array_equal(run(tf.gather(VALUE, [[2, 0]], axis=1)), VALUE[:, [[2, 0]]])
    np.testing.assert_array_equal(run(tf.pad(a, [[1, 0], [0, 2]])), np.pad(a, [[1, 0], [0, 2]]))
    np.testing.assert_array_equal(run(tf.tile(a, [2, 1])), np.tile(a, [2, 1]))


def test_an_index_out_of_range_has_its_place():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"out of range[\s\S]*In operation 'GatherV2'"):
        run(tf.gather(VALUE, [5]))
