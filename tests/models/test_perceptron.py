"""The perceptron rule, worked by hand and against scikit-learn's."""

import warnings

import pytest
import torch
from sklearn.linear_model import Perceptron as Oracle

from lessonlib.data import xor
from lessonlib.models import NotSeparableWarning, Perceptron

CORNERS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND = torch.tensor([0, 0, 0, 1])


def test_one_mistake_moves_the_weights_by_lr_times_the_input():
    neuron = Perceptron(2, lr=0.5)
    assert neuron.learn(torch.tensor([2.0, -1.0]), 0) == 1  # zero weights answer 1, since 0 >= 0
    assert neuron.weight.tolist() == [-1.0, 0.5]
    assert neuron.bias.item() == -0.5
    assert neuron.learn(torch.tensor([2.0, -1.0]), 0) == 0
    assert neuron.weight.tolist() == [-1.0, 0.5]


def test_and_is_learned_and_every_look_is_kept():
    neuron = Perceptron(2).fit(CORNERS, AND)
    assert neuron.converged
    assert torch.equal(neuron(CORNERS), AND)
    assert len(neuron.steps) == 4 * len(neuron.mistakes)
    assert [sum(s.mistake for s in neuron.steps if s.epoch == e) for e in range(len(neuron.mistakes))] == (
        neuron.mistakes
    )
    assert neuron.steps[0].weight == (0.0, 0.0)  # row 0 is the origin: only the bias moves
    assert neuron.steps[0].bias == -1.0
    assert neuron.steps[-1].weight == tuple(neuron.weight.tolist())


def test_weights_change_on_mistakes_alone():
    neuron = Perceptron(2).fit(CORNERS, AND)
    before = ((0.0, 0.0), 0.0)
    for step in neuron.steps:
        after = (step.weight, step.bias)
        assert (after != before) == step.mistake
        before = after


def test_same_weights_as_scikit_learn_on_separable_data():
    generator = torch.Generator().manual_seed(0)
    X = torch.randn(60, 3, generator=generator)
    y = (X @ torch.tensor([1.0, -2.0, 0.5]) > 0.3).long()
    neuron = Perceptron(3).fit(X, y, max_epochs=1000)
    oracle = Oracle(shuffle=False, max_iter=1000, tol=None).fit(X.numpy(), y.numpy())
    # scikit-learn answers 0 on the boundary and we answer 1, so only the first look differs
    assert neuron.converged
    assert torch.equal(neuron(X), torch.from_numpy(oracle.predict(X.numpy())))


def test_xor_is_said_not_to_be_separable():
    truth_table = xor().train
    with pytest.warns(
        NotSeparableWarning, match=r"4 mistakes in the last of 25 epochs.*not linearly separable"
    ):
        neuron = Perceptron(2).fit(truth_table.X, truth_table.y, max_epochs=25)
    assert not neuron.converged
    assert len(neuron.mistakes) == 25


def test_fit_again_goes_on_from_the_weights_and_starts_a_new_record():
    neuron = Perceptron(2).fit(CORNERS, AND)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        neuron.fit(CORNERS, AND)
    assert neuron.mistakes == [0]
    assert len(neuron.steps) == 4


def test_weights_are_saved_though_they_are_no_parameters():
    neuron = Perceptron(2).fit(CORNERS, AND)
    assert list(neuron.parameters()) == []
    copy = Perceptron(2)
    copy.load_state_dict(neuron.state_dict())
    assert torch.equal(copy(CORNERS), AND)


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (
            torch.zeros(4, 3),
            AND,
            r"X has shape \(4, 3\) and y has shape \(4,\), expected \(n, 2\) and \(n,\)",
        ),
        (CORNERS, AND[:3], r"y has shape \(3,\)"),
        (CORNERS[:0], AND[:0], "n at least 1"),
        (CORNERS, torch.tensor([-1, 1, 1, -1]), r"y holds the classes \[-1\], expected 0 and 1"),
    ],
)
def test_fit_refuses_data_that_does_not_fit(X, y, message):
    with pytest.raises(ValueError, match=message):
        Perceptron(2).fit(X, y)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Perceptron(0), "in_features is 0, expected at least 1"),
        (lambda: Perceptron(2, lr=0.0), "lr is 0.0, expected a number above 0"),
        (lambda: Perceptron(2, lr=float("nan")), "lr is nan"),
        (lambda: Perceptron(2).fit(CORNERS, AND, max_epochs=0), "max_epochs is 0, expected at least 1"),
    ],
)
def test_bad_numbers_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
