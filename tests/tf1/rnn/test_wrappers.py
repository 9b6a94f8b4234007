"""Cells made of cells: layers, dropout, residuals, projections."""

import numpy as np
import pytest

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


def test_an_initial_state_carries_a_sequence_on():
    """Two halves, the second from the state of the first, equal the whole (truncated backpropagation does this)."""
    layers = cells.MultiRNNCell([cells.BasicLSTMCell(UNITS), cells.GRUCell(2)])
    whole, end = tf.nn.dynamic_rnn(layers, tf.constant(X), dtype=tf.float32)
    first, middle = tf.nn.dynamic_rnn(layers, X[:, :2], initial_state=layers.zero_state(BATCH, tf.float32))
    second, last = tf.nn.dynamic_rnn(layers, X[:, 2:], initial_state=middle)
    assert len(tf.trainable_variables()) == 6
    a, b, c, ends = run([whole, first, second, [end, last]])
    np.testing.assert_allclose(np.concatenate([b, c], 1), a, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ends[0][0].c, ends[1][0].c, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ends[0][1], ends[1][1], rtol=1e-5, atol=1e-6)


def test_zero_state():
    layers = cells.MultiRNNCell([cells.BasicLSTMCell(UNITS), cells.GRUCell(2)])
    assert layers.state_size == (cells.LSTMStateTuple(c=UNITS, h=UNITS), 2)
    x = sequences()
    fixed, fed = layers.zero_state(BATCH, tf.float64), layers.zero_state(tf.shape(x)[0], tf.float32)
    assert fixed[0].dtype == fixed[1].dtype == tf.float64
    assert fed[0].h.shape.as_list() == [None, UNITS]
    value = run([fixed, fed], {x: X})
    for (c, h), g in value:
        assert (c.shape, h.shape, g.shape) == ((BATCH, UNITS), (BATCH, UNITS), (BATCH, 2))
        assert not c.any()


def test_layers_with_one_tensor_of_state():
    layers = cells.MultiRNNCell([cells.GRUCell(2), cells.GRUCell(3)], state_is_tuple=False)
    assert layers.state_size == 5
    outputs, state = tf.nn.dynamic_rnn(layers, tf.constant(X), dtype=tf.float32)
    value, last = run([outputs, state])
    assert last.shape == (BATCH, 5)
    np.testing.assert_array_equal(last[:, 2:], value[:, -1])


def test_dropout_wrapper_keeps_shares_and_switches_off():
    tf.set_random_seed(4)
    keep = (
        tf.placeholder_with_default(1.0, []) if hasattr(tf, "placeholder_with_default") else tf.constant(1.0)
    )
    x = tf.ones([500, TIME, 3])
    inner = cells.BasicRNNCell(20)
    plain, _ = tf.nn.dynamic_rnn(inner, x, dtype=tf.float32)
    dropped, _ = tf.nn.dynamic_rnn(
        cells.DropoutWrapper(inner, output_keep_prob=keep), x, dtype=tf.float32, scope="again"
    )
    assert len(tf.trainable_variables()) == 2
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        a, b = session.run([plain, dropped])
        np.testing.assert_array_equal(a, b)
        a, b = session.run([plain, dropped], {keep: 0.7})
    kept = b != 0
    assert kept.mean() == pytest.approx(0.7, abs=0.01)
    np.testing.assert_allclose(b[kept], a[kept] / 0.7, rtol=1e-5)
    assert (kept[:, 0] != kept[:, 1]).any()


@pytest.mark.parametrize("part", ["input_keep_prob", "state_keep_prob"])
def test_dropout_with_a_seed_draws_anew_at_each_step(part):
    class Show(cells.RNNCell):
        """Puts out what it is given, so that the masks can be seen."""

        state_size = output_size = 200

        def call(self, inputs, state):
            seen = inputs if part == "input_keep_prob" else state
            return seen, tf.ones_like(state)

    cell = cells.DropoutWrapper(Show(), **{part: 0.5}, seed=7)
    value = run(tf.nn.dynamic_rnn(cell, tf.ones([2, 4, 200]), dtype=tf.float32)[0])
    later = value[:, 1:]
    assert np.unique(later).tolist() == [0.0, 2.0]
    assert (later == 2).mean() == pytest.approx(0.5, abs=0.06)
    assert (value[:, 1] != value[:, 2]).any()


def test_variational_dropout_draws_once():
    tf.set_random_seed(3)
    layers = cells.MultiRNNCell([cells.BasicLSTMCell(40), cells.GRUCell(40)])
    cell = cells.DropoutWrapper(layers, output_keep_prob=0.5, state_keep_prob=0.5, variational_recurrent=True)
    outputs, state = tf.nn.dynamic_rnn(cell, tf.ones([3, TIME, N]), dtype=tf.float32)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        value, (lstm, gru) = session.run([outputs, state])
        again = session.run(outputs)
    assert (value == 0).mean() == pytest.approx(0.5, abs=0.25)
    np.testing.assert_array_equal(value == 0, np.broadcast_to(value[:1, :1] == 0, value.shape))
    assert ((value == 0) != (again == 0)).any()
    assert ((lstm.h == 0) != (gru == 0)).any()
    assert (lstm.c != 0).all()


def test_dropout_never_forgets_the_cell_of_an_lstm():
    cell = cells.DropoutWrapper(cells.BasicLSTMCell(50), state_keep_prob=0.5, seed=1)
    _, state = cell(tf.ones([20, 2]), cell.zero_state(20, tf.float32))
    c, h = run([state.c, state.h])
    assert (c != 0).all()
    assert (h == 0).mean() == pytest.approx(0.5, abs=0.06)


def test_residual_and_projection():
    inner = cells.GRUCell(N)
    x = tf.constant(X[:, 0])
    zero = inner.zero_state(BATCH, tf.float32)
    plain, _ = inner(x, zero)
    wrapped = cells.ResidualWrapper(inner)
    added, _ = wrapped(x, zero)
    assert wrapped.weights == wrapped.trainable_weights == inner.variables
    assert (wrapped.state_size, wrapped.output_size) == (N, N)
    top = tf.contrib.rnn.OutputProjectionWrapper(
        cells.BasicRNNCell(UNITS, activation=tf.nn.relu), output_size=2
    )
    projected, _ = tf.nn.dynamic_rnn(top, tf.constant(X), dtype=tf.float32)
    assert projected.shape.as_list() == [BATCH, TIME, 2]
    assert "rnn/output_projection_wrapper/basic_rnn_cell/kernel" in names()
    kernel = next(v for v in top.variables if v.op.name == "rnn/output_projection_wrapper/kernel")
    a, b, shape = run([plain, added, tf.shape(kernel)])
    np.testing.assert_allclose(b, a + X[:, 0], rtol=1e-6)
    assert shape.tolist() == [UNITS, 2]
