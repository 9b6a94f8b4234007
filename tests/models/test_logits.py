"""Classes from logits of each shape."""

import pytest
import torch

from lessonlib.models.logits import likeliest_class


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
