from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from lessonlib.data import animals
from lessonlib.training import train_many_starts

rows = animals().train


def one_by_one(sizes, lr, num_steps, seed):
    """A single start, by modules: the probabilities at the end, and whether all rows are right after each step."""
    generator = torch.Generator().manual_seed(seed)
    linear = [nn.Linear(before, after) for before, after in pairwise(sizes)]
    with torch.no_grad():
        for layer in linear:
            start = 2 * torch.rand(1, layer.in_features, layer.out_features, generator=generator) - 1
            layer.weight.copy_(start[0].T)
            layer.bias.zero_()
    model = nn.Sequential(*(part for layer in linear for part in (layer, nn.ReLU())))[:-1]
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    right = []
    for _ in range(num_steps):
        loss = nn.functional.cross_entropy(model(rows.X), rows.y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        right.append(float((model(rows.X).argmax(dim=1) == rows.y).all()))
    return model(rows.X).softmax(dim=1).detach(), right


@pytest.mark.parametrize("sizes", [(2, 3), (2, 5, 3), (2, 4, 4, 3)])
def test_a_single_start_is_trained_as_a_module_is(sizes):
    starts = train_many_starts(
        sizes, rows.X, rows.y, lr=0.05, num_steps=30, optimizer=torch.optim.Adam, num_starts=1, seed=3
    )
    probabilities, right = one_by_one(sizes, 0.05, 30, seed=3)
    np.testing.assert_allclose(starts.probabilities[0], probabilities, atol=1e-5)
    assert starts.all_right == right


def test_each_start_has_the_gradient_of_its_own_mean_loss():
    """Plain descent with 7 starts: the first layer's weights of all of them come from one generator."""
    starts = train_many_starts((2, 3), rows.X, rows.y, lr=0.5, num_steps=4, num_starts=7, seed=1)
    first = 2 * torch.rand(7, 2, 3, generator=torch.Generator().manual_seed(1)) - 1
    for number, W in enumerate(first):
        b = torch.zeros(3)
        for _ in range(4):
            slope = ((rows.X @ W + b).softmax(dim=1) - nn.functional.one_hot(rows.y, 3)) / 6  # (6, 3)
            W, b = W - 0.5 * rows.X.T @ slope, b - 0.5 * slope.sum(dim=0)
        wanted = (rows.X @ W + b).softmax(dim=1)
        np.testing.assert_allclose(starts.probabilities[number], wanted, atol=1e-5)


def test_the_last_activation_acts_on_the_scores():
    starts = train_many_starts(
        (2, 3), rows.X, rows.y, lr=0.1, num_steps=50, last_activation="relu", num_starts=20
    )
    assert starts.probabilities[:, 0, 0].max() <= 1 / 3 + 1e-6  # `other` at (0, 0) cannot rise above a tie


def test_the_seed_decides():
    runs = [train_many_starts((2, 3), rows.X, rows.y, lr=0.1, num_steps=2, seed=seed) for seed in (1, 1, 2)]
    first, again, other = (run.probabilities for run in runs)
    assert first.shape == (200, 6, 3)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sizes": (2,)}, r"sizes is \(2,\), expected two or more"),
        ({"sizes": (3, 3)}, r"X has shape \(6, 2\) and y has shape \(6,\), expected \(n, 3\)"),
        ({"sizes": (2, 2)}, r"y holds \[0, 1, 2\], expected whole numbers from 0 to 1"),
        ({"y": rows.y.float()}, r"y holds .*, expected whole numbers"),
        ({"num_steps": 0}, "num_steps is 0 and num_starts is 200, expected 1 or more"),
        ({"num_starts": 0}, "num_starts is 0, expected 1 or more"),
        ({"last_activation": "cube"}, "cube"),
    ],
)
def test_bad_input_is_refused(changed, message):
    given = {"sizes": (2, 3), "X": rows.X, "y": rows.y, "lr": 0.1, "num_steps": 3} | changed
    with pytest.raises(ValueError, match=message):
        train_many_starts(**given)
