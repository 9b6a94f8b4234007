"""Accumulators and threads. `tests/tf1/recorded/calls/accumulator.py` compares the values with TensorFlow."""

import threading

import pytest

import lessonlib.tf1 as tf


def test_who_takes_waits_for_enough_gradients_of_other_threads():
    q = tf.ConditionalAccumulator(tf.float32)
    apply, take, found = q.apply_grad(tf.constant([1.0, 3.0])), q.take_grad(3), []
    with tf.Session() as sess:
        taker = threading.Thread(target=lambda: found.append(sess.run(take).tolist()))
        taker.start()
        for _ in range(2):
            sess.run(apply)
        assert taker.is_alive()
        assert found == []
        sess.run(apply)
        taker.join(60)
    assert found == [[1, 3]]


def test_closing_the_session_ends_the_wait():
    q = tf.ConditionalAccumulator(tf.float32)
    take, raised = q.take_grad(1), []
    sess = tf.Session()
    sess.run(q.num_accumulated())

    def wait():
        try:
            sess.run(take)
        except (tf.errors.CancelledError, RuntimeError) as error:
            raised.append(error)

    taker = threading.Thread(target=wait)
    taker.start()
    sess.close()
    taker.join(60)
    assert len(raised) == 1


def test_two_sessions_share_nothing():
    q = tf.ConditionalAccumulator(tf.float32)
    with tf.Session() as one, tf.Session() as other:
        one.run(q.apply_grad(1.0))
        assert one.run(q.num_accumulated()) == 1
        assert other.run(q.num_accumulated()) == 0


def test_a_shape_that_only_the_run_knows():
    q = tf.ConditionalAccumulator(tf.float32, [2])
    x = tf.placeholder(tf.float32, None)
    with (
        tf.Session() as sess,
        pytest.raises(tf.errors.InvalidArgumentError, match=r"expected \(2,\).* is \(3,\)"),
    ):
        sess.run(q.apply_grad(x), {x: [1, 2, 3]})
