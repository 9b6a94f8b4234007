"""Cells: their formulas against NumPy and autograd, the names of their variables, and what they share."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

BATCH, TIME, N, UNITS = 3, 5, 4, 6
RNG = np.random.default_rng(11)
X = RNG.normal(size=(BATCH, TIME, N)).astype(np.float32)
cells = tf.nn.rnn_cell


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def names():
    return [v.op.name for v in tf.trainable_variables()]


def sequences():
    return tf.placeholder(tf.float32, [None, TIME, N])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_step(x, h, gate_kernel, gate_bias, kernel, bias):
    r, u = np.split(sigmoid(np.concatenate([x, h], 1) @ gate_kernel + gate_bias), 2, axis=1)
    return u * h + (1 - u) * np.tanh(np.concatenate([x, r * h], 1) @ kernel + bias)


def test_gru_against_numpy():
    x = sequences()
    outputs, state = tf.nn.dynamic_rnn(cells.GRUCell(UNITS), x, dtype=tf.float32)
    assert names() == [
        "rnn/gru_cell/gates/kernel",
        "rnn/gru_cell/gates/bias",
        "rnn/gru_cell/candidate/kernel",
        "rnn/gru_cell/candidate/bias",
    ]
    value, last, *weights = run([outputs, state, *tf.trainable_variables()], {x: X})
    np.testing.assert_array_equal(weights[1], np.ones(2 * UNITS))  # TensorFlow's start of the gates' bias
    h = np.zeros((BATCH, UNITS), np.float32)
    for t in range(TIME):
        h = gru_step(X[:, t], h, *weights)
        np.testing.assert_allclose(value[:, t], h, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(last, value[:, -1])


def test_gru_gradient_against_autograd():
    x = sequences()
    outputs, _ = tf.nn.dynamic_rnn(cells.GRUCell(UNITS), x, dtype=tf.float32)
    variables = tf.trainable_variables()
    values = run([*tf.gradients(tf.reduce_sum(tf.square(outputs)), variables), *variables], {x: X})
    theirs = [torch.tensor(v, requires_grad=True) for v in values[4:]]
    gate_kernel, gate_bias, kernel, bias = theirs
    h, total, data = torch.zeros(BATCH, UNITS), torch.zeros(()), torch.tensor(X)
    for t in range(TIME):
        r, u = torch.sigmoid(torch.cat([data[:, t], h], 1) @ gate_kernel + gate_bias).chunk(2, 1)
        h = u * h + (1 - u) * torch.tanh(torch.cat([data[:, t], r * h], 1) @ kernel + bias)
        total = total + h.square().sum()
    total.backward()
    for ours, tensor in zip(values[:4], theirs, strict=True):
        np.testing.assert_allclose(ours, tensor.grad, rtol=1e-4, atol=1e-5)


def test_another_activation():
    cell = cells.BasicRNNCell(UNITS, activation=tf.nn.relu)
    output, state = cell(tf.constant(X[:, 0]), cell.zero_state(BATCH, tf.float32))
    value, kernel, bias = run([output, *cell.variables])
    np.testing.assert_allclose(value, np.maximum(X[:, 0] @ kernel[:N] + bias, 0), rtol=1e-5, atol=1e-6)
    assert output is state


def test_a_cell_of_ones_own():
    class Decay(cells.RNNCell):
        state_size = output_size = N

        def call(self, inputs, state):
            rate = tf.get_variable("rate", [], initializer=tf.constant_initializer(0.5))
            state = rate * state + inputs
            return state, state

    class Old(cells.RNNCell):
        state_size = output_size = N

        def __call__(self, inputs, state, scope=None):
            with tf.variable_scope(scope or type(self).__name__):
                rate = tf.get_variable("rate", [], initializer=tf.constant_initializer(0.5))
            state = rate * state + inputs
            return state, state

    x = sequences()
    with tf.variable_scope("new"):
        ours, _ = tf.nn.dynamic_rnn(Decay(), x, dtype=tf.float32)
    with tf.variable_scope("old"):
        old, _ = tf.nn.dynamic_rnn(Old(), x, dtype=tf.float32)
    assert names() == ["new/rnn/decay/rate", "old/rnn/Old/rate"]
    for value in run([ours, old], {x: X}):
        np.testing.assert_allclose(value[:, 1], X[:, 1] + 0.5 * X[:, 0], rtol=1e-6)
        np.testing.assert_allclose(value[:, 2], X[:, 2] + 0.5 * X[:, 1] + 0.25 * X[:, 0], rtol=1e-6)


def test_variables_are_made_once_and_trained():
    x = sequences()
    cell = cells.BasicLSTMCell(UNITS)
    assert cell.variables == []
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    loss = tf.reduce_mean(tf.square(outputs - 0.1))
    step = tf.train.AdamOptimizer(0.05).minimize(loss)
    assert cell.trainable_variables == tf.trainable_variables()
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        first = session.run(loss, {x: X})
        for _ in range(30):
            session.run(step, {x: X})
        assert session.run(loss, {x: X}) < first / 5


def test_a_second_cell_gets_a_name_of_its_own():
    x = tf.constant(X[:, 0])
    for _ in range(2):
        cell = cells.BasicRNNCell(UNITS)
        for _ in range(2):
            cell(x, cell.zero_state(BATCH, tf.float32))
    named = cells.BasicRNNCell(UNITS, name="reader")
    named(x, named.zero_state(BATCH, tf.float32))
    kernels = [name for name in names() if name.endswith("kernel")]
    assert kernels == ["basic_rnn_cell/kernel", "basic_rnn_cell_1/kernel", "reader/kernel"]


def test_training_and_evaluation_share_by_scope():
    results = []
    for reuse in (None, True):
        with tf.variable_scope("model", reuse=reuse):
            layers = cells.MultiRNNCell([cells.GRUCell(UNITS), cells.BasicLSTMCell(2)])
            results.append(tf.nn.dynamic_rnn(layers, tf.constant(X), dtype=tf.float32)[0])
    assert names()[0] == "model/rnn/multi_rnn_cell/cell_0/gru_cell/gates/kernel"
    assert names()[-1] == "model/rnn/multi_rnn_cell/cell_1/basic_lstm_cell/bias"
    assert len(names()) == 6
    a, b = run(results)
    np.testing.assert_array_equal(a, b)


def test_one_cell_object_for_two_layers():
    cell = cells.BasicLSTMCell(UNITS)
    with pytest.raises(
        ValueError,
        match=r"(?s)built for inputs of shape \(\?, 4\), but now gets \(3, 6\).*one for each layer",
    ):
        tf.nn.dynamic_rnn(cells.MultiRNNCell([cell] * 2), X, dtype=tf.float32)


def test_a_cell_takes_one_step():
    cell = cells.BasicRNNCell(2)
    with pytest.raises(ValueError, match=r"expected ndim=2, found ndim=3. Full shape received: \(3, 5, 4\)"):
        cell(X, cell.zero_state(BATCH, tf.float32))
    with pytest.raises(ValueError, match=r"expected inputs\.shape\[-1\] to be known, saw shape: \(\?, \?\)"):
        cell(tf.placeholder(tf.float32, [None, None]), cell.zero_state(BATCH, tf.float32))


def test_what_cells_refuse():
    with pytest.raises(ValueError, match=r"BasicLSTMCell needs a positive whole number of units, but got 0"):
        cells.BasicLSTMCell(0)
    with pytest.raises(ValueError, match=r"MultiRNNCell needs a list of one cell or more, but got \[\]"):
        cells.MultiRNNCell([])
    with pytest.raises(TypeError, match=r"'cells\[1\]' must be an RNNCell"):
        cells.MultiRNNCell([cells.GRUCell(2), "gru"])
    with pytest.raises(ValueError, match=r"Some cells return tuples of states, but the flag state_is_tuple"):
        cells.MultiRNNCell([cells.BasicLSTMCell(2)], state_is_tuple=False)
    with pytest.raises(ValueError, match=r"output_keep_prob is the share that is kept, .* but is 1\.5"):
        cells.DropoutWrapper(cells.GRUCell(2), output_keep_prob=1.5)
    with pytest.raises(NotImplementedError, match=r"RNNCell does not say its state_size"):
        cells.RNNCell().zero_state(1, tf.float32)


def test_every_promised_name_exists():
    for module in (tf.nn.rnn_cell, tf.contrib.rnn):
        assert [name for name in module.__all__ if not hasattr(module, name)] == []
    assert tf.contrib.rnn.BasicLSTMCell is tf.nn.rnn_cell.BasicLSTMCell


def test_a_cell_in_a_loop_equals_the_unrolled_network():
    """A loop may run for a number of steps that is only known when it runs."""
    x, steps = tf.constant(X), tf.placeholder(tf.int32, [])
    cell = cells.GRUCell(UNITS)
    zero = cell.zero_state(BATCH, tf.float32)

    def step(t, state):
        return t + 1, cell(tf.gather(x, t, axis=1), state)[1]

    _, looped = tf.while_loop(lambda t, _: t < steps, step, [tf.constant(0), zero])
    outputs, _ = tf.nn.dynamic_rnn(cell, x, initial_state=zero)
    assert len(names()) == 4
    a, b = run([looped, outputs], {steps: 3})
    np.testing.assert_allclose(a, b[:, 2], rtol=1e-5, atol=1e-6)
