"""Recurrent networks over an unknown number of steps: against the unrolled ones, which are tested against torch."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf
from lessonlib.graph.nest import flatten

BATCH, TIME, N, UNITS = 3, 5, 4, 6
X = np.random.default_rng(11).normal(size=(BATCH, TIME, N)).astype(np.float32)
LENGTHS = np.array([5, 2, 0])
cells = tf.nn.rnn_cell


def network(time, make, lengths=None, both=False, time_major=False):
    """Outputs, last state and gradients of a network with an unknown or known number of steps."""
    tf.reset_default_graph()
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [time, None, N] if time_major else [None, time, N])
    given = {"dtype": tf.float32, "sequence_length": lengths, "time_major": time_major}
    with tf.variable_scope("net", initializer=tf.random_uniform_initializer(-0.5, 0.5, seed=2)):
        if both:
            outputs, state = tf.nn.bidirectional_dynamic_rnn(make(), make(), x, **given)
        else:
            outputs, state = tf.nn.dynamic_rnn(make(), x, **given)
    loss = sum(tf.reduce_sum(leaf * leaf) for leaf in flatten([outputs, state]))
    slopes = tf.gradients(loss, [*tf.trainable_variables(), x])
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        fed = X.transpose(1, 0, 2) if time_major else X
        return flatten(session.run([outputs, state, slopes], {x: fed})), flatten(outputs)[0].shape.as_list()


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (lambda: cells.LSTMCell(UNITS), {"lengths": LENGTHS}),
        (lambda: cells.GRUCell(UNITS), {"lengths": LENGTHS, "both": True}),
        (lambda: cells.MultiRNNCell([cells.BasicRNNCell(3), cells.LSTMCell(UNITS)]), {"time_major": True}),
    ],
)
def test_a_loop_equals_the_unrolled_network(make, options):
    unrolled, _ = network(TIME, make, **options)
    looped, sizes = network(None, make, **options)
    assert sizes[-1] == UNITS
    for ours, theirs in zip(looped, unrolled, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_against_torch_with_sequences_of_another_length_in_each_run():
    x = tf.placeholder(tf.float32, [None, None, N])
    outputs, _ = tf.nn.dynamic_rnn(cells.BasicRNNCell(UNITS), x, dtype=tf.float32)
    kernel = tf.trainable_variables()[0]
    slope = tf.gradients(tf.reduce_sum(outputs**2), kernel)[0]
    twin = torch.nn.RNN(N, UNITS, batch_first=True)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        weights = torch.from_numpy(session.run(kernel).T.copy())
        with torch.no_grad():
            twin.weight_ih_l0.copy_(weights[:, :N])
            twin.weight_hh_l0.copy_(weights[:, N:])
            twin.bias_ih_l0.zero_()
            twin.bias_hh_l0.zero_()
        for steps in (5, 2, 1):
            expected = twin(torch.from_numpy(X[:, :steps]))[0]
            twin.zero_grad()
            (expected**2).sum().backward()
            ours, gradient = session.run([outputs, slope], {x: X[:, :steps]})
            np.testing.assert_allclose(ours, expected.detach(), atol=1e-5)
            np.testing.assert_allclose(gradient[:N].T, twin.weight_ih_l0.grad, atol=1e-4)
        assert session.run(outputs, {x: X[:, :0]}).shape == (BATCH, 0, UNITS)


def test_dropout_in_the_loop_has_its_own_gradient():
    x = tf.placeholder(tf.float32, [None, None, N])
    cell = cells.DropoutWrapper(cells.BasicRNNCell(UNITS, activation=tf.identity), input_keep_prob=0.5)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    total = tf.reduce_sum(outputs)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        value, slope = session.run([total, tf.gradients(total, x)[0]], {x: X})
        np.testing.assert_allclose(value, (slope * X).sum(), rtol=1e-3)  # it is linear, and the bias is 0


def test_a_state_that_changes_its_dtype():
    class Cell(cells.RNNCell):
        state_size = output_size = UNITS

        def call(self, inputs, state):
            return state, tf.cast(state, tf.float64)

    x = tf.placeholder(tf.float32, [None, None, N])
    with pytest.raises(ValueError, match=r"state like the one that it takes, float32 .* but gives float64"):
        tf.nn.dynamic_rnn(Cell(), x, dtype=tf.float32)
