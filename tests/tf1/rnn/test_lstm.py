"""LSTM cells against NumPy, where torch has no twin, and their two forms of state."""

import numpy as np

import lessonlib.tf1 as tf

BATCH, TIME, N, UNITS = 3, 5, 4, 6
RNG = np.random.default_rng(11)
X = RNG.normal(size=(BATCH, TIME, N)).astype(np.float32)
cells = tf.nn.rnn_cell


def run(fetches, feed=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed)


def sequences():
    return tf.placeholder(tf.float32, [None, TIME, N])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_lstm_with_peepholes_clipping_and_projection_against_numpy():
    x, h = RNG.normal(size=(BATCH, N)), RNG.normal(size=(BATCH, 2))
    c = RNG.normal(size=(BATCH, UNITS)) * 3
    cell = cells.LSTMCell(
        UNITS, use_peepholes=True, cell_clip=1.0, num_proj=2, proj_clip=0.25,
        initializer=tf.random_normal_initializer(seed=1),
    )  # fmt: skip
    assert (cell.state_size, cell.output_size) == (cells.LSTMStateTuple(UNITS, 2), 2)
    output, state = cell(tf.constant(x), cells.LSTMStateTuple(tf.constant(c), tf.constant(h)))
    assert [v.op.name.removeprefix("lstm_cell/") for v in cell.variables] == [
        "kernel", "bias", "w_f_diag", "w_i_diag", "w_o_diag", "projection/kernel",
    ]  # fmt: skip
    value, new, kernel, bias, w_f, w_i, w_o, projection = run([output, state, *cell.variables])
    i, j, f, o = np.split(np.concatenate([x, h], 1) @ kernel + bias, 4, axis=1)
    want_c = sigmoid(f + 1 + w_f * c) * c + sigmoid(i + w_i * c) * np.tanh(j)
    assert np.abs(want_c).max() > 1
    want_c = np.clip(want_c, -1, 1)
    want_h = np.clip((sigmoid(o + w_o * want_c) * np.tanh(want_c)) @ projection, -0.25, 0.25)
    np.testing.assert_allclose(new.c, want_c, rtol=1e-10)
    np.testing.assert_allclose(value, want_h, rtol=1e-10)


def test_state_as_one_tensor_equals_the_tuple():
    x = sequences()
    start = tf.random_uniform_initializer(-0.5, 0.5, seed=3)
    with tf.variable_scope("net", initializer=start, reuse=tf.AUTO_REUSE):
        pair = tf.nn.dynamic_rnn(cells.BasicLSTMCell(UNITS), x, dtype=tf.float32)
        flat = tf.nn.dynamic_rnn(cells.BasicLSTMCell(UNITS, state_is_tuple=False), x, dtype=tf.float32)
    assert len(tf.trainable_variables()) == 2
    assert flat[1].shape.as_list() == [None, 2 * UNITS]
    a, b = run([pair, flat], {x: X})
    np.testing.assert_array_equal(a[0], b[0])
    np.testing.assert_array_equal(np.concatenate(a[1], 1), b[1])
