"""Sheets of pictures that a model makes while it learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from lessonlib.training.run import Run


class Sampler(Protocol):
    """A model that makes pictures from noise, such as a GAN."""

    def noise(self, n: int, random: torch.Generator | None = None, /) -> Tensor:
        """Noise for n pictures."""

    def sample(self, noise: Tensor, /) -> Tensor:
        """The pictures (n, 1, height, width) that come of it."""


@dataclass(frozen=True)
class Sheets:
    """A sheet of `count` pictures after the first epoch, and then after `every` so many; none where `every` is None.

    All are made from the same noise, that of `seed`, and are kept in the state of the run: a checkpoint has them, too.
    Raises ValueError for a number below 1.
    """

    every: int | None
    count: int
    seed: int

    def __post_init__(self) -> None:
        if self.count < 1 or (self.every is not None and self.every < 1):
            raise ValueError(
                f"sample_every is {self.every} and num_samples is {self.count}, expected at least 1 for both"
            )

    def take(self, model: Sampler, run: Run) -> None:
        """Make a sheet when one is due after the epoch that has ended."""
        epoch = run.history.num_epochs
        if self.every and (epoch == 1 or epoch % self.every == 0):
            noise = model.noise(self.count, torch.Generator().manual_seed(self.seed))
            run.state.kept.setdefault("sheets", {})[str(epoch)] = model.sample(noise).cpu()


def taken_in(run: Run) -> dict[int, Tensor]:
    """The sheets of a run by epoch, those from before it resumed included."""
    sheets = run.state.kept.get("sheets", {})
    return {epoch: sheets[str(epoch)] for epoch in sorted(map(int, sheets))}
