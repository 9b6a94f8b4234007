"""What can be trained on: a data set of this course, two arrays, or PyTorch's own data sets and loaders."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, default_collate
from torch.utils.data import Dataset as TorchDataset

from lessonlib.data import Dataset, Split

_ACCEPTED = (
    "a lessonlib Dataset, a pair (X, y) of arrays or tensors, a torch.utils.data.Dataset with a length whose items are "
    "(x, y), or a DataLoader of it"
)


class Rows(Protocol):
    """Rows that come in batches: X (b, ...) and y (b,) or (b, k)."""

    def __len__(self) -> int: ...

    def batches(
        self, batch_size: int, seed: int | None = None, epoch: int = 0
    ) -> Iterator[tuple[Tensor, Tensor]]: ...


@dataclass(frozen=True)
class TrainingData:
    """Rows to learn from, and rows to measure with after each epoch (None: there are none)."""

    name: str
    train: Rows
    validation: Rows | None


class LoadedRows:
    """The batches of a DataLoader, made and shuffled by it, on a device."""

    def __init__(self, loader: DataLoader[Any], device: torch.device) -> None:
        self._loader, self._device = loader, device

    def __len__(self) -> int:
        rows, batch_size = len(self._loader.sampler), self._loader.batch_size or 1  # type: ignore[arg-type]
        return rows - rows % batch_size if self._loader.drop_last else rows

    def batches(
        self, batch_size: int, seed: int | None = None, epoch: int = 0
    ) -> Iterator[tuple[Tensor, Tensor]]:
        """One pass over the loader, with its own batch size and its own order."""
        for X, y in self._loader:
            yield X.to(self._device), y.to(self._device)


def training_data(data: Any, device: torch.device) -> TrainingData:
    """What `fit` trains on, on this device.

    Raises TypeError for anything that the docstring of `fit` does not name, and as `Split` does.
    """
    if isinstance(data, Dataset):
        moved = data.to(device)
        return TrainingData(data.name, moved.train, moved.validation)
    return TrainingData(type(data).__name__, rows_of(data, device), None)


def rows_of(data: Any, device: torch.device) -> Rows:
    """A split, a pair (X, y), a PyTorch data set or a loader as rows on this device. Raises as `training_data` does."""
    if isinstance(data, Split):
        return data.to(device)
    if isinstance(data, DataLoader) and not isinstance(data.dataset, IterableDataset):
        return LoadedRows(data, device)
    if isinstance(data, (tuple, list)) and len(data) == 2:
        return Split(_features(data[0]), _targets(data[1])).to(device)
    if isinstance(data, TorchDataset) and not isinstance(data, IterableDataset):
        X, y = default_collate([data[number] for number in range(len(cast(Sized, data)))])
        return Split(_features(X), _targets(y)).to(device)
    raise TypeError(f"{type(data).__name__} cannot be trained on: give {_ACCEPTED}.")


def _features(values: Any) -> Tensor:
    """Numbers of any kind as float32."""
    return _numbers("X", values).float()


def _targets(values: Any) -> Tensor:
    """Integers and booleans as classes (int64), other numbers as float32 (n, k)."""
    y = _numbers("y", values)
    if not y.is_floating_point():
        return y.long()
    return y.float().reshape(len(y), -1) if y.ndim == 1 else y.float()


def _numbers(name: str, values: Any) -> Tensor:
    if isinstance(values, Tensor):
        return values
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {array.dtype}, expected numbers: turn text into numbers first.")
    return torch.from_numpy(np.ascontiguousarray(array))
