# %% [markdown]
# # Exercise: train a small network

# %% task="network"
import torch
from torch import nn


def make_network():
    """A network (n, 2) -> (n, 1) with 8 hidden units."""
    ### BEGIN SOLUTION
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    ### END SOLUTION


# %% test="network_shape" points=2
# The network has one output a row.
import torch

from lessonlib.check import answer, expect

expect.shape(answer.make_network()(torch.ones(5, 2)), (5, 1), what="the output for 5 rows")

# %% task="training"
# Train a network for 20 steps; make the names network and losses.
### BEGIN SOLUTION
torch.manual_seed(1)
X = torch.randn(64, 2)
y = (X.sum(dim=1, keepdim=True) > 0).float()
network, losses = make_network(), []
optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
for _ in range(20):
    loss = nn.functional.binary_cross_entropy_with_logits(network(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
### END SOLUTION

# %% test="losses_count" points=2
# There is one loss for each step.
from lessonlib.check import answer, expect

expect.shape(answer.losses, (20,), what="losses")

# %% test="losses_fall" points=3
# The last loss is smaller than the first one.
from lessonlib.check import answer, expect

expect.between(answer.losses[-1], 0, answer.losses[0] * 0.9, what="the last loss")

# %% test="new_points" points=3
# The network is right for most of 200 new points.
import numpy as np
import torch

from lessonlib.check import answer, expect

### BEGIN HIDDEN TESTS
X = torch.randn(200, 2)
right = np.mean((answer.network(X)[:, 0] > 0) == (X.sum(dim=1).numpy() > 0))
expect.between(float(right), 0.8, 1, what="the share of right answers")
### END HIDDEN TESTS
