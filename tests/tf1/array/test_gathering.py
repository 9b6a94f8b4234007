"""What the recorded calls cannot say of gathering and masks: messages, and shapes that are not known."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

A = np.arange(12, dtype=np.float32).reshape(3, 4)


def run(fetches, feed=None):
    with tf.Session() as sess:
        return sess.run(fetches, feed)


def test_a_place_outside_is_named():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[3, 0\] do not index into sizes \[3, 4\]"):
        run(tf.gather_nd(A, [[0, 0], [3, 0]]))


def test_indices_are_integers():
    with pytest.raises(TypeError, match=r"The indices of tf.gather_nd are integers, but .* is float32"):
        tf.gather_nd(A, [[0.5]])


def test_another_policy_for_bad_indices_is_refused():
    with pytest.raises(
        NotImplementedError, match=r"bad_indices_policy='IGNORE'.*\n  Remedy: choose the indices"
    ):
        tf.gather_nd(A, [[0]], bad_indices_policy="IGNORE")


def test_unknown_sizes_stay_unknown():
    x, i = tf.placeholder(tf.float32, [None, None, 5]), tf.placeholder(tf.int32, [None, 2])
    assert tf.gather_nd(x, i).shape.as_list() == [None, 5]
    assert tf.gather_nd(x, tf.placeholder(tf.int32)).shape.ndims is None
    assert tf.boolean_mask(x, tf.placeholder(tf.bool, [None, None])).shape.as_list() == [None, 5]
    assert tf.batch_gather(A, [[1], [0], [2]]).shape.as_list() == [3, 1]


def test_a_mask_that_turns_out_not_to_fit():
    x, mask = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.bool, [None])
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"A mask of shape \(2,\) does not fit the sizes \(3,\)"
    ):
        run(tf.boolean_mask(x, mask), {x: [1, 2, 3], mask: [True, False]})
    assert run(tf.boolean_mask(x, mask), {x: [1, 2], mask: [False, True]}).tolist() == [2]


def test_no_permutation():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"\[2, 2, 1\] is no permutation of the numbers from 0 to 2"
    ):
        run(tf.invert_permutation([2, 2, 1]))
