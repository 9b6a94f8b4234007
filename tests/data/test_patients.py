"""The patients with diabetes are scikit-learn's rows, standardised by the training rows."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_diabetes

from lessonlib.data import diabetes


@pytest.fixture(scope="module")
def patients():
    return diabetes()


def rows_of(dataset):
    """X and y of all three splits, (442, 11)."""
    splits = (dataset.train, dataset.validation, dataset.test)
    return torch.cat([torch.cat([part.X, part.y], dim=1) for part in splits]).numpy()


def test_the_splits(patients):
    splits = (patients.train, patients.validation, patients.test)
    assert [(tuple(part.X.shape), tuple(part.y.shape)) for part in splits] == [
        ((n, 10), (n, 1)) for n in (242, 100, 100)
    ]
    assert {part.X.dtype for part in splits} == {part.y.dtype for part in splits} == {torch.float32}


def test_the_training_rows_have_mean_0_and_deviation_1(patients):
    rows = rows_of(patients)[:242]
    np.testing.assert_allclose(rows.mean(axis=0), np.zeros(11), atol=1e-5)
    np.testing.assert_allclose(rows.std(axis=0), np.ones(11), atol=1e-5)


def test_the_rows_are_those_of_scikit_learn(patients):
    bunch = load_diabetes(scaled=False)
    want = np.column_stack([bunch.data, bunch.target])
    got = rows_of(patients)
    for k in range(11):  # moving and scaling a column leaves its sorted values correlated
        assert np.corrcoef(np.sort(got[:, k]), np.sort(want[:, k]))[0, 1] == pytest.approx(1)
    assert list(patients.feature_names) == bunch.feature_names


def test_another_seed_deals_the_rows_otherwise(patients):
    assert torch.equal(diabetes().train.X, patients.train.X)
    assert not torch.equal(diabetes(seed=1).train.X, patients.train.X)
