"""Small classifiers, as they come from a training, and a reading of processes."""

import pytest
import torch
from torch import nn

from lessonlib.models import MLP
from lessonlib.serving import export


class Stranger(nn.Module):
    """A classifier of a class that no library has: three numbers in, two classes out."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)
        self.dropout = nn.Dropout(0.9)

    def forward(self, X):
        return self.layer(self.dropout(X).tanh())


@pytest.fixture
def stranger():
    torch.manual_seed(3)
    return Stranger()


@pytest.fixture
def digit_reader():
    torch.manual_seed(1)
    return MLP((16, 8, 10))


@pytest.fixture
def program(stranger, tmp_path):
    """A .pt2 file of the stranger."""
    file = tmp_path / "stranger.pt2"
    export(stranger, torch.zeros(1, 3), file, ["no", "yes"])
    return file
