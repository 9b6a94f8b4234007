"""The training loop: forward, loss, backward, update, and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.utils.data import DataLoader

from lessonlib.models.inference import outputs_of
from lessonlib.models.logits import likeliest_class
from lessonlib.training.acceleration import Acceleration, Precision
from lessonlib.training.devices import move
from lessonlib.training.early_stopping import EarlyStopping
from lessonlib.training.history import History
from lessonlib.training.rows import Rows, rows_of, training_data
from lessonlib.training.run import Run, RunOptions
from lessonlib.training.state import TrainingState
from lessonlib.training.targets import (
    Loss,
    check_finite,
    check_first,
    check_optimizer,
    explained,
    targets_for,
)

Metric = Callable[[Tensor, Tensor], float]


def fit(
    model: nn.Module,
    dataset: Any,
    loss_fn: Loss,
    optimizer: Optimizer,
    *,
    num_epochs: int,
    batch_size: int | None = None,
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

    dataset: a `lessonlib.data.Dataset`; or, without validation, a pair (X, y) of arrays or tensors, a
        `torch.utils.data.Dataset` whose items are pairs (x, y), or a `DataLoader`, which has its own order.
    model: maps X, float32 (n, ...), to logits, (n, k), or (n, 1) or (n,) for two classes; or to the k numbers to be
        predicted.
    loss_fn: takes the model's outputs and y, and returns their mean loss. A loss for classes, such as
        `nn.CrossEntropyLoss`, gets y as it is. Other losses, such as `nn.BCEWithLogitsLoss` and `nn.MSELoss`, get y
        as floats in the shape of the outputs, if y has as many values as they have.
    num_epochs: how many passes over the training rows to make, including those of an earlier run with this
        checkpoint.
    seed: determines the order of the rows, which differs from epoch to epoch.
    scheduler: changes the learning rate of the optimizer after each epoch, as those in `torch.optim.lr_scheduler`
        do.
    metrics: functions of (true classes, predicted classes), such as `accuracy`, or of (true, predicted numbers).
    early_stopping: when to end before the last epoch. The model then gets its best weights back.
    checkpoint: a file to write after each epoch, and when training is stopped. If it exists already, training
        resumes from there, even in the middle of an epoch; on a CPU, with exactly the same weights as without a
        stop.
    checkpoint_every: write the checkpoint also after this many steps of an epoch, again and again.
    log_dir: a folder for TensorBoard.
    device: where to train, for example "cuda", or "auto" for the best device available. By default the model stays
        on its device. The whole data set is moved there once.
    precision: "bfloat16" or "float16" compute with 16 bits, which is faster on a CUDA device.
    compiled: let `torch.compile` compile the model, on a CUDA device.
    progress: show a progress bar.

    The history has "loss" (the mean over the training rows, measured while the weights change), "validation_loss",
    and "validation_NAME" for each metric. The stop button (KeyboardInterrupt) ends training after the current step:
    the model keeps what it has learned, the history the finished epochs. Afterwards the model is in evaluation mode.

    Raises ValueError for a number below 1, a model without parameters, an optimizer of another model, outputs whose
    shape does not fit y, or an option that needs CUDA on another device; TypeError for data of another kind;
    TrainingError when the loss is NaN or infinite; CheckpointError for a checkpoint that is damaged or of another
    model or other settings.
    """
    options = RunOptions(
        num_epochs, _batch_size(dataset, batch_size), seed, progress, checkpoint, checkpoint_every, log_dir
    )
    check_optimizer(model, optimizer)
    place = move(model, [optimizer], device)
    acceleration = Acceleration(place, precision, compiled)
    forward = torch.compile(model) if compiled else model
    rows = training_data(dataset, place)
    state = TrainingState(model, [optimizer], scheduler, acceleration.scaler())
    state.settings["metrics"] = [metric.__name__ for metric in metrics]
    state.settings["early stopping"] = early_stopping.monitor if early_stopping else None
    if early_stopping and rows.validation is None and early_stopping.monitor.startswith("validation"):
        raise ValueError(
            f"early_stopping monitors {early_stopping.monitor!r}, and there are no validation rows: give a Dataset."
        )
    with Run(state, rows.name, rows.train, options) as run:
        while not (run.is_over or (early_stopping and early_stopping.is_over(run.history))):
            for X, y in run.batches():
                with acceleration.autocast():
                    outputs = forward(X)
                    loss = _loss(loss_fn, outputs, y)
                if run.is_first_step:
                    check_first(loss, outputs, y)
                if run.looks_at_the_loss:
                    check_finite(loss, run.steps_done + 1, optimizer)
                optimizer.zero_grad()
                state.scaler.scale(loss).backward()  # without float16 the scaler changes nothing
                state.scaler.step(optimizer)
                state.scaler.update()
                run.record(loss=loss)
            if scheduler:
                scheduler.step()
            measured = evaluate(model, rows.validation, loss_fn, metrics) if rows.validation else {}
            run.end_epoch({f"validation_{name}": number for name, number in measured.items()})
            if early_stopping and early_stopping.newest_is_best(run.history):
                state.kept["best"] = {name: w.clone() for name, w in model.state_dict().items()}
            run.save()
        if early_stopping:
            model.load_state_dict(state.kept["best"])
    return run.history


def evaluate(model: nn.Module, data: Any, loss_fn: Loss, metrics: Sequence[Metric] = ()) -> dict[str, float]:
    """Loss and metrics of the model, without dropout, on all rows of a split: {"loss": ..., "accuracy": ...}.

    data: a split, a pair (X, y), a `torch.utils.data.Dataset` or a `DataLoader`, as for `fit`.
    """
    parameter = next(model.parameters(), None)
    X, y = _whole(rows_of(data, parameter.device if parameter is not None else torch.device("cpu")))
    outputs = outputs_of(model, X)
    measured = {"loss": _loss(loss_fn, outputs, y).item()}
    y_hat = outputs.float().view_as(y) if y.is_floating_point() else likeliest_class(outputs)
    return measured | {metric.__name__: metric(y, y_hat) for metric in metrics}


def _whole(rows: Rows) -> tuple[Tensor, Tensor]:
    """All rows at once."""
    (X, y), *rest = rows.batches(len(rows))
    return torch.cat([X, *(more for more, _ in rest)]), torch.cat([y, *(more for _, more in rest)])


def _loss(loss_fn: Loss, outputs: Tensor, y: Tensor) -> Tensor:
    y = targets_for(loss_fn, outputs, y)
    with explained(outputs, y):
        return loss_fn(outputs, y)


def _batch_size(dataset: Any, batch_size: int | None) -> int:
    """The batch size that was asked for, or that of a loader."""
    own = dataset.batch_size if isinstance(dataset, DataLoader) else None
    if batch_size is None and own is None:
        raise ValueError("batch_size is missing: how many rows a step learns from, for example batch_size=32")
    if own is not None and batch_size not in (None, own):
        raise ValueError(f"batch_size is {batch_size}, and the DataLoader's is {own}: leave it out")
    size: int = own if batch_size is None else batch_size  # type: ignore[assignment]
    return size
