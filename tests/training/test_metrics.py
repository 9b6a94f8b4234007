"""Metrics against scikit-learn."""

import pytest
import torch
from sklearn import metrics as oracle

from lessonlib.training import accuracy, mean_absolute_error, precision, r2, recall


@pytest.mark.parametrize("seed", range(5))
def test_same_as_scikit_learn(seed):
    generator = torch.Generator().manual_seed(seed)
    y_true = torch.randint(0, 2, (50,), generator=generator)
    y_hat = torch.randint(0, 2, (50,), generator=generator)
    assert accuracy(y_true, y_hat) == pytest.approx(oracle.accuracy_score(y_true, y_hat))
    for positive in (0, 1):
        want = oracle.precision_score(y_true, y_hat, pos_label=positive)
        assert precision(y_true, y_hat, positive) == pytest.approx(want)
        want = oracle.recall_score(y_true, y_hat, pos_label=positive)
        assert recall(y_true, y_hat, positive) == pytest.approx(want)


def test_nothing_called_positive_and_nothing_positive_give_zero():
    zeros, ones = torch.zeros(3, dtype=torch.long), torch.ones(3, dtype=torch.long)
    assert precision(ones, zeros) == 0.0
    assert recall(zeros, ones) == 0.0


@pytest.mark.parametrize("outputs", [1, 3])
def test_errors_of_numbers_same_as_scikit_learn(outputs):
    generator = torch.Generator().manual_seed(0)
    y_true = torch.randn(50, outputs, generator=generator) * 3 + 5
    y_hat = y_true + torch.randn(50, outputs, generator=generator)
    want = oracle.mean_absolute_error(y_true, y_hat)
    assert mean_absolute_error(y_true, y_hat) == pytest.approx(want)
    assert r2(y_true, y_hat) == pytest.approx(oracle.r2_score(y_true, y_hat))
    assert r2(y_true, y_true) == 1.0
    assert r2(y_true, y_true.mean(dim=0).expand_as(y_true)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("metric", [mean_absolute_error, r2])
def test_shapes_of_numbers_are_checked(metric):
    with pytest.raises(
        ValueError, match=r"\(3, 1\) and y_hat has shape \(3,\), expected \(n, k\) for both: k numb"
    ):
        metric(torch.zeros(3, 1), torch.zeros(3))


@pytest.mark.parametrize("metric", [accuracy, precision, recall])
def test_shapes_are_checked(metric):
    with pytest.raises(ValueError, match=r"y_true has shape \(3,\) and y_hat has shape \(3, 1\)"):
        metric(torch.zeros(3), torch.zeros(3, 1))  # would broadcast to (3, 3) and look fine
    with pytest.raises(ValueError, match="n at least 1"):
        metric(torch.zeros(0), torch.zeros(0))
