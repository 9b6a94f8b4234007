"""Moments, norms and clipping against NumPy and torch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import lessonlib.tf1 as tf

DATA = np.random.default_rng(0).normal(1.0, 2.0, (6, 4)).astype(np.float32)


def run(fetches):
    with tf.Session(device="cpu") as session:
        return session.run(fetches)


def test_moments():
    mean, variance = run(tf.nn.moments(tf.constant(DATA), [0]))
    np.testing.assert_allclose(mean, DATA.mean(0), rtol=1e-5)
    np.testing.assert_allclose(variance, DATA.var(0), rtol=1e-5)
    assert run(tf.nn.moments(tf.constant(DATA), [0], keep_dims=True))[0].shape == (1, 4)


def test_batch_normalization():
    mean, variance = tf.nn.moments(tf.constant(DATA), [0])
    y = run(tf.nn.batch_normalization(DATA, mean, variance, 0.5, 2.0, 1e-3))
    expected = F.batch_norm(
        torch.tensor(DATA), None, None, torch.full((4,), 2.0), torch.full((4,), 0.5), True, eps=1e-3
    )
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)


def test_lengths():
    assert run(tf.nn.l2_loss(tf.constant(DATA))) == pytest.approx((DATA**2).sum() / 2, rel=1e-6)
    np.testing.assert_allclose(run(tf.nn.l2_normalize(DATA, 1)), F.normalize(torch.tensor(DATA)), rtol=1e-5)
    assert run(tf.norm(tf.constant([3.0, 4.0]))) == 5
    assert run(tf.global_norm([tf.constant([3.0]), None, tf.constant([[4.0]])])) == 5


@pytest.mark.parametrize(("longest", "expected"), [(1.0, [0.6, 0.8]), (10.0, [3.0, 4.0])])
def test_clipping(longest, expected):
    np.testing.assert_allclose(run(tf.clip_by_norm(tf.constant([3.0, 4.0]), longest)), expected, rtol=1e-6)
    clipped, length = tf.clip_by_global_norm([tf.constant([3.0]), tf.constant([4.0])], longest)
    values = run([length, *clipped])
    np.testing.assert_allclose(np.hstack(values), [5, *expected], rtol=1e-6)


def test_clipping_nothing_by_norm_is_not_nan():
    np.testing.assert_array_equal(run(tf.clip_by_norm(tf.zeros([2]), 1.0)), [0, 0])
