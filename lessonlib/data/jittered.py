"""Rows that are a little different each time, from a generator of their own: what workers of a loader make of it."""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset, get_worker_info


class Jittered(Dataset[tuple[Tensor, Tensor]]):
    """The rows of X with normal noise, drawn anew whenever a row is asked for, and their y.

    X: float32 (n, ...). y: (n,) or (n, k). scale: the standard deviation of the noise. seed: of its NumPy generator.

    Each worker of a `DataLoader` gets a copy of the data set and so of the generator: all of them draw the same
    numbers, in each epoch again, unless the loader has `worker_init_fn=reseed_worker`. The class stands in a module
    because workers that are started afresh (on Windows and macOS) import it by name.

    Raises ValueError when X and y differ in their number of rows, or the scale is negative.
    """

    def __init__(self, X: Tensor, y: Tensor, scale: float = 0.1, seed: int = 0) -> None:
        if len(X) != len(y):
            raise ValueError(f"X has {len(X)} rows and y has {len(y)}, expected as many of each")
        if scale < 0:
            raise ValueError(f"scale is {scale}, expected a standard deviation, 0 or more")
        self.X, self.y, self.scale = X, y, scale
        self.generator = np.random.default_rng(seed)

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        noise = self.generator.normal(0.0, self.scale, size=self.X.shape[1:])
        return self.X[index] + torch.as_tensor(noise, dtype=self.X.dtype), self.y[index]


def reseed_worker(worker_id: int) -> None:
    """A `worker_init_fn`: give this worker's copy of a `Jittered` data set a generator of its own.

    The seed is the worker's, which the loader derives from its `generator`: it is another one for each worker and
    each epoch, and the same when the program runs again. Raises RuntimeError outside of a worker.
    """
    worker = get_worker_info()
    if worker is None:
        raise RuntimeError(
            "there is no worker here: pass this function to a DataLoader, as worker_init_fn=reseed_worker"
        )
    cast(Jittered, worker.dataset).generator = np.random.default_rng(worker.seed)
