"""What tests of deeper networks compare with, kept out of the tests: a learner reads those."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonlib.models import PooledHead, ResidualBlock

Array = np.ndarray[Any, Any]
Statistics = tuple[Array, Array]  # mean (c,) and variance (c,)


def normalised(
    h: Array, gamma: Array, beta: Array, running: Statistics, is_training: bool
) -> tuple[Array, Statistics]:
    """Maps (n, c, h, w) after batch normalisation, and the running statistics after it, in PyTorch's way."""
    mean, variance = (torch.tensor(part) for part in running)
    out = F.batch_norm(
        torch.tensor(h), mean, variance, torch.tensor(gamma), torch.tensor(beta), is_training, 0.1, 1e-5
    )
    return out.numpy(), (mean.numpy(), variance.numpy())


def random_block(in_channels: int, out_channels: int, stride: int) -> ResidualBlock:
    """A residual block all of whose parameters and statistics are random."""
    block = ResidualBlock(in_channels, out_channels, stride)
    with torch.no_grad():
        for name, part in block.state_dict().items():
            if part.dtype == torch.float32:
                part.copy_(torch.rand(part.shape) + 0.5 if part.ndim == 1 else torch.randn(part.shape))
            if name.endswith(("bias", "running_mean")):
                part.sub_(1)
    return block


def block_parameters(in_channels: int, out_channels: int, stride: int) -> int:
    """The number of numbers that a residual block learns."""
    return sum(part.numel() for part in ResidualBlock(in_channels, out_channels, stride).parameters())


def pooled_scores(maps: Array, weight: Array, bias: Array) -> Array:
    """Maps (n, c, h, w), weight (k, c), bias (k,) -> scores (n, k)."""
    head = PooledHead(weight.shape[1], weight.shape[0]).double()
    head.output.load_state_dict({"weight": torch.tensor(weight), "bias": torch.tensor(bias)})
    with torch.no_grad():
        return np.asarray(head(torch.tensor(maps, dtype=torch.float64)))


def moved(X: Tensor, down: list[int], right: list[int]) -> Tensor:
    """Pictures (n, c, h, w), each moved by its own number of pixels; what is uncovered becomes 0."""
    height, width = X.shape[2:]
    wide = F.pad(X, (width, width, height, height))
    places = ((height - d, width - r) for d, r in zip(down, right, strict=True))
    return torch.stack(
        [picture[:, y : y + height, x : x + width] for picture, (y, x) in zip(wide, places, strict=True)]
    )


def body_and_head() -> nn.Module:
    """A network with a body of two normalised convolutions, one inside another module, and a head with dropout.

    Send it with `answer.send(body_and_head)`: it imports what it needs.
    """
    from torch import nn

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            inner = nn.Sequential(nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4), nn.ReLU())
            self.body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), inner)
            self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(16, 3))

        def forward(self, X):  # type: ignore[no-untyped-def]
            return self.head(self.body(X))

    return Network()


def told_modes(network: nn.Module) -> dict[str, bool]:
    """For each module of a network by name, whether it is in training mode."""
    return {name: module.training for name, module in network.named_modules()}


def told_gradients(network: nn.Module, X: Tensor) -> dict[str, bool]:
    """For each parameter by name, whether it has a gradient after a step backwards that begins at all scores."""
    network.zero_grad()
    scores = network(X)
    if scores.requires_grad:
        scores.square().sum().backward()
    return {name: part.grad is not None for name, part in network.named_parameters()}
