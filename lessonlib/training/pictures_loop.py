"""The training loop for models that learn from pictures alone, and say themselves what they lose."""

from __future__ import annotations

from os import PathLike
from typing import cast

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from lessonlib.data import Dataset
from lessonlib.training.devices import move
from lessonlib.training.history import History
from lessonlib.training.run import Run, RunOptions
from lessonlib.training.sheets import Sampler, Sheets, taken_in
from lessonlib.training.state import TrainingState
from lessonlib.training.targets import check_finite, check_optimizer


def fit_pictures(
    model: nn.Module,
    dataset: Dataset,
    optimizer: Optimizer,
    *,
    num_epochs: int,
    batch_size: int,
    seed: int = 0,
    scheduler: LRScheduler | None = None,
    sample_every: int | None = None,
    num_samples: int = 10,
    checkpoint: str | PathLike[str] | None = None,
    checkpoint_every: int | None = None,
    log_dir: str | PathLike[str] | None = None,
    device: str | None = None,
    progress: bool = True,
) -> tuple[History, dict[int, Tensor]]:
    """Train a model on the pictures of `dataset.train`; their classes are not used.

    model: has `loss(X)`, which takes pictures (b, 1, height, width) and returns a scalar to be minimised, such as
        `Autoencoder`, `VAE` and `Diffusion`. With `sample_every` it has `noise(n)` and `sample(noise)`, too.
    sample_every: a sheet of pictures is made after the first epoch, and then after every so many epochs.
    num_samples: pictures on a sheet. They are made from the same noise every time.

    All other arguments are those of `fit`.

    Returns the history, with "loss" and "validation_loss", and the sheets by epoch. Where the loss draws random
    numbers, "validation_loss" is measured with the same ones after each epoch.

    Raises TypeError for a model without a loss, ValueError for a number below 1 or an optimizer of another model,
    TrainingError when a loss is NaN or infinite, CheckpointError as `fit` does.
    """
    if not callable(getattr(model, "loss", None)):
        raise TypeError(f"{type(model).__name__} has no method loss(X): see Autoencoder, VAE and Diffusion")
    sheets = Sheets(sample_every, num_samples, seed)
    options = RunOptions(num_epochs, batch_size, seed, progress, checkpoint, checkpoint_every, log_dir)
    check_optimizer(model, optimizer)
    dataset = dataset.to(move(model, [optimizer], device))
    with Run(TrainingState(model, [optimizer], scheduler), dataset.name, dataset.train, options) as run:
        while not run.is_over:
            for X, _ in run.batches():
                loss = model.loss(X)  # type: ignore[operator]
                if run.looks_at_the_loss:
                    check_finite(loss, run.steps_done + 1, optimizer)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                run.record(loss=loss)
            if scheduler:
                scheduler.step()
            run.end_epoch({"validation_loss": _measured(model, dataset.validation.X, seed)})
            sheets.take(cast(Sampler, model), run)
            run.save()
    return run.history, taken_in(run)


def _measured(model: nn.Module, X: Tensor, seed: int) -> float:
    """The loss of these pictures, with random numbers that depend on the seed alone; those of the training go on."""
    model.eval()
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        return float(model.loss(X))  # type: ignore[operator]
