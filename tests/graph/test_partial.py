"""Runs in several calls."""

import pytest

import lessonlib.tf1 as tf


def test_random_numbers_are_drawn_once():
    x = tf.random_normal([2])
    y, late = x + 1, tf.placeholder(tf.float32, [])
    z = x * late
    with tf.Session() as session:
        handle = session.partial_run_setup([y, z], [late])
        first = session.partial_run(handle, y)
        second = session.partial_run(handle, z, {late: 2.0})
    assert (first - 1) * 2 == pytest.approx(second, abs=1e-6)


def test_an_effect_does_not_happen_twice():
    v = tf.Variable(1.0)
    late = tf.placeholder(tf.float32, [])
    add = v.assign_add(1.0)
    with tf.control_dependencies([add]):
        one, two = tf.constant(1.0) + 0.0, late + 1
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        handle = session.partial_run_setup([one, two], [late])
        session.partial_run(handle, one)
        with pytest.raises(
            NotImplementedError, match=r"a second time, and it has an effect.\n.*one session.run"
        ):
            session.partial_run(handle, two, {late: 1.0})


def test_what_was_not_announced():
    a = tf.placeholder(tf.float32, [], name="a")
    b, c = a + 1, a + 2
    with tf.Session() as session:
        handle = session.partial_run_setup([b], [a])
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"was not announced as a fetch"):
            session.partial_run(handle, c, {a: 1.0})
        session.partial_run(handle, b, {a: 1.0})
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"was fetched already"):
            session.partial_run(handle, b)
