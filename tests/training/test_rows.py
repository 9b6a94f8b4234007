"""Arrays, PyTorch's data sets and loaders are trained on as a data set of this course is."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset, TensorDataset

from lessonlib.data import moons
from lessonlib.models import MLP
from lessonlib.training import EarlyStopping, accuracy, evaluate, fit, seed_everything
from lessonlib.training.rows import rows_of

CPU = torch.device("cpu")
DATASET = moons(n=60)
X, Y = DATASET.train.X, DATASET.train.y


def trained(data, **options):
    seed_everything(0)
    model = MLP((2, 8, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    settings = {"num_epochs": 3, "batch_size": 9, "seed": 4, "progress": False} | options
    return model, fit(model, data, nn.CrossEntropyLoss(), optimizer, **settings)


@pytest.mark.parametrize(
    "data",
    [(X, Y), [X, Y], (X.numpy().astype(np.float64), Y.numpy().astype(np.int8)), TensorDataset(X, Y)],
    ids=["tensors", "a list", "arrays", "a data set of PyTorch's"],
)
def test_the_same_rows_give_the_same_model(data):
    want, history = trained(DATASET)
    got, alone = trained(data)
    assert all(map(torch.equal, want.parameters(), got.parameters()))
    assert alone["loss"] == history["loss"]
    assert list(alone) == ["loss"]


def test_a_loader_has_its_own_batches():
    loader = DataLoader(TensorDataset(X, Y), batch_size=len(Y) // 3, drop_last=True)
    seen = []
    seed_everything(0)
    model = nn.Sequential(MLP((2, 8, 2)))
    model.register_forward_pre_hook(lambda module, inputs: seen.append(len(inputs[0])))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    history = fit(model, loader, nn.CrossEntropyLoss(), optimizer, num_epochs=2, progress=False)
    assert seen == [len(Y) // 3] * 6
    assert history["loss"][1] < history["loss"][0]
    with pytest.raises(ValueError, match=r"batch_size is 5, and the DataLoader's is \d+: leave it out"):
        fit(model, loader, nn.CrossEntropyLoss(), optimizer, num_epochs=1, batch_size=5)


def test_evaluating_takes_the_same():
    model, _ = trained(DATASET)
    want = evaluate(model, DATASET.test, nn.CrossEntropyLoss(), [accuracy])
    test = DATASET.test
    for data in ((test.X.numpy(), test.y.numpy()), DataLoader(TensorDataset(test.X, test.y), batch_size=4)):
        got = evaluate(model, data, nn.CrossEntropyLoss(), [accuracy])
        assert got == pytest.approx(want)


def test_classes_and_numbers_are_told_apart_by_their_dtype():
    assert rows_of((np.zeros((3, 2)), np.array([True, False, True])), CPU).y.dtype == torch.int64
    assert rows_of((np.zeros((3, 2)), np.array([1, 0, 2])), CPU).y.tolist() == [1, 0, 2]
    assert rows_of((np.zeros((3, 2)), np.array([0.5, 1, 2])), CPU).y.shape == (3, 1)


class Stream(IterableDataset):
    def __iter__(self):
        return iter([])


@pytest.mark.parametrize("data", [None, (X,), {"X": X, "y": Y}, Stream(), DataLoader(Stream())])
def test_other_things_are_refused(data):
    with pytest.raises(TypeError, match=r"cannot be trained on: give a lessonlib Dataset, a pair \(X, y\)"):
        trained(data, batch_size=1)


def test_text_is_refused_and_rows_must_fit():
    with pytest.raises(TypeError, match="y has dtype <U3, expected numbers"):
        trained((X, np.array(["cat"] * len(X))))
    with pytest.raises(ValueError, match="one row for each example"):
        trained((X, Y[:-1]))


def test_without_validation_rows_nothing_can_be_monitored_there():
    stopping = EarlyStopping(patience=1, monitor="validation_loss")
    with pytest.raises(ValueError, match="monitors 'validation_loss', and there are no validation rows"):
        trained((X, Y), early_stopping=stopping)


def test_a_batch_size_is_needed():
    with pytest.raises(ValueError, match="batch_size is missing"):
        trained(DATASET, batch_size=None)
    with pytest.raises(ValueError, match=r"batch_size is 2\.5, expected a whole number"):
        trained(DATASET, batch_size=2.5)
