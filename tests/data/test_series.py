"""Made time series: their shape, their seed, and how well their next value can be told."""

import numpy as np
import pytest
import torch

from lessonlib.data import waves


def test_each_series_comes_with_the_value_after_it():
    dataset = waves(n=10, steps=7)
    assert [len(split) for split in (dataset.train, dataset.validation, dataset.test)] == [6, 2, 2]
    assert dataset.train.X.shape == (6, 7, 1)
    assert dataset.train.y.shape == (6, 1)
    assert dataset.num_classes == 0
    longer = waves(n=10, steps=8, noise=0)
    shorter = waves(n=10, steps=7, noise=0)
    assert torch.equal(shorter.train.X, longer.train.X[:, :7])
    assert torch.equal(shorter.train.y, longer.train.X[:, 7])


def test_a_series_without_noise_is_two_sine_waves():
    X = waves(n=50, steps=64, noise=0).train.X[..., 0].double()
    # Sums of two sines of angular frequencies a and b satisfy x[t+2] + x[t-2] = p (x[t+1] + x[t-1]) - q x[t].
    for series in X:
        x = series.numpy()
        outer, inner = x[4:] + x[:-4], np.column_stack([x[3:-1] + x[1:-3], x[2:-2]])
        (p, q), *_ = np.linalg.lstsq(inner, outer)
        np.testing.assert_allclose(inner @ (p, q), outer, atol=2e-5)


def test_noise_has_the_deviation_asked_for():
    noisy, clean = waves(n=2000, noise=0.1), waves(n=2000, noise=0)
    assert (noisy.train.X - clean.train.X).std().item() == pytest.approx(0.1, rel=0.02)
    assert (noisy.train.y - clean.train.y).std().item() == pytest.approx(0.1, rel=0.1)


def test_the_seed_fixes_the_series():
    assert torch.equal(waves(n=10, seed=5).train.X, waves(n=10, seed=5).train.X)
    assert not torch.equal(waves(n=10, seed=5).train.X, waves(n=10, seed=6).train.X)


@pytest.mark.parametrize("arguments", [{"n": 4}, {"steps": 0}, {"noise": -1}])
def test_sizes_that_cannot_be(arguments):
    with pytest.raises(ValueError, match="expected at least 5 series, 1 step and noise 0"):
        waves(**arguments)
