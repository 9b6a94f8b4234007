"""Print one table: the share of MNIST's 10,000 test images that each model reads right, with several seeds.

    python -m benchmarks.accuracy [--only mlp] [--seeds 3]

It takes half a minute for each MLP, four minutes for each ConvNet and one for each recurrent network on one free core.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from benchmarks.inputs import real_mnist
from lessonlib.data import Dataset
from lessonlib.models import MLP, MNIST_MLP, ConvNet, RNNClassifier, RNNConfig
from lessonlib.training import accuracy, evaluate, fit, seed_everything


@dataclass(frozen=True)
class Case:
    """A model, and so many epochs with Adam, lr 0.001 and batches of 100, as lesson 12 trains it.

    falling: let the learning rate fall to 0 along a cosine, which lesson 12 does not.
    """

    name: str
    build: Callable[[], nn.Module]
    num_epochs: int
    falling: bool = False


CASES = {
    "mlp": Case("MLP 784-256-256-10", lambda: MLP.from_config(MNIST_MLP), 15),
    "mlp_falling": Case("the same, falling learning rate", lambda: MLP.from_config(MNIST_MLP), 15, True),
    "cnn": Case("ConvNet 32-64-256-10, dropout", ConvNet, 10),
    "rnn": Case("RNN 28-128-10, row by row", RNNClassifier, 5),
    "rnn_gru": Case("the same with a GRU cell", lambda: RNNClassifier(RNNConfig(cell="gru")), 5),
}


def trained(case: Case, dataset: Dataset, seed: int, **options: Any) -> nn.Module:
    """A new model after its last epoch; `options` are further ones of `fit`."""
    seed_everything(seed)
    model = case.build()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
    falling = CosineAnnealingLR(optimizer, case.num_epochs) if case.falling else None
    fit(
        model, dataset, nn.CrossEntropyLoss(), optimizer,
        scheduler=falling, num_epochs=case.num_epochs, batch_size=100, seed=seed, **options,
    )  # fmt: skip
    return model


def trained_accuracy(case: Case, dataset: Dataset, seed: int) -> float:
    """Train a new model; the share of right answers on the test images after its last epoch, in per cent."""
    model = trained(case, dataset, seed, device="auto", metrics=[accuracy])
    test = dataset.test.to(next(model.parameters()).device)
    return 100 * evaluate(model, test, nn.CrossEntropyLoss(), [accuracy])["accuracy"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Accuracy on the test images of MNIST.")
    parser.add_argument("--only", default="", help="the models whose name contains this")
    parser.add_argument("--seeds", type=int, default=3, help="how many trainings of each model")
    options = parser.parse_args()
    dataset = real_mnist()
    table = Table(title="Test accuracy in per cent, seeds 0, 1, 2 ...")
    for column in ("model", "epochs", "each seed", "mean"):
        table.add_column(column, justify="left" if column == "model" else "right")
    for name, case in CASES.items():
        if options.only in name:
            reached = [trained_accuracy(case, dataset, seed) for seed in range(options.seeds)]
            each = ", ".join(f"{share:.2f}" for share in reached)
            table.add_row(case.name, str(case.num_epochs), each, f"{sum(reached) / len(reached):.2f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
