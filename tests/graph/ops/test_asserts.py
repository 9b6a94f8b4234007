"""Assertions: at once where the values are known, else at the run."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

PAIRS = [
    (tf.assert_equal, [1, 2], [1, 2], [1, 3], "x == y"),
    (tf.assert_none_equal, [1, 2], [2, 3], [1, 3], "x != y"),
    (tf.assert_less, [1, 2], [2, 3], [1, 3], "x < y"),
    (tf.assert_less_equal, [1, 2], [1, 3], [0, 3], "x <= y"),
    (tf.assert_greater, [1, 2], [0, 1], [1, 0], "x > y"),
    (tf.assert_greater_equal, [1, 2], [1, 0], [2, 0], "x >= y"),
]
SIGNS = [
    (tf.assert_positive, 1, 0, "x > 0"),
    (tf.assert_negative, -1, 0, "x < 0"),
    (tf.assert_non_negative, 0, -1, "x >= 0"),
    (tf.assert_non_positive, 0, 1, "x <= 0"),
]


@pytest.mark.parametrize(("check", "x", "good", "bad", "condition"), PAIRS)
def test_two_tensors(check, x, good, bad, condition):
    a, b = tf.placeholder(tf.int32, [None], name="a"), tf.placeholder(tf.int32, [None], name="b")
    with tf.control_dependencies([check(a, b, message="Sizes: ")]):
        out = a + b
    with tf.Session() as session:
        np.testing.assert_array_equal(session.run(out, {a: x, b: good}), np.add(x, good))
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=rf"Sizes: Condition {condition} did not hold element-wise"
        ) as caught:
            session.run(out, {a: x, b: bad})
    assert f"[x (a:0) = ] [{x[0]} {x[1]}] [y (b:0) = ] [{bad[0]} {bad[1]}]" in str(caught.value)


@pytest.mark.parametrize(("check", "x", "good", "bad", "condition"), PAIRS)
def test_two_known_values_are_compared_at_once(check, x, good, bad, condition):
    assert isinstance(check(x, good), tf.Operation)
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"{condition} did not hold.*\[{x[0]} {x[1]}\]"):
        check(x, bad)


@pytest.mark.parametrize(("check", "good", "bad", "condition"), SIGNS)
def test_signs(check, good, bad, condition):
    x = tf.placeholder(tf.float32, name="x")
    op = check(x)
    with tf.Session() as session:
        session.run(op, {x: good})
        with pytest.raises(tf.errors.InvalidArgumentError, match=rf"{condition} did not hold .*\[{bad}\]"):
            session.run(op, {x: bad})
    with pytest.raises(tf.errors.InvalidArgumentError, match=condition):
        check([good, bad])


def test_ranks():
    known, unknown = tf.placeholder(tf.float32, [None, 3], name="known"), tf.placeholder(tf.float32)
    tf.assert_rank(known, 2)
    with pytest.raises(
        ValueError, match=r"known:0 must have rank equal to 3, but has rank 2 \(shape \(\?, 3\)\)"
    ):
        tf.assert_rank(known, 3)
    with pytest.raises(ValueError, match="rank at least 3"):
        tf.assert_rank_at_least(known, 3)
    op = tf.assert_rank_at_least(unknown, 1)
    with tf.Session() as session:
        session.run(op, {unknown: [1, 2]})
        with pytest.raises(tf.errors.InvalidArgumentError, match="must have rank at least 1"):
            session.run(op, {unknown: 1})


def test_types():
    tf.assert_type(tf.constant(1.0), tf.float32)
    with pytest.raises(TypeError, match="must be of type int32, but is float32"):
        tf.assert_type(tf.constant(1.0), tf.int32)


def test_inside_a_branch():
    x = tf.placeholder(tf.float32, [], name="x")

    def checked():
        with tf.control_dependencies([tf.assert_positive(x), tf.assert_rank_at_least(x, 0)]):
            return tf.sqrt(x)

    y = tf.cond(tf.greater(x, -1.0), checked, lambda: tf.constant(0.0))
    with tf.Session() as session:
        assert session.run(y, {x: 4.0}) == 2
        assert session.run(y, {x: -5.0}) == 0
        with pytest.raises(tf.errors.InvalidArgumentError, match="x > 0 did not hold"):
            session.run(y, {x: -0.5})
