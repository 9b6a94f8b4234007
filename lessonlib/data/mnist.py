"""MNIST from the local store, or, said in one line, scikit-learn's small handwritten digits in its place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path
from sklearn.datasets import load_digits

from lessonlib.data.idx import read_idx

FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
_TEST_DIGITS = 297  # of scikit-learn's 1,797


@dataclass(frozen=True)
class DigitArrays:
    """Handwritten digits: images uint8 (n, 28, 28), labels uint8 (n,); ``name`` is "mnist" or "digits"."""

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def mnist_arrays() -> DigitArrays:
    """The 60,000 and 10,000 images of MNIST; without them, 1,500 and 297 bundled digits, resized to 28x28.

    Looks in ``$LESSONLIB_DATA/mnist``, then in the user's cache. Raises IdxError when a file there is damaged.
    """
    folder = next((folder for folder in _folders() if all(_file(folder, name) for name in FILES)), None)
    if folder is None:
        print("MNIST is not on this machine: 1,797 bundled digits stand in for it.", file=sys.stderr)
        return bundled_digits()
    arrays = [read_idx(_file(folder, name) or folder, digest) for name, digest in FILES.items()]
    return DigitArrays("mnist", *arrays)


def bundled_digits() -> DigitArrays:
    """scikit-learn's 8x8 digits, each pixel drawn 3x3 and framed to 28x28; the last 297 are for testing."""
    bunch = load_digits()
    large = np.kron(bunch.images * (255 / 16), np.ones((3, 3)))
    images = np.pad(large, ((0, 0), (2, 2), (2, 2))).astype(np.uint8)
    labels = bunch.target.astype(np.uint8)
    cut = len(labels) - _TEST_DIGITS
    return DigitArrays("digits", images[:cut], labels[:cut], images[cut:], labels[cut:])


def _folders() -> Iterator[Path]:
    if os.environ.get("LESSONLIB_DATA"):
        yield Path(os.environ["LESSONLIB_DATA"]).expanduser() / "mnist"
    yield user_cache_path("lessonlib") / "mnist"


def _file(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)
