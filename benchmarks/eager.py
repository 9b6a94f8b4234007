"""The same models as one writes them in PyTorch today: modules, autograd, and torch.optim's defaults."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.inputs import ANIMALS, DIGITS, IMAGES, KINDS, LINE, NOISE, PIXELS

Step = Callable[[], object]


def arithmetic() -> Step:
    x, two = torch.tensor(3.0), torch.tensor(2.0)

    def step() -> float:
        y = torch.tensor(4.0)
        return (x * x * y + y + two).item()

    return step


def line() -> Step:
    w, b = torch.tensor([0.5], requires_grad=True), torch.tensor([0.1], requires_grad=True)
    x = torch.tensor(LINE)
    return _step([w, b], torch.optim.SGD([w, b], 0.01), lambda: ((w * x + b - x) ** 2).mean())


def animals() -> Step:
    return _classifier([2, 10, 3], ANIMALS, KINDS)


def mlp() -> Step:
    return _classifier([784, 256, 256, 10], PIXELS, DIGITS)


def _classifier(sizes: list[int], data: Any, labels: Any) -> Step:
    layers: list[nn.Module] = []
    for n_in, n_out in itertools.pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    return _trained(nn.Sequential(*layers[:-1]), data, labels)


def gan() -> Step:
    generator = nn.Sequential(nn.Linear(128, 256), nn.ReLU(), nn.Linear(256, 784), nn.Sigmoid())
    critic = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 1), nn.Sigmoid())
    x, z = torch.tensor(PIXELS), torch.tensor(NOISE)
    step_d = _step(
        critic.parameters(),
        torch.optim.Adam(critic.parameters(), 0.0002),
        lambda: -(torch.log(critic(x)) + torch.log(1 - critic(generator(z).detach()))).mean(),
    )
    step_g = _step(
        generator.parameters(),
        torch.optim.Adam(generator.parameters(), 0.0002),
        lambda: -torch.log(critic(generator(z))).mean(),
    )
    return lambda: (step_d(), step_g())


def cnn() -> Step:
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.2),
        nn.Flatten(), nn.Linear(7 * 7 * 64, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 10),
    )  # fmt: skip
    return _trained(model, IMAGES.transpose(0, 3, 1, 2).copy(), DIGITS)


def _trained(model: nn.Module, data: Any, labels: Any) -> Step:
    x, y = torch.tensor(data), torch.tensor(labels)
    optimizer = torch.optim.Adam(model.parameters())
    return _step(model.parameters(), optimizer, lambda: F.cross_entropy(model(x), y))


def _step(parameters: Iterable[torch.Tensor], optimizer: Any, loss: Callable[[], torch.Tensor]) -> Step:
    def step() -> float:
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        return value.item()

    return step
