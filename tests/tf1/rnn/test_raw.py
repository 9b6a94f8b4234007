"""The oracles are dynamic_rnn here, and TensorFlow in tests/tf1/recorded (raw_rnn)."""

import numpy as np
import pytest

import lessonlib.tf1 as tf
from lessonlib.graph.nest import flatten

X = np.random.default_rng(0).normal(size=(5, 3, 4)).astype(np.float32)
LENGTHS = np.array([5, 2, 4], np.int32)


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(1)
        yield graph


def test_it_is_dynamic_rnn_when_loop_fn_reads_the_inputs():
    x = tf.placeholder(tf.float32, [None, 3, 4])
    cell = tf.nn.rnn_cell.BasicLSTMCell(2)
    inputs = tf.TensorArray(tf.float32, tf.shape(x)[0]).unstack(x)

    def loop_fn(time, output, state, loop_state):
        state = cell.zero_state(3, tf.float32) if output is None else state
        done = time >= LENGTHS
        row = tf.cond(tf.reduce_all(done), lambda: tf.zeros([3, 4]), lambda: inputs.read(time))
        return done, row, state, output, None

    emitted, last, loop_state = tf.nn.raw_rnn(cell, loop_fn)
    outputs = emitted.stack()
    with tf.variable_scope("", reuse=True):
        wanted, state = tf.nn.dynamic_rnn(
            cell, x, sequence_length=LENGTHS, dtype=tf.float32, time_major=True, scope="rnn"
        )
    weights = tf.trainable_variables()
    assert len(weights) == 2
    assert loop_state is None
    gradients = [tf.gradients(tf.reduce_sum(y**2), [x, *weights]) for y in (outputs, wanted)]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        ours, theirs = session.run([[outputs, last, gradients[0]], [wanted, state, gradients[1]]], {x: X})
    for one, other in zip(flatten(ours), flatten(theirs), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_a_loop_function_that_is_none_is_refused():
    with pytest.raises(TypeError, match="loop_fn must be a callable"):
        tf.nn.raw_rnn(tf.nn.rnn_cell.BasicRNNCell(2), None)


def test_the_first_call_must_give_a_state():
    with pytest.raises(ValueError, match=r"must give the first state; remedy: cell.zero_state"):
        tf.nn.raw_rnn(
            tf.nn.rnn_cell.BasicRNNCell(2),
            lambda *_: (tf.zeros([3], tf.bool), tf.zeros([3, 4]), None, None, None),
        )
