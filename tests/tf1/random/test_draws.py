"""Random numbers: their distributions, seeds and gradients."""

import numpy as np
import pytest
import scipy.stats

import lessonlib.tf1 as tf


def run(fetches, feed=None):
    with tf.Session() as sess:
        return sess.run(fetches, feed)


def test_the_distributions():
    tf.set_random_seed(1)
    gamma, poisson = run([tf.random_gamma([4000], 3.0, 2.0), tf.random_poisson(4.0, [4000])])
    assert scipy.stats.kstest(gamma, scipy.stats.gamma(3.0, scale=0.5).cdf).pvalue > 0.01
    counts = np.bincount(poisson.astype(int), minlength=30)[:10]
    np.testing.assert_allclose(counts / 4000, scipy.stats.poisson(4.0).pmf(np.arange(10)), atol=0.03)


def test_seeds_repeat_and_runs_differ():
    x = tf.random_gamma([3], 2.0, seed=5)
    with tf.Session() as one, tf.Session() as two:
        first, again = one.run(x), one.run(x)
        assert two.run(x).tolist() == first.tolist()
    assert first.tolist() != again.tolist()


def test_gamma_has_gradients_for_both_parameters():
    alpha, beta = tf.constant([2.0, 5.0], tf.float64), tf.constant([1.0, 3.0], tf.float64)
    numbers = tf.random_gamma([20000], alpha, beta, tf.float64, seed=1)
    of_alpha, of_beta = run(tf.gradients(tf.reduce_mean(numbers, 0), [alpha, beta]))
    np.testing.assert_allclose(of_alpha, [1.0, 1 / 3], rtol=0.05)  # the mean is alpha / beta
    np.testing.assert_allclose(of_beta, [-2.0, -5 / 9], rtol=0.05)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: tf.random.stateless_normal([2], [1, 2]),
        lambda: tf.random.stateless_uniform([2], [1, 2], maxval=5, dtype=tf.int32),
        lambda: tf.random.stateless_truncated_normal([2], [1, 2]),
        lambda: tf.random.stateless_categorical([[0.0]], 2, [1, 2]),
        lambda: tf.random.stateless_multinomial([[0.0]], 2, [1, 2]),
        lambda: tf.random.stateless_gamma([2], [1, 2], 1.0),
        lambda: tf.random.stateless_poisson([2], [1, 2], 1.0),
        lambda: tf.random.stateless_binomial([2], [1, 2], 3, 0.5),
        lambda: tf.random.stateless_parameterized_truncated_normal([2], [1, 2]),
        lambda: tf.random.Generator(),
    ],
)
def test_fixed_streams_are_refused_with_the_remedy(draw):
    with pytest.raises(NotImplementedError, match=r"fixed function of the seed.*\n  Remedy: tf\."):
        draw()
