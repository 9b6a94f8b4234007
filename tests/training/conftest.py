"""A small training with everything that could go differently after a stop: dropout, Adam, uneven batches."""

import random

import numpy as np
import pytest
import torch
from torch import nn

from lessonlib.data import moons
from lessonlib.training import fit, seed_everything


@pytest.fixture(autouse=True)
def same_random_numbers_for_every_test():
    seed_everything(0)


@pytest.fixture(scope="session")
def dataset():
    """30 rows to learn, in batches of 7: four full ones and one of two rows."""
    return moons(n=50)


@pytest.fixture
def train(dataset, tmp_path):
    """Builds a model and trains it, with a checkpoint file in the test's folder."""

    def train(loss_fn=None, *, start=0, optimizer=torch.optim.Adam, scheduler=None, **options):
        seed_everything(start)
        model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 2))
        chosen = {"num_epochs": 4, "batch_size": 7, "seed": 5, "progress": False} | options
        chosen.setdefault("checkpoint", tmp_path / "run.safetensors")
        loss_fn = loss_fn or nn.CrossEntropyLoss()
        steps = optimizer(model.parameters(), lr=0.02)
        if scheduler:
            chosen["scheduler"] = scheduler(steps)
        return model, fit(model, dataset, loss_fn, steps, **chosen)

    return train


def random_cross_entropy(logits, y):
    """A loss that draws from each global generator, so that a lost state of one of them would show."""
    noise = random.random() + float(np.random.rand()) + float(torch.rand(()))
    return nn.functional.cross_entropy(logits * (1 + noise / 10), y)


@pytest.fixture
def noisy_loss():
    return random_cross_entropy
