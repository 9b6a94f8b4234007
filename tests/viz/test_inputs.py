"""Numbers come in many forms, and several of them by name."""

import numpy as np
import pytest
import torch

from lessonlib import viz
from lessonlib.viz.inputs import array_of, plain

LOSSES = [torch.tensor(0.5, requires_grad=True), torch.tensor(0.25)]


@pytest.mark.parametrize(
    "values", [[1, 2], (1.0, 2.0), np.array([1, 2]), torch.tensor([1.0, 2.0], requires_grad=True)]
)
def test_all_forms_are_the_same_numbers(values):
    numbers = array_of(values)
    assert numbers.dtype == np.float64
    assert numbers.tolist() == [1.0, 2.0]


def test_losses_kept_with_their_gradients_can_be_drawn():
    assert array_of(LOSSES).tolist() == [0.5, 0.25]
    assert viz.learning_curves({"loss": LOSSES}).alt == "Loss falls from 0.5 to 0.25 in 2 steps."


def test_what_is_no_tensor_stays():
    assert plain("text") == "text"
    assert plain([1, [2, 3]]) == [1, [2, 3]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: viz.learning_curves([0.5, 0.4]), r"curves is of type list, expected them by name: {\"loss\": \[0.7"),
        (lambda: viz.roc(([0, 1], [0.1, 0.9])), r"models is of type tuple, expected them by name: {\"name\": \(y_true"),
        (lambda: viz.series([1.0, 2.0], [2.0]), "forecasts is of type list, expected them by name"),
        (lambda: viz.histograms(torch.zeros(3)), "values is of type Tensor, expected them by name"),
        (lambda: viz.distributions([[1.0]]), "values is of type list, expected them by name: {0: weights"),
    ],
)  # fmt: skip
def test_what_has_no_names_is_told(call, message):
    with pytest.raises(TypeError, match=message):
        call()
