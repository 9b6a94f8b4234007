"""The MNIST tutorial's reader: 55,000 training, 5,000 validation and 10,000 test images, in mini-batches."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lessonlib.data.handwritten import mnist_arrays
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import namespace


@tf_export("examples.tutorials.mnist.input_data.DataSet")
class DataSet:
    """Images float32 (n, 784) in [0, 1], and labels uint8 (n,) or one-hot float64 (n, 10)."""

    def __init__(
        self, images: np.ndarray, labels: np.ndarray, one_hot: bool, reshape: bool, seed: int | None
    ) -> None:
        scaled = images.astype(np.float32) / np.float32(255)
        self.images = scaled.reshape(len(images), -1) if reshape else scaled[..., None]
        self.labels = np.eye(10)[labels] if one_hot else labels
        self.epochs_completed = 0
        self._random = np.random.default_rng(seed)
        self._order = np.arange(len(images))
        self._position = 0

    @property
    def num_examples(self) -> int:
        return len(self.images)

    def next_batch(
        self, batch_size: int, fake_data: bool = False, shuffle: bool = True
    ) -> tuple[np.ndarray, np.ndarray]:
        """The next images and labels; each epoch is shuffled anew, and its end joins the start of the next."""
        if not 1 <= batch_size <= self.num_examples:
            raise InvalidValueError(f"batch_size must be from 1 to {self.num_examples}, but is {batch_size}.")
        rows = self._rows(batch_size, shuffle)
        return self.images[rows], self.labels[rows]

    def _rows(self, count: int, shuffle: bool) -> np.ndarray:
        if self._position == 0 and shuffle:
            self._random.shuffle(self._order)
        rows = self._order[self._position : self._position + count].copy()
        self._position += len(rows)
        if self._position == self.num_examples:
            self.epochs_completed, self._position = self.epochs_completed + 1, 0
        return rows if len(rows) == count else np.concatenate([rows, self._rows(count - len(rows), shuffle)])


@tf_export("examples.tutorials.mnist.input_data.Datasets")
class Datasets(NamedTuple):
    train: DataSet
    validation: DataSet
    test: DataSet


@tf_export("examples.tutorials.mnist.input_data.read_data_sets")
def read_data_sets(
    train_dir: str = "", fake_data: bool = False, one_hot: bool = False, dtype: Any = None, reshape: bool = True,
    validation_size: int = 5000, seed: int | None = None, **_: Any,
) -> Datasets:  # fmt: skip
    """Read MNIST from lessonlib's store; ``train_dir`` is taken for the tutorial's sake.

    Without MNIST the bundled digits stand in, with the same share of them for validation.
    """
    parts = mnist_arrays().parts(validation_size)
    return Datasets(*(DataSet(images, labels, one_hot, reshape, seed) for images, labels in parts))


__getattr__, __dir__ = namespace(globals())
