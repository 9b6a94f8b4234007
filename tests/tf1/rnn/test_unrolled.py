"""Recurrent networks against torch.nn with converted weights, NumPy loops, and autograd."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

BATCH, TIME, N, UNITS = 3, 5, 4, 6
RNG = np.random.default_rng(11)
X = RNG.normal(size=(BATCH, TIME, N)).astype(np.float32)
LENGTHS = np.array([5, 2, 0])
cells = tf.nn.rnn_cell


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def names():
    return [v.op.name for v in tf.trainable_variables()]


def sequences():
    return tf.placeholder(tf.float32, [None, TIME, N])


def torch_twin(kind, kernel, bias, forget_bias=0.0):
    """torch.nn.RNN or LSTM with our weights. torch orders an LSTM's gates i, f, j, o; TensorFlow i, j, f, o."""
    twin = kind(N, UNITS, batch_first=True)
    order = [0, 2, 1, 3] if kind is torch.nn.LSTM else [0]
    columns = np.concatenate([np.arange(UNITS) + i * UNITS for i in order])
    b = bias[columns].copy()
    if kind is torch.nn.LSTM:
        b[UNITS : 2 * UNITS] += forget_bias
    for name, value in {
        "weight_ih_l0": kernel[:N, columns].T,
        "weight_hh_l0": kernel[N:, columns].T,
        "bias_ih_l0": b,
        "bias_hh_l0": 0 * b,
    }.items():
        getattr(twin, name).data = torch.tensor(value)
    return twin


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru_step(x, h, gate_kernel, gate_bias, kernel, bias):
    r, u = np.split(sigmoid(np.concatenate([x, h], 1) @ gate_kernel + gate_bias), 2, axis=1)
    return u * h + (1 - u) * np.tanh(np.concatenate([x, r * h], 1) @ kernel + bias)


def test_basic_rnn_against_torch():
    x = sequences()
    outputs, state = tf.nn.dynamic_rnn(cells.BasicRNNCell(UNITS), x, dtype=tf.float32)
    assert names() == ["rnn/basic_rnn_cell/kernel", "rnn/basic_rnn_cell/bias"]
    assert (outputs.shape.as_list(), state.shape.as_list()) == ([None, TIME, UNITS], [None, UNITS])
    value, last, kernel, bias = run([outputs, state, *tf.trainable_variables()], {x: X})
    expected, hidden = torch_twin(torch.nn.RNN, kernel, bias)(torch.tensor(X))
    np.testing.assert_allclose(value, expected.detach(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(last, hidden[0].detach(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("make", [cells.BasicLSTMCell, cells.LSTMCell])
@pytest.mark.parametrize("forget_bias", [1.0, 0.0])
def test_lstm_against_torch(make, forget_bias):
    x = sequences()
    outputs, state = tf.nn.dynamic_rnn(make(UNITS, forget_bias=forget_bias), x, dtype=tf.float32)
    cell_name = "basic_lstm_cell" if make is cells.BasicLSTMCell else "lstm_cell"
    assert names() == [f"rnn/{cell_name}/kernel", f"rnn/{cell_name}/bias"]
    assert isinstance(state, cells.LSTMStateTuple)
    value, last, kernel, bias = run([outputs, state, *tf.trainable_variables()], {x: X})
    expected, (h, c) = torch_twin(torch.nn.LSTM, kernel, bias, forget_bias)(torch.tensor(X))
    np.testing.assert_allclose(value, expected.detach(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(last.c, c[0].detach(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(last.h, h[0].detach(), rtol=1e-5, atol=1e-6)


def test_backpropagation_through_time_against_autograd():
    x = sequences()
    outputs, _ = tf.nn.dynamic_rnn(cells.BasicLSTMCell(UNITS), x, dtype=tf.float32)
    weights = RNG.normal(size=(BATCH, TIME, UNITS)).astype(np.float32)
    variables = tf.trainable_variables()
    slopes = tf.gradients(tf.reduce_sum(outputs * weights), [*variables, x])
    kernel_slope, bias_slope, x_slope, kernel, bias = run([*slopes, *variables], {x: X})
    twin, data = torch_twin(torch.nn.LSTM, kernel, bias, 1.0), torch.tensor(X, requires_grad=True)
    (twin(data)[0] * torch.tensor(weights)).sum().backward()
    both = torch.cat([twin.weight_ih_l0.grad, twin.weight_hh_l0.grad], 1).T
    i, f, j, o = both.split(UNITS, 1)
    np.testing.assert_allclose(kernel_slope, torch.cat([i, j, f, o], 1), rtol=1e-4, atol=1e-5)
    i, f, j, o = twin.bias_ih_l0.grad.split(UNITS)
    np.testing.assert_allclose(bias_slope, torch.cat([i, j, f, o]), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(x_slope, data.grad, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("time_major", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
def test_sequence_lengths(time_major, backwards):
    """Past its end a sequence puts out zeros and keeps its state; backwards it is read from its own end."""
    x = tf.placeholder(tf.float32, [TIME, None, N] if time_major else [None, TIME, N])
    lengths = tf.placeholder(tf.int32, [None])
    pair = (cells.GRUCell(UNITS), cells.GRUCell(UNITS))
    outputs, states = tf.nn.bidirectional_dynamic_rnn(
        *pair, x, sequence_length=lengths, dtype=tf.float32, time_major=time_major
    )
    way = int(backwards)
    fed = {x: X.swapaxes(0, 1) if time_major else X, lengths: LENGTHS}
    value, last, *weights = run([outputs[way], states[way], *pair[way].variables], fed)
    value = value.swapaxes(0, 1) if time_major else value
    for b, length in enumerate(LENGTHS):
        h = np.zeros((1, UNITS), np.float32)
        for t in range(length)[:: -1 if backwards else 1]:
            h = gru_step(X[b : b + 1, t], h, *weights)
            np.testing.assert_allclose(value[b, t], h[0], rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(value[b, length:], 0)
        np.testing.assert_allclose(last[b], h[0], rtol=1e-5, atol=1e-6)


def test_no_gradient_flows_from_beyond_a_sequences_end():
    x = sequences()
    outputs, state = tf.nn.dynamic_rnn(cells.BasicLSTMCell(UNITS), x, LENGTHS, dtype=tf.float32)
    slope = run(tf.gradients([outputs, state.c], x)[0], {x: X})
    for b, length in enumerate(LENGTHS):
        assert (slope[b, :length] != 0).all()
        np.testing.assert_array_equal(slope[b, length:], 0)


def test_bidirectional_against_torch():
    x = sequences()
    outputs, states = tf.nn.bidirectional_dynamic_rnn(
        cells.BasicLSTMCell(UNITS, 0.0), cells.BasicLSTMCell(UNITS, 0.0), x, dtype=tf.float32
    )
    assert [n for n in names() if n.endswith("kernel")] == [
        "bidirectional_rnn/fw/basic_lstm_cell/kernel",
        "bidirectional_rnn/bw/basic_lstm_cell/kernel",
    ]
    value, last, *weights = run([tf.concat(outputs, 2), states, *tf.trainable_variables()], {x: X})
    twin = torch.nn.LSTM(N, UNITS, batch_first=True, bidirectional=True)
    one_way = [torch_twin(torch.nn.LSTM, *weights[i : i + 2]) for i in (0, 2)]
    for source, suffix in zip(one_way, ("", "_reverse"), strict=True):
        for name, value_ in source.named_parameters():
            getattr(twin, name + suffix).data = value_.data
    expected, (h, c) = twin(torch.tensor(X))
    np.testing.assert_allclose(value, expected.detach(), rtol=1e-5, atol=1e-6)
    for way in (0, 1):
        np.testing.assert_allclose(last[way].h, h[way].detach(), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(last[way].c, c[way].detach(), rtol=1e-5, atol=1e-6)


def test_static_networks_equal_the_dynamic_ones():
    x = sequences()
    steps = tf.unstack(x, axis=1)
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        dynamic, state = tf.nn.dynamic_rnn(cells.BasicLSTMCell(UNITS), x, LENGTHS, dtype=tf.float32)
        static, last = tf.nn.static_rnn(
            cells.BasicLSTMCell(UNITS), steps, dtype=tf.float32, sequence_length=LENGTHS
        )
        pair = [cells.GRUCell(2), cells.GRUCell(3)]
        both, both_states = tf.nn.bidirectional_dynamic_rnn(*pair, x, dtype=tf.float32)
        joined, fw, bw = tf.nn.static_bidirectional_rnn(*pair, steps, dtype=tf.float32)
    assert [step.shape.as_list() for step in static] == [[BATCH, UNITS]] * TIME  # the lengths tell the batch
    a, b = run([[dynamic, *state], [tf.stack(static, 1), *last]], {x: X})
    for one, other in zip(a, b, strict=True):
        np.testing.assert_array_equal(one, other)
    a, b = run([[tf.concat(both, 2), *both_states], [tf.stack(joined, 1), fw, bw]], {x: X})
    for one, other in zip(a, b, strict=True):
        np.testing.assert_array_equal(one, other)


def test_many_steps_build_and_run():
    long = tf.ones([1, 400, 1])
    outputs, _ = tf.nn.dynamic_rnn(cells.BasicRNNCell(2), long, dtype=tf.float32)
    slope = run(tf.gradients(outputs, tf.trainable_variables())[0])
    assert np.isfinite(slope).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({}, ValueError, r"If there is no initial_state, you must give a dtype\.\n  Remedy: add dtype=tf\.float32"),
        ({"cell": 128}, TypeError, r"'cell' must be an RNNCell, such as .*, but it is 128"),
        ({"inputs": np.ones((2, 3), np.float32)}, ValueError, r"are \(batch, time, features\), but .* shape \(2, 3\)"),
        ({"inputs": np.ones((2, 0, 3), np.float32)}, ValueError, r"has no time steps: its shape is \(2, 0, 3\)"),
        ({"sequence_length": [1, 2]}, ValueError, r"length batch_size, \(3,\), but it is int32 of shape \(2,\)"),
        ({"sequence_length": [1.0, 2.0, 3.0]}, ValueError, r"vector of ints .* it is float32 of shape \(3,\)"),
        (
            {"initial_state": np.zeros((3, 6), np.float32)}, ValueError,
            r"state of basic_lstm_cell must be LSTMStateTuple\(c=\(\?, 6\), h=\(\?, 6\)\), but it is \(3, 6\)"
            r"\.\n  Remedy: start from cell\.zero_state",
        ),
        (
            {"initial_state": (np.zeros((3, 6), np.float32), np.zeros((3, 5), np.float32))}, ValueError,
            r"but it is a tuple of 2: \(\(3, 6\), \(3, 5\)\)",
        ),
    ],
)  # fmt: skip
def test_what_dynamic_rnn_refuses(arguments, error, message):
    given = {"cell": cells.BasicLSTMCell(UNITS), "inputs": X, **arguments}
    if "sequence_length" in arguments:
        given["dtype"] = tf.float32
    with pytest.raises(error, match=message):
        tf.nn.dynamic_rnn(**given)


def test_static_rnn_wants_a_list():
    with pytest.raises(TypeError, match=r"(?s)inputs must be a sequence, .*Remedy: tf\.unstack\(x, axis=1\)"):
        tf.nn.static_rnn(cells.BasicRNNCell(2), tf.constant(X), dtype=tf.float32)
    with pytest.raises(ValueError, match="inputs must not be empty"):
        tf.nn.static_rnn(cells.BasicRNNCell(2), [], dtype=tf.float32)
