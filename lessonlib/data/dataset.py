"""What a data set is here: three splits of plain tensors, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """Rows of one part of a data set.

    X: features, float32 (n, d).
    y: class of each row, int64 (n,), counted from 0.

    Raises TypeError for another dtype, ValueError for another shape or no rows.
    """

    X: Tensor
    y: Tensor

    def __post_init__(self) -> None:
        for name, tensor, dtype in (("X", self.X, torch.float32), ("y", self.y, torch.int64)):
            if tensor.dtype != dtype:
                raise TypeError(
                    f"{name} has dtype {tensor.dtype}, expected {dtype}: convert it with {name}.to({dtype})"
                )
        if self.X.ndim != 2 or self.y.shape != self.X.shape[:1] or len(self.y) == 0:
            raise ValueError(
                f"X has shape {tuple(self.X.shape)} and y has shape {tuple(self.y.shape)}, expected "
                "(n, d) and (n,): one row of X and one class in y for each example, at least one example"
            )

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return (
            f"Split(X={tuple(self.X.shape)} float32, y={tuple(self.y.shape)} int64, device={self.X.device})"
        )

    def to(self, device: str | torch.device) -> Split:
        """The same rows on another device. Move the whole split once, not every batch."""
        return Split(self.X.to(device), self.y.to(device))

    def batches(
        self, batch_size: int, seed: int | None = None, epoch: int = 0
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """One pass over the rows in mini-batches: X float32 (b, d) and y int64 (b,).

        b is `batch_size`, less in the last batch when the rows do not divide evenly. With a seed the rows are
        shuffled, in an order that depends on `(seed, epoch)` alone. Without a seed they keep their order.

        Raises ValueError when `batch_size` is below 1.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}, expected at least 1")
        order = self._order(seed, epoch)
        chunks = (order[start : start + batch_size] for start in range(0, len(order), batch_size))
        return ((self.X[rows], self.y[rows]) for rows in chunks)

    def _order(self, seed: int | None, epoch: int) -> Tensor:
        if seed is None:
            return torch.arange(len(self), device=self.X.device)
        shuffled = np.random.default_rng([seed, epoch]).permutation(len(self))
        return torch.from_numpy(shuffled).to(self.X.device)


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Training, validation and test rows, with their names and their origin.

    Fit on `train`, choose between models on `validation`, and look at `test` once, at the end.
    """

    name: str
    train: Split
    validation: Split
    test: Split
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    source: str
    licence: str
    citation: str

    def __repr__(self) -> str:
        rows = f"{len(self.train)} train, {len(self.validation)} validation, {len(self.test)} test rows"
        columns = f"features {', '.join(self.feature_names)}; classes {', '.join(self.class_names)}"
        return f"Dataset({self.name!r}: {rows}; {columns})"

    def to(self, device: str | torch.device) -> Dataset:
        """The same data set with its three splits on another device."""
        return replace(
            self,
            train=self.train.to(device),
            validation=self.validation.to(device),
            test=self.test.to(device),
        )
