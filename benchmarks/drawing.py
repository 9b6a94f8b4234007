"""Let several models draw small digits, and print what a classifier sees in their pictures, for each seed.

    python -m benchmarks.drawing [--seeds 3] [--only vae]

The models learn from 1,200 pictures of 8 x 8 pixels, as in lesson 21. The judge learned from these and 300 others, with
labels; it never saw a drawn picture. The table has, beside what `read_pictures` finds, the mean distance of a drawn
picture to the nearest training picture. It takes about a minute for each seed on one free core, most of it for the
diffusion.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn
from torch.optim import Adam
from torch.optim.lr_scheduler import CosineAnnealingLR
from tqdm import tqdm

from lessonlib.data import Dataset, Split, digits
from lessonlib.models import (
    GAN,
    VAE,
    Autoencoder,
    AutoencoderConfig,
    ConvNet,
    ConvNetConfig,
    Diffusion,
    GANConfig,
)
from lessonlib.training import (
    Reading,
    accuracy,
    distances_to,
    evaluate,
    fit,
    fit_gan,
    fit_pictures,
    read_pictures,
    seed_everything,
)

_PICTURES = 1000  # drawn by each model
_CODE = 8  # numbers: with more of them, the VAE does not use all


def judge_of(dataset: Dataset) -> nn.Module:
    """A small convolutional network that reads digits of 8 x 8 pixels."""
    both = [torch.cat([getattr(part, name) for part in (dataset.train, dataset.validation)]) for name in "Xy"]
    seed_everything(0)
    judge = ConvNet(ConvNetConfig(image=(1, 8, 8), filters=(16, 32), padding=1, hidden=64))
    learned = replace(dataset, train=Split(*both))
    fit(
        judge, learned, nn.CrossEntropyLoss(), Adam(judge.parameters(), lr=0.002, fused=True),
        num_epochs=40, batch_size=50, progress=False,
    )  # fmt: skip
    return judge


def pca(dataset: Dataset) -> Tensor:
    """Pictures from PCA, with codes from the normal distribution of the training codes."""
    flat = dataset.train.X.flatten(1)
    mean = flat.mean(dim=0)
    _, sizes, directions = torch.linalg.svd(flat - mean, full_matrices=False)
    spread = sizes[:_CODE] / len(flat) ** 0.5
    drawn: Tensor = (torch.randn(_PICTURES, _CODE) * spread) @ directions[:_CODE] + mean
    return drawn.clamp(0, 1).view(-1, 1, 8, 8)


def autoencoder(dataset: Dataset) -> Tensor:
    """Pictures from an autoencoder, with codes from the normal distribution that fits the training codes."""
    model = Autoencoder(AutoencoderConfig(code=_CODE))
    _learn(model, dataset, 100, 0.001)
    codes = model.encode(dataset.train.X)
    fitted = torch.distributions.MultivariateNormal(codes.mean(dim=0), codes.T.cov())
    return model.decode(fitted.sample((_PICTURES,)))


def vae(dataset: Dataset, code: int = _CODE) -> Tensor:
    model = VAE(AutoencoderConfig(code=code))
    _learn(model, dataset, 100, 0.001)
    return model.sample(model.noise(_PICTURES))


def gan(dataset: Dataset) -> Tensor:
    """The networks of lesson 15, for small pictures and with 16 noise numbers."""
    model = GAN(GANConfig(image=(1, 8, 8), noise=16))
    networks = (model.discriminator, model.generator)
    adams = [Adam(one.parameters(), lr=0.001, betas=(0.5, 0.999), fused=True) for one in networks]
    fit_gan(model, dataset, *adams, num_epochs=200, batch_size=50, progress=False)
    return model.sample(model.noise(_PICTURES))


def diffusion(dataset: Dataset) -> dict[str, Tensor]:
    """Pictures from one trained model, drawn in three ways."""
    model = Diffusion()
    _learn(model, dataset, 100, 0.002, falling=True)
    noise = model.noise(_PICTURES)
    return {
        "100 steps": model.ancestral(noise),
        "DDIM, 20 steps": model.sample(noise, 20),
        "DDIM, 5 steps": model.sample(noise, 5),
    }


def _learn(model: nn.Module, dataset: Dataset, num_epochs: int, lr: float, falling: bool = False) -> None:
    adam = Adam(model.parameters(), lr=lr, fused=True)
    scheduler = CosineAnnealingLR(adam, num_epochs) if falling else None
    fit_pictures(
        model, dataset, adam, num_epochs=num_epochs, batch_size=50, scheduler=scheduler, progress=False
    )  # fmt: skip


MODELS: dict[str, Callable[[Dataset], Tensor | dict[str, Tensor]]] = {
    "PCA, 8 numbers": pca,
    "autoencoder, 8 numbers": autoencoder,
    "VAE, 2 numbers": lambda dataset: vae(dataset, 2),
    "VAE, 8 numbers": vae,
    "GAN, 16 numbers": gan,
    "diffusion": diffusion,
}


def row_of(name: str, seed: str, reading: Reading, distance: float) -> list[str]:
    extremes = [f"{100 * share:.1f}%" for share in (reading.shares.min(), reading.shares.max())]
    figures = [f"{100 * reading.sure:.0f}%", f"{reading.score:.2f}", f"{distance:.2f}"]
    return [name, seed, str(reading.made), *extremes, *figures]


def main() -> None:
    parser = argparse.ArgumentParser(description="Models that draw small digits.")
    parser.add_argument("--seeds", type=int, default=3, help="how many trainings of each model")
    parser.add_argument("--only", default="", help="the models whose name contains this")
    options = parser.parse_args()
    torch.set_num_threads(1)
    dataset = digits()
    judge = judge_of(dataset)
    right = evaluate(judge, dataset.test, nn.CrossEntropyLoss(), [accuracy])["accuracy"]
    print(f"The judge reads {100 * right:.1f}% of the 297 test pictures right.")
    table = Table(title=f"{_PICTURES} drawn pictures of each model")
    for column in ("model", "seed", "digits made", "rarest", "most frequent", "sure", "score", "nearest"):
        table.add_column(column, justify="left" if column == "model" else "right")

    def add(name: str, seed: str, pictures: Tensor) -> None:
        distance = distances_to(pictures, dataset.train.X).mean().item()
        table.add_row(*row_of(name, seed, read_pictures(judge, pictures), distance))

    add("real test pictures", "-", dataset.test.X)
    for name in tqdm(
        [name for name in MODELS if options.only.lower() in name.lower()], desc="models", leave=False
    ):
        for seed in range(options.seeds):
            seed_everything(seed)
            drawn = MODELS[name](dataset)
            for way, pictures in (drawn if isinstance(drawn, dict) else {"": drawn}).items():
                add(f"{name}, {way}" if way else name, str(seed), pictures)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
