"""Train the document's GAN on MNIST and print what its pictures show, every ten epochs, for each seed.

    python -m benchmarks.gan [--seeds 3] [--epochs 100] [--generator-loss minimax] [--folder FOLDER]

A classifier that reads about 98% of the test images right also reads 1,000 generated pictures. What it finds says two
things: whether all ten digits are made, and how many of the pictures it is sure of. With a folder, the sheets are
written there, and a program that was stopped goes on where it stood.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table
from torch import Tensor, nn
from torch.optim import Adam

from benchmarks.accuracy import CASES, trained
from benchmarks.inputs import real_mnist
from lessonlib.data import Dataset
from lessonlib.models import GAN, GANConfig
from lessonlib.training import History, fit_gan, read_pictures, seed_everything
from lessonlib.viz import sample_timeline

_PICTURES = 1000  # enough that one digit in a hundred is seen


def train(dataset: Dataset, seed: int, options: argparse.Namespace) -> tuple[History, dict[int, Tensor]]:
    """The document's training: its sizes, first weights, Adam, batches and number of epochs."""
    seed_everything(seed)
    gan = GAN(GANConfig(generator_loss=options.generator_loss))
    for layer in gan.modules():
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
    networks = (gan.discriminator, gan.generator)
    discriminator, generator = (Adam(one.parameters(), lr=0.0002, fused=True) for one in networks)
    return fit_gan(
        gan, dataset, discriminator, generator, num_epochs=options.epochs, batch_size=100, seed=seed,
        num_samples=_PICTURES, checkpoint=options.folder and options.folder / f"{_name(seed, options)}.safetensors",
    )  # fmt: skip


def report(history: History, sheets: dict[int, Tensor], judge: nn.Module, title: str) -> Table:
    table = Table(title=title)
    for column in ("epoch", "D loss", "G loss", "digits made", "rarest", "most frequent", "sure"):
        table.add_column(column, justify="right")
    for epoch, pictures in sheets.items():
        reading = read_pictures(judge, pictures)
        losses = [f"{history[name][epoch - 1]:.2f}" for name in ("discriminator_loss", "generator_loss")]
        extremes = [f"{100 * share:.1f}%" for share in (reading.shares.min(), reading.shares.max())]
        table.add_row(str(epoch), *losses, str(reading.made), *extremes, f"{100 * reading.sure:.0f}%")
    return table


def _name(seed: int, options: argparse.Namespace) -> str:
    return f"{options.generator_loss}_{seed}"


def main() -> None:
    parser = argparse.ArgumentParser(description="The document's GAN on MNIST.")
    parser.add_argument("--seeds", type=int, default=3, help="how many trainings")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--generator-loss", choices=("non-saturating", "minimax"), default="non-saturating")
    parser.add_argument("--folder", type=Path, help="where to keep the sheets and what was learned so far")
    options = parser.parse_args()
    dataset = real_mnist()
    kept = options.folder and options.folder / "classifier.safetensors"
    judge = trained(CASES["mlp_falling"], dataset, seed=0, checkpoint=kept)
    sure = read_pictures(judge, dataset.test.X).sure
    print(f"The classifier is sure of {100 * sure:.0f}% of the real test images.")
    for seed in range(options.seeds):
        history, sheets = train(dataset, seed, options)
        Console(width=110).print(report(history, sheets, judge, _name(seed, options)))
        if options.folder:
            sheet = sample_timeline(list(sheets.values()), list(sheets), columns=10)
            sheet.save(options.folder / f"{_name(seed, options)}.svg")


if __name__ == "__main__":
    main()
