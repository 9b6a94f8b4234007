"""The training loop: forward, loss, backward, update, and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from tqdm.auto import trange

from lessonlib.data import Dataset, Split
from lessonlib.models.logits import likeliest_class
from lessonlib.training.history import History

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
    metrics: Sequence[Metric] = (),
    progress: bool = True,
) -> History:
    """Train `model` on `dataset.train`, and measure it on `dataset.validation` after each epoch.

    The model is trained on the device it is on; the data set is moved there once.

    model: maps X, float32 (n, d), to logits, (n, k), or (n, 1) or (n,) for two classes.
    loss_fn: takes logits and classes, and returns their mean loss. For a model with one logit a row it gets
        the classes as floats in the shape of the logits, which is what `nn.BCEWithLogitsLoss` expects.
    seed: of the order in which the rows come, which is another one in each epoch.
    metrics: functions of (true classes, predicted classes), such as `accuracy`.
    progress: show a progress bar.

    The history has "loss" (mean over the training rows, while they were learned), "validation_loss", and
    "validation_NAME" for each metric. A KeyboardInterrupt (the stop button) ends training early: the model
    keeps what it learned, the history the finished epochs. Afterwards the model is in evaluation mode.

    Raises ValueError for a number of epochs or a batch size below 1, or a model without parameters.
    """
    if num_epochs < 1:
        raise ValueError(f"num_epochs is {num_epochs}, expected at least 1")
    dataset = dataset.to(_device_of(model))
    history = History()
    with trange(num_epochs, unit="epoch", disable=not progress) as epochs:
        try:
            for epoch in epochs:
                loss = train_epoch(model, dataset.train.batches(batch_size, seed, epoch), loss_fn, optimizer)
                measured = _named("validation", evaluate(model, dataset.validation, loss_fn, metrics))
                history.append({"loss": loss, **measured})
                epochs.set_postfix({name: column[-1] for name, column in history.items()})
        except KeyboardInterrupt:
            history.interrupted = True
            epochs.write(
                f"Stopped after {history.num_epochs} of {num_epochs} epochs; the model is kept as it is."
            )
        finally:
            model.eval()
    return history


def train_epoch(
    model: nn.Module, batches: Iterable[tuple[Tensor, Tensor]], loss_fn: Loss, optimizer: Optimizer
) -> float:
    """One update of the model for each mini-batch. Returns the mean loss over all rows."""
    model.train()
    total, rows = torch.zeros(()), 0
    for X, y in batches:
        logits = model(X)
        loss = loss_fn(logits, _as_target(y, logits))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total = total.to(loss.device) + loss.detach() * len(y)  # no .item() here: a GPU would stop and wait
        rows += len(y)
    return total.item() / rows


@torch.no_grad()
def evaluate(
    model: nn.Module, split: Split, loss_fn: Loss, metrics: Sequence[Metric] = ()
) -> dict[str, float]:
    """Loss and metrics of the model, in evaluation mode, on all rows of a split."""
    model.eval()
    logits = model(split.X)
    measured = {"loss": loss_fn(logits, _as_target(split.y, logits)).item()}
    y_hat = likeliest_class(logits)
    return measured | {metric.__name__: metric(split.y, y_hat) for metric in metrics}


def _named(prefix: str, measured: dict[str, float]) -> dict[str, float]:
    return {f"{prefix}_{name}": value for name, value in measured.items()}


def _as_target(y: Tensor, logits: Tensor) -> Tensor:
    return y.to(logits.dtype).view_as(logits) if logits.numel() == len(y) else y


def _device_of(model: nn.Module) -> torch.device:
    parameter = next(model.parameters(), None)
    if parameter is None:
        raise ValueError(
            f"{type(model).__name__} has no parameters, so there is nothing to train by gradients"
        )
    return parameter.device
