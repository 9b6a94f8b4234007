"""What a loss function gets to compare the outputs with, and whether the loss that it returns makes sense."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer

from lessonlib import LessonlibError

Loss = Callable[[Tensor, Tensor], Tensor]
# These compare scores of classes with the indices of the right classes.
_OF_CLASSES = (nn.CrossEntropyLoss, nn.NLLLoss, nn.MultiMarginLoss)
_OF_CLASSES_CALLED = (F.cross_entropy, F.nll_loss, F.multi_margin_loss)


class TrainingError(LessonlibError, ArithmeticError):
    """Training cannot continue, because what it computes makes no sense."""


def targets_for(loss_fn: Loss, outputs: Tensor, y: Tensor) -> Tensor:
    """y in the form in which `loss_fn` expects it for these `outputs`.

    A loss for classes gets y as it is. Other losses get it as floats in the shape of the outputs, if it has as many
    values: (n, 1) minus (n,) would be (n, n).
    """
    if isinstance(loss_fn, _OF_CLASSES) or loss_fn in _OF_CLASSES_CALLED:
        return y
    return y.float().view_as(outputs) if y.numel() == outputs.numel() else y


@contextmanager
def explained(outputs: Tensor, y: Tensor) -> Iterator[None]:
    """Add to an error of the loss function which shapes did not fit. Raises ValueError for shapes that PyTorch would
    broadcast.

    outputs: (n, ...), what the model returned.
    y: (n,) or (n, k), what the loss function compares it with.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Using a target size")
            yield
    except (ValueError, RuntimeError, IndexError, UserWarning) as error:
        note = f"The model's outputs have shape {tuple(outputs.shape)}, y has shape {tuple(y.shape)}."
        if isinstance(error, IndexError) and "out of bounds" in str(error):
            note += f" This loss needs one output for each class, and y has the classes 0 to {int(y.max())}."
        if y.is_floating_point() and y.shape != outputs.shape:
            note += (
                " y holds decimal numbers, which are values to predict; classes are whole numbers: y.long()."
            )
        if isinstance(error, UserWarning):
            sizes = str(error).partition(". ")[0]
            raise ValueError(f"{sizes}. Give both the same shape in the loss function.") from None
        error.add_note(note)
        raise


def check_first(loss: Tensor, outputs: Tensor, y: Tensor) -> None:
    """Raise TrainingError if the loss is 0 before anything was learned, for a model with one output and classes as
    targets.
    """
    one_output = outputs.numel() == len(outputs)
    if one_output and not y.is_floating_point() and loss.item() == 0:
        raise TrainingError(
            "The loss is 0 at the first step: with a single output for each row, a softmax is 1 whatever the model "
            "says. Give the model one output for each class, or use nn.BCEWithLogitsLoss()."
        )


def check_finite(loss: Tensor, step: int, optimizer: Optimizer) -> None:
    """Raise TrainingError when the loss of this step, counted from 1, is NaN or infinite."""
    if not torch.isfinite(loss):
        rates = ", ".join(f"{group['lr']:g}" for group in optimizer.param_groups)
        raise TrainingError(
            f"The loss is {loss.item()} at step {step}, so training was stopped. Look at the "
            f"learning rate ({rates}; try a tenth), at X (values beyond about 10, NaN), and at logarithms or divisions "
            "in the loss."
        )


def check_optimizer(model: nn.Module, optimizer: Optimizer) -> None:
    """Raise ValueError if the optimizer holds no parameter of the model: it would train another model."""
    own = {id(parameter) for parameter in model.parameters()}
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if own and not own & held:
        kind = type(optimizer).__name__
        raise ValueError(
            f"This {kind} holds none of the parameters of the {type(model).__name__}, so nothing would be learned. "
            f"Make it after the model: torch.optim.{kind}(model.parameters(), ...)."
        )
