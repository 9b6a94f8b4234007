"""Using a model, as opposed to training it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_BATCH_SIZE = 1000  # the feature maps of 10,000 images at once would fill a gigabyte


def outputs_of(model: nn.Module, X: Tensor, batch_size: int = _BATCH_SIZE) -> Tensor:
    """The model's outputs for all rows of X: (n, ...) -> (n, ...).

    Meanwhile the model is in evaluation mode, so dropout is off, and no gradients are recorded. X goes through the
    model in batches, because a large X would need much memory at once.

    Raises ValueError when X has no rows or `batch_size` is below 1.
    """
    if len(X) == 0 or batch_size < 1:
        raise ValueError(f"X has {len(X)} rows and batch_size is {batch_size}, expected at least 1 for both")
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.cat([model(batch) for batch in X.split(batch_size)])
    finally:
        model.train(was_training)
