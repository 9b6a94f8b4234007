"""The training loop: forward, loss, backward, update, and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from lessonlib.data import Dataset, Split
from lessonlib.models.inference import outputs_of
from lessonlib.models.logits import likeliest_class
from lessonlib.training.acceleration import Acceleration, Precision
from lessonlib.training.devices import move
from lessonlib.training.early_stopping import EarlyStopping
from lessonlib.training.history import History
from lessonlib.training.run import Run, RunOptions
from lessonlib.training.state import TrainingState

Loss = Callable[[Tensor, Tensor], Tensor]
Metric = Callable[[Tensor, Tensor], float]


def fit(
    model: nn.Module,
    dataset: Dataset,
    loss_fn: Loss,
    optimizer: Optimizer,
    *,
    num_epochs: int,
    batch_size: int,
    seed: int = 0,
    scheduler: LRScheduler | None = None,
    metrics: Sequence[Metric] = (),
    early_stopping: EarlyStopping | None = None,
    checkpoint: str | PathLike[str] | None = None,
    checkpoint_every: int | None = None,
    log_dir: str | PathLike[str] | None = None,
    device: str | None = None,
    precision: Precision = "float32",
    compiled: bool = False,
    progress: bool = True,
) -> History:
    """Train `model` on `dataset.train`, and measure it on `dataset.validation` after each epoch.

    model: maps X, float32 (n, ...), to logits, (n, k), or (n, 1) or (n,) for two classes; or to the k numbers
        that are to be predicted.
    loss_fn: takes the model's outputs and y, and returns their mean loss. Where y has as many values as the
        outputs, it comes as floats in their shape, as `nn.BCEWithLogitsLoss` and `nn.MSELoss` expect it.
    num_epochs: how often all training rows are learned, those of an earlier run with this checkpoint included.
    seed: of the order in which the rows come, which is another one in each epoch.
    scheduler: changes the learning rate of the optimizer after each epoch, as those of
        `torch.optim.lr_scheduler` do.
    metrics: functions of (true classes, predicted classes), such as `accuracy`, or of (true, predicted numbers).
    early_stopping: when to end before the last epoch. The model then gets its best weights back.
    checkpoint: a file to write after each epoch, and when training is stopped. If it exists already, training
        goes on from there, in the middle of an epoch too; on a CPU to the very same weights as without a stop.
    checkpoint_every: write the checkpoint also after each so many steps of an epoch.
    log_dir: a folder for TensorBoard.
    device: where to train, for example "cuda", or "auto" for the best that is there. Without it the model stays
        on the device it is on. The data set is moved there once, whole.
    precision: "bfloat16" or "float16" calculate with fewer bits, which is faster on a CUDA device.
    compiled: let `torch.compile` translate the model, on a CUDA device.
    progress: show a progress bar.

    The history has "loss" (mean over the training rows, while they were learned), "validation_loss", and
    "validation_NAME" for each metric. The stop button (KeyboardInterrupt) ends training after the step that is
    being made: the model keeps what it learned, the history the finished epochs. Afterwards the model is in
    evaluation mode.

    Raises ValueError for a number below 1, a model without parameters, or an option that needs CUDA on another
    device; CheckpointError for a checkpoint of another model or other settings, or a damaged one.
    """
    options = RunOptions(num_epochs, batch_size, seed, progress, checkpoint, checkpoint_every, log_dir)
    place = move(model, [optimizer], device)
    acceleration = Acceleration(place, precision, compiled)
    forward = torch.compile(model) if compiled else model
    dataset = dataset.to(place)
    state = TrainingState(model, [optimizer], scheduler, acceleration.scaler())
    state.settings["metrics"] = [metric.__name__ for metric in metrics]
    state.settings["early stopping"] = early_stopping.monitor if early_stopping else None
    with Run(state, dataset, options) as run:
        while not (run.is_over or (early_stopping and early_stopping.is_over(run.history))):
            for X, y in run.batches():
                with acceleration.autocast():
                    outputs = forward(X)
                    loss = loss_fn(outputs, _shaped_as(outputs, y))
                optimizer.zero_grad()
                state.scaler.scale(loss).backward()  # without float16 the scaler changes nothing
                state.scaler.step(optimizer)
                state.scaler.update()
                run.record(loss=loss)
            if scheduler:
                scheduler.step()
            measured = evaluate(model, dataset.validation, loss_fn, metrics)
            run.end_epoch({f"validation_{name}": number for name, number in measured.items()})
            if early_stopping and early_stopping.newest_is_best(run.history):
                state.kept["best"] = {name: w.clone() for name, w in model.state_dict().items()}
            run.save()
        if early_stopping:
            model.load_state_dict(state.kept["best"])
    return run.history


def evaluate(
    model: nn.Module, split: Split, loss_fn: Loss, metrics: Sequence[Metric] = ()
) -> dict[str, float]:
    """Loss and metrics of the model, without dropout, on all rows of a split: {"loss": ..., "accuracy": ...}."""
    outputs = outputs_of(model, split.X)
    measured = {"loss": loss_fn(outputs, _shaped_as(outputs, split.y)).item()}
    y_hat = _shaped_as(split.y, outputs) if split.y.is_floating_point() else likeliest_class(outputs)
    return measured | {metric.__name__: metric(split.y, y_hat) for metric in metrics}


def _shaped_as(like: Tensor, values: Tensor) -> Tensor:
    """The values as floats in the shape of `like`; as they are, when there are more or fewer of them."""
    return values.float().view_as(like) if values.numel() == like.numel() else values
