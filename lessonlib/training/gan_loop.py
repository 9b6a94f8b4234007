"""The training loop for two networks that learn against each other."""

from __future__ import annotations

from os import PathLike

from torch import Tensor
from torch.optim import Optimizer

from lessonlib.data import Dataset
from lessonlib.models.gan import GAN
from lessonlib.training.devices import move
from lessonlib.training.history import History
from lessonlib.training.run import Run, RunOptions
from lessonlib.training.sheets import Sheets, taken_in
from lessonlib.training.state import TrainingState
from lessonlib.training.targets import check_finite, check_optimizer


def fit_gan(
    gan: GAN,
    dataset: Dataset,
    discriminator_optimizer: Optimizer,
    generator_optimizer: Optimizer,
    *,
    num_epochs: int,
    batch_size: int,
    seed: int = 0,
    sample_every: int = 10,
    num_samples: int = 10,
    checkpoint: str | PathLike[str] | None = None,
    checkpoint_every: int | None = None,
    log_dir: str | PathLike[str] | None = None,
    device: str | None = None,
    progress: bool = True,
) -> tuple[History, dict[int, Tensor]]:
    """Train a GAN on the pictures of `dataset.train`; their classes are not used.

    For each batch of real pictures the discriminator makes one step, then the generator, both on the same noise.

    sample_every: a sheet of pictures is made after the first epoch, and then after every so many epochs.
    num_samples: pictures on a sheet, (num_samples, 1, 28, 28). They are made from the same noise every time, so that
        each of them can be followed as it develops.

    All other arguments are those of `fit`.

    Returns the history, with "discriminator_loss" and "generator_loss", and the sheets by epoch. There is no overall
    loss that would fall: where one network wins, the other one loses. Look at the sheets.

    Raises ValueError for a number below 1 or an optimizer of another model, TrainingError when a loss is NaN or
    infinite, CheckpointError as `fit` does.
    Source: Goodfellow et al., Generative Adversarial Nets, NeurIPS 2014, algorithm 1 with k = 1.
    """
    sheets = Sheets(sample_every, num_samples, seed)
    options = RunOptions(num_epochs, batch_size, seed, progress, checkpoint, checkpoint_every, log_dir)
    optimizers = [discriminator_optimizer, generator_optimizer]
    for optimizer in optimizers:
        check_optimizer(gan, optimizer)
    dataset = dataset.to(move(gan, optimizers, device))
    with Run(TrainingState(gan, optimizers), dataset.name, dataset.train, options) as run:
        while not run.is_over:
            for X, _ in run.batches():
                z = gan.noise(len(X))
                discriminator_loss = gan.update_discriminator(X, z, discriminator_optimizer)
                generator_loss = gan.update_generator(z, generator_optimizer)
                if run.looks_at_the_loss:
                    check_finite(discriminator_loss, run.steps_done + 1, discriminator_optimizer)
                    check_finite(generator_loss, run.steps_done + 1, generator_optimizer)
                run.record(discriminator_loss=discriminator_loss, generator_loss=generator_loss)
            run.end_epoch({})
            sheets.take(gan, run)
            run.save()
    return run.history, taken_in(run)
