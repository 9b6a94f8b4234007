"""Gradient descent on all rows, epoch by epoch, as torch does it."""

import numpy as np
import torch
from torch import nn

from lessonlib.check.references.epochs import epochs_of


def test_the_epochs_are_those_of_torch():
    generator = torch.Generator().manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3)).double()
    X, y = (
        torch.randn(9, 2, generator=generator).double(),
        torch.randint(0, 3, (9,), generator=generator),
    )
    found = epochs_of(model.state_dict(), X.numpy(), y.numpy(), 0.3, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    for epoch in found:
        loss = nn.functional.cross_entropy(model(X), y)
        assert np.isclose(epoch.loss, loss.item())
        for name, parameter in model.named_parameters():
            assert np.allclose(epoch.parameters[name], parameter.detach().numpy())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert len(found) == 5
