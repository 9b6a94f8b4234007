"""Initial values have the spread that their papers say."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

SHAPE = (400, 600)  # 400 inputs, 600 outputs


def drawn(initializer, shape=SHAPE, dtype=tf.float32):
    tf.set_random_seed(3)
    with tf.Session(device="cpu") as session:
        return session.run(initializer(list(shape), dtype=dtype))


@pytest.mark.parametrize(
    ("initializer", "variance"),
    [
        (tf.variance_scaling_initializer(), 1 / 400),
        (tf.variance_scaling_initializer(3.0, "fan_out", "untruncated_normal"), 3 / 600),
        (tf.variance_scaling_initializer(2.0, "FAN_AVG", "uniform"), 2 / 500),
        (tf.glorot_uniform_initializer(), 1 / 500),
        (tf.glorot_normal_initializer(), 1 / 500),
        (tf.uniform_unit_scaling_initializer(1.43), 1.43**2 / 400),
        (tf.initializers.he_normal(), 2 / 400),
        (tf.initializers.he_uniform(), 2 / 400),
        (tf.initializers.lecun_normal(), 1 / 400),
        (tf.initializers.lecun_uniform(), 1 / 400),
        (tf.contrib.layers.xavier_initializer(), 1 / 500),
        (tf.contrib.layers.variance_scaling_initializer(mode="FAN_OUT", uniform=True), 2 / 600),
    ],
)
def test_variance(initializer, variance):
    values = drawn(initializer)
    assert values.var() == pytest.approx(variance, rel=0.02)
    assert values.mean() == pytest.approx(0, abs=3 * np.sqrt(variance / values.size))


def test_bounds():
    limit = np.sqrt(6 / 1000)
    assert np.abs(drawn(tf.glorot_uniform_initializer())).max() == pytest.approx(limit, rel=1e-3)
    two_stddevs = 2 * np.sqrt(1 / 400) / 0.87962566103423978
    assert np.abs(drawn(tf.variance_scaling_initializer())).max() == pytest.approx(two_stddevs, rel=1e-2)


def test_a_convolution_counts_its_window():
    values = drawn(tf.initializers.he_normal(), (3, 3, 64, 128))
    assert values.var() == pytest.approx(2 / (9 * 64), rel=0.02)


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (3, 3, 2, 5)])
def test_orthogonal(shape):
    values = drawn(tf.orthogonal_initializer(gain=2.0), shape, tf.float64)
    flat = values.reshape(-1, shape[-1])
    gram = flat.T @ flat if len(flat) >= shape[-1] else flat @ flat.T
    np.testing.assert_allclose(gram, 4 * np.eye(len(gram)), atol=1e-12)
    assert values.shape == shape


def test_identity():
    np.testing.assert_array_equal(drawn(tf.initializers.identity(2.0), (2, 3)), [[2, 0, 0], [0, 2, 0]])


def test_seeds_repeat():
    with tf.Session(device="cpu") as session:
        make = [tf.orthogonal_initializer(seed=5)([3, 3]) for _ in range(2)]
        np.testing.assert_array_equal(*session.run(make))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tf.variance_scaling_initializer(-1.0), "must be positive, but is -1.0"),
        (
            lambda: tf.variance_scaling_initializer(mode="fan"),
            "mode .* fan_in, fan_out, fan_avg, but is 'fan'",
        ),
        (lambda: tf.variance_scaling_initializer(distribution="u"), "distribution .* but is 'u'"),
        (lambda: tf.orthogonal_initializer()([3]), r"two or more dimensions, but the shape is \(3,\)"),
        (lambda: tf.initializers.identity()([3]), r"is for matrices, but the shape is \(3,\)"),
    ],
)
def test_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_variable_takes_one():
    w = tf.get_variable("w", [4, 4], initializer=tf.orthogonal_initializer())
    with tf.Session() as session:
        session.run(w.initializer)
        value = session.run(w)
    np.testing.assert_allclose(value @ value.T, np.eye(4), atol=1e-6)


@pytest.mark.parametrize(("given", "low", "high"), [((), 0, 1), ((-1,), -1, 1), ((-2, -1), -2, -1)])
def test_a_uniform_initial_value_goes_from_0_to_1_unless_said(given, low, high):
    values = drawn(tf.random_uniform_initializer(*given))
    assert low <= values.min() < low + 0.01
    assert high - 0.01 < values.max() <= high
