"""Classes and probabilities from logits of each shape."""

import pytest
import torch
from scipy.special import expit, softmax

from lessonlib.models.logits import class_probability, likeliest_class


@pytest.mark.parametrize(
    ("logits", "want"),
    [
        ([[0.1, 2.0, -1.0], [3.0, 2.0, 1.0]], [1, 0]),
        ([[0.3], [-0.3], [0.0]], [1, 0, 1]),
        ([0.3, -0.3, 0.0], [1, 0, 1]),
    ],
)
def test_the_largest_logit_wins(logits, want):
    assert likeliest_class(torch.tensor(logits)).tolist() == want


def test_probabilities_are_softmax_or_the_logistic_function():
    logits = torch.tensor([[0.1, 2.0, -1.0], [300.0, 2.0, 1.0]])
    torch.testing.assert_close(class_probability(logits), torch.tensor(softmax(logits.numpy(), axis=1)))
    for column in (logits[:, 0], logits[:, :1]):
        torch.testing.assert_close(class_probability(column), torch.tensor(expit([0.1, 300.0])).float())
