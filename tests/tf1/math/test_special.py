"""Special functions against SciPy, and gradients against central differences in float64."""

import numpy as np
import pytest
import scipy.special

import lessonlib.tf1 as tf

RNG = np.random.default_rng(0)


def run(fetches, feed=None):
    with tf.Session() as sess:
        return sess.run(fetches, feed)


def test_betainc_over_its_whole_range():
    a, b = 10 ** RNG.uniform(-1, 2.5, 500), 10 ** RNG.uniform(-1, 2.5, 500)
    x = RNG.uniform(0, 1, 500)
    np.testing.assert_allclose(
        run(tf.betainc(a, b, x)), scipy.special.betainc(a, b, x), rtol=1e-7, atol=1e-12
    )


def test_polygamma_of_several_orders():
    order, x = np.arange(5.0)[:, None], RNG.uniform(0.2, 9, 20)
    np.testing.assert_allclose(run(tf.polygamma(order, x)), scipy.special.polygamma(order, x), rtol=1e-7)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("acosh", 1.5, 3.0), ("asinh", -2.0, 2.0), ("atanh", -0.8, 0.8), ("lgamma", 0.5, 4.0), ("digamma", 0.5, 4.0),
        ("erfc", -1.0, 1.0), ("math.erfinv", -0.8, 0.8), ("math.erfcinv", 0.3, 1.7), ("math.ndtri", 0.1, 0.9),
        ("math.bessel_i0", 0.5, 2.0), ("math.bessel_i1e", 0.5, 2.0), ("cumprod", 0.5, 2.0),
        ("math.cumulative_logsumexp", -1.0, 1.0), ("math.reduce_std", 0.0, 1.0), ("math.reciprocal_no_nan", 0.5, 2.0),
    ],
)  # fmt: skip
def test_first_and_second_derivatives(name, low, high):
    function = tf
    for part in name.split("."):
        function = getattr(function, part)
    values = RNG.uniform(low, high, 3)
    x = tf.placeholder(tf.float64, [3])
    first = tf.gradients(function(x) * np.array([0.5, 1.0, 2.0]), x)[0]
    second = tf.gradients(first * np.array([1.0, 0.5, 2.0]), x)[0]
    total, slope = (
        tf.reduce_sum(function(x) * np.array([0.5, 1.0, 2.0])),
        tf.reduce_sum(first * np.array([1.0, 0.5, 2.0])),
    )
    with tf.Session() as sess:
        for scalar, gradient in ((total, first), (slope, second)):
            moved = [
                [sess.run(scalar, {x: values + sign * 1e-5 * np.eye(3)[i]}) for sign in (1, -1)]
                for i in range(3)
            ]
            expected = [(up - down) / 2e-5 for up, down in moved]
            np.testing.assert_allclose(sess.run(gradient, {x: values}), expected, rtol=1e-5, atol=1e-7)


def test_igamma_has_no_gradient_for_a():
    a = tf.constant(2.0)
    with pytest.raises(
        NotImplementedError, match=r"tf.igamma has no gradient for a here.\n  Remedy: tf.stop_gradient"
    ):
        tf.gradients(tf.igamma(a, 1.0), a)


def test_a_transform_of_real_numbers_names_the_remedy():
    with pytest.raises(TypeError, match=r"takes complex numbers, but .* is float32.\n  Remedy: tf.cast"):
        tf.fft(tf.constant([1.0]))
    with pytest.raises(ValueError, match="fft_length must be known while the graph is built"):
        tf.signal.rfft([1.0], tf.placeholder(tf.int32, [1]))
