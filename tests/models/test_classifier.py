"""Predictions of a classifier are made without dropout, whatever mode it is in."""

import torch
from torch import nn

from lessonlib.models import Classifier


class Dropping(Classifier):
    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(0.9)

    def forward(self, X):
        return self.dropout(X)


def test_predictions_are_those_of_the_whole_network():
    model = Dropping().train()
    logits = torch.randn(200, 3, generator=torch.Generator().manual_seed(0))
    assert torch.equal(model.predict(logits), logits.argmax(dim=1))
    torch.testing.assert_close(model.probability(logits), logits.softmax(dim=1))
    assert model.training
    assert not torch.equal(model(logits), logits)
