"""Variables, their sharing by name, and their initial values."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


def test_printing_and_properties():
    v = tf.Variable(1.0, name="v")
    assert repr(v) == "<tf.Variable 'v:0' shape=() dtype=float32_ref>"
    assert (v.name, v.op.name, v.shape.as_list()) == ("v:0", "v", [])
    assert tf.global_variables() == tf.trainable_variables() == [v]


def test_counters_are_not_trained():
    step = tf.Variable(0, trainable=False)
    assert tf.trainable_variables() == []
    assert tf.global_variables() == [step]


def test_an_initial_value_is_needed():
    with pytest.raises(ValueError, match=r"tf.Variable needs an initial value"):
        tf.Variable()


def test_assign_add_sub_and_load():
    v = tf.Variable([1.0, 2.0])
    with tf.Session(device="cpu") as session:
        session.run(v.initializer)
        np.testing.assert_array_equal(session.run(v.assign_add([1.0, 1.0])), [2, 3])
        np.testing.assert_array_equal(session.run(v.assign_sub([2.0, 2.0])), [0, 1])
        v.load([7.0, 8.0])
        np.testing.assert_array_equal(v.eval(), [7, 8])


def test_only_variables_can_be_assigned_to():
    with pytest.raises(AttributeError, match=r"cannot be assigned to: only a tf.Variable can"):
        tf.assign(tf.constant(1), 2)


def test_assigning_another_shape():
    v = tf.Variable([1.0, 2.0], name="v")
    with pytest.raises(
        ValueError, match=r"The new value of variable 'v' must have its shape \(2,\), but has \(3,\)"
    ):
        v.assign([1.0, 2.0, 3.0])


def test_is_variable_initialized():
    v = tf.Variable(1.0)
    known = tf.is_variable_initialized(v)
    with tf.Session() as session:
        assert not session.run(known)
        session.run(v.initializer)
        assert session.run(known)


def test_get_variable_makes_then_shares():
    with tf.variable_scope("relu"):
        first = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.5))
    assert first.name == "relu/threshold:0"
    with (
        pytest.raises(ValueError, match=r"Variable relu/threshold already exists.*[\s\S]*test_variables.py"),
        tf.variable_scope("relu"),
    ):
        tf.get_variable("threshold", shape=())
    with tf.variable_scope("relu", reuse=True):
        assert tf.get_variable("threshold") is first
        with pytest.raises(ValueError, match="relu/other does not exist"):
            tf.get_variable("other", shape=())
        with pytest.raises(ValueError, match=r"specified shape \(2,\) and found shape \(\)"):
            tf.get_variable("threshold", shape=[2])
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        assert tf.get_variable("threshold") is first
        assert tf.get_variable("new", shape=[2]).shape.as_list() == [2]
    with tf.Session() as session:
        session.run(first.initializer)
        assert session.run(first) == 0.5


def test_get_variable_needs_a_shape():
    with pytest.raises(
        ValueError, match=r"Shape of a new variable \(w\) must be fully defined, but instead was <unknown>"
    ):
        tf.get_variable("w")


def test_the_default_initial_value_is_glorots():
    tf.set_random_seed(0)
    w = tf.get_variable("w", [300, 200])
    with tf.Session(device="cpu") as session:
        session.run(w.initializer)
        value = session.run(w)
    limit = np.sqrt(6 / 500)
    assert np.abs(value).max() <= limit
    assert value.std() == pytest.approx(limit / np.sqrt(3), rel=0.02)


def test_truncated_normal_stays_within_two_deviations():
    tf.set_random_seed(0)
    with tf.Session(device="cpu") as session:
        value = session.run(tf.truncated_normal([20000], mean=1.0, stddev=0.5))
    assert np.abs(value - 1).max() <= 1.0
    assert value.std() == pytest.approx(
        0.5 * 0.8796, rel=0.02
    )  # the deviation of a normal cut at 2 is 0.8796


def test_get_variable_starts_from_a_value():
    zero = tf.get_variable("zero", initializer=0.0)
    five = tf.get_variable("five", initializer=tf.constant([5, 5]))
    with tf.variable_scope("inner", initializer=tf.zeros_initializer()):
        inner = tf.get_variable("inner", shape=[2])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(zero) == 0.0
        np.testing.assert_array_equal(session.run(five), [5, 5])
        np.testing.assert_array_equal(session.run(inner), [0, 0])


def test_a_value_has_its_own_shape():
    with pytest.raises(
        ValueError, match=r"if initializer is a constant, do not specify shape, but it is \(3,\)"
    ):
        tf.get_variable("w", shape=[3], initializer=0.0)


def test_a_variable_can_hold_strings():
    words = tf.Variable(["a", "b"])
    other = tf.Variable(words.initialized_value())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(words.assign(["c", "d"]))
        assert [value.tolist() for value in session.run([words, other])] == [[b"c", b"d"], [b"a", b"b"]]
