"""What a data set is in this library: three splits of plain tensors, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """The rows of one part of a data set.

    X: features, float32 (n, ...): (n, d) for a table, (n, channels, height, width) for images, (n, steps, d) for
        series.
    y: the class of each row, int64 (n,), counted from 0; or k numbers to predict, float32 (n, k).

    Raises TypeError for another dtype, ValueError for another shape or no rows.
    """

    X: Tensor
    y: Tensor

    def __post_init__(self) -> None:
        _expect_dtype("X", self.X, torch.float32)
        _expect_dtype("y", self.y, torch.int64, torch.float32)
        y_axes = 1 if self.y.dtype == torch.int64 else 2
        if self.X.ndim < 2 or self.y.ndim != y_axes or len(self.X) != len(self.y) or self.y.numel() == 0:
            raise ValueError(
                f"X has shape {tuple(self.X.shape)} and y ({_dtype(self.y)}) has shape {tuple(self.y.shape)}, "
                "expected X (n, ...) with at least two axes, and y (n,) of classes (int64) or (n, k) of numbers "
                "(float32): one row for each example, at least one example"
            )

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return (
            f"Split(X={tuple(self.X.shape)} float32, y={tuple(self.y.shape)} {_dtype(self.y)}, "
            f"device={self.X.device})"
        )

    def to(self, device: str | torch.device) -> Split:
        """The same rows on another device. Move the whole split once, not every batch."""
        return Split(self.X.to(device), self.y.to(device))

    def batches(
        self, batch_size: int, seed: int | None = None, epoch: int = 0
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """One pass over the rows in mini-batches: X (b, ...) and y (b,) or (b, k).

        b is `batch_size`, or less in the last batch when the rows do not divide evenly. With a seed the rows are
        shuffled, in an order that depends only on `(seed, epoch)`. Without a seed they keep their order.

        Raises ValueError when `batch_size` is below 1.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}, expected at least 1")
        chunks = self._order(seed, epoch).split(batch_size)
        # index_select gives what X[rows] gives, in half the time.
        return ((self.X.index_select(0, rows), self.y.index_select(0, rows)) for rows in chunks)

    def _order(self, seed: int | None, epoch: int) -> Tensor:
        if seed is None:
            return torch.arange(len(self), device=self.X.device)
        shuffled = np.random.default_rng([seed, epoch]).permutation(len(self))
        return torch.from_numpy(shuffled).to(self.X.device)


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Training, validation and test rows, with their names and their origin.

    Fit on `train`, choose between models on `validation`, and use `test` once, at the end.

    feature_names: one for each column of a table; empty for images and series.
    class_names: one for each class; empty when y holds numbers to predict.
    source: where the rows come from.
    licence, citation: what to state when you publish work that uses them.
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

    @property
    def num_classes(self) -> int:
        """The number of classes; 0 when y holds numbers to predict."""
        return len(self.class_names)

    def __repr__(self) -> str:
        rows = f"{len(self.train)} train, {len(self.validation)} validation, {len(self.test)} test rows"
        X, y = (tuple(tensor.shape[1:]) for tensor in (self.train.X, self.train.y))
        features = f"features {', '.join(self.feature_names)}" if self.feature_names else f"X of {X}"
        targets = f"classes {', '.join(self.class_names)}" if self.class_names else f"y of {y}"
        return f"Dataset({self.name!r}: {rows}; {features}; {targets})"

    def to(self, device: str | torch.device) -> Dataset:
        """The same data set with its three splits on another device."""
        return replace(
            self,
            train=self.train.to(device),
            validation=self.validation.to(device),
            test=self.test.to(device),
        )


def _expect_dtype(name: str, tensor: Tensor, *dtypes: torch.dtype) -> None:
    if tensor.dtype not in dtypes:
        choices = " or ".join(str(dtype) for dtype in dtypes)
        raise TypeError(
            f"{name} has dtype {tensor.dtype}, expected {choices}: convert it with {name}.to({dtypes[0]})"
        )


def _dtype(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
