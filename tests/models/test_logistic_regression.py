"""Logistic regression says the same as scikit-learn's when it has the same weights."""

import pytest
import torch
from sklearn.linear_model import LogisticRegression as Oracle

from lessonlib.data import moons
from lessonlib.models import LogisticRegression


def test_same_weights_same_answers_as_scikit_learn():
    train = moons().train
    oracle = Oracle().fit(train.X.numpy(), train.y.numpy())
    model = LogisticRegression(2)
    with torch.no_grad():
        model.linear.weight.copy_(torch.from_numpy(oracle.coef_))
        model.linear.bias.copy_(torch.from_numpy(oracle.intercept_))
        torch.testing.assert_close(model(train.X), torch.tensor(oracle.decision_function(train.X)).float())
        want = torch.tensor(oracle.predict_proba(train.X)[:, 1]).float()
        torch.testing.assert_close(model.probability(train.X), want)
        assert torch.equal(model.predict(train.X), torch.tensor(oracle.predict(train.X)))


def test_logits_have_one_number_a_row_even_for_a_single_row():
    model = LogisticRegression(3)
    assert model(torch.zeros(5, 3)).shape == (5,)
    assert model(torch.zeros(1, 3)).shape == (1,)


def test_sizes_are_checked():
    with pytest.raises(ValueError, match="in_features is 0, expected at least 1"):
        LogisticRegression(0)
    with pytest.raises(ValueError, match=r"X has shape \(5, 2\), expected \(n, 3\)"):
        LogisticRegression(3)(torch.zeros(5, 2))
    with pytest.raises(ValueError, match=r"X has shape \(3,\), expected \(n, 3\)"):
        LogisticRegression(3)(torch.zeros(3))
