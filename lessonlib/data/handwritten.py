"""Handwritten digits: MNIST from the local store, and scikit-learn's small ones, which stand in for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.data.cut import split
from lessonlib.data.dataset import Dataset, Split
from lessonlib.data.files import DataFile, unpack_gzip
from lessonlib.data.idx import parse_idx
from lessonlib.data.store import FetchedSet

_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_TEST_DIGITS = 297  # of scikit-learn's 1,797
_DIGIT_NAMES = tuple("0123456789")


def _file(name: str, size: int, sha256: str) -> DataFile:
    urls = tuple(f"{mirror}{name}.gz" for mirror in _MIRRORS)
    return DataFile((f"{name}.gz", name), urls, size, sha256, unpack_gzip, parse_idx)


_FILES = (  # bytes and SHA-256 of the unpacked content
    _file("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    _file("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    _file("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    _file("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
)  # fmt: skip
MNIST = FetchedSet("mnist", title="MNIST", rows=70_000, licence="CC BY-SA 3.0", files=_FILES)


@dataclass(frozen=True)
class DigitArrays:
    """Handwritten digits: images uint8 (n, height, width), labels uint8 (n,); ``name`` is "mnist" or "digits"."""

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray

    def parts(self, validation: int) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """(images, labels) for training, validation and testing.

        validation: how many of MNIST's 60,000 training images are set aside, from the start; of fewer images, the
            same share.
        """
        cut = round(validation * len(self.train_labels) / 60_000)
        return (
            (self.train_images[cut:], self.train_labels[cut:]),
            (self.train_images[:cut], self.train_labels[:cut]),
            (self.test_images, self.test_labels),
        )


def mnist(validation: int = 5000) -> Dataset:
    """70,000 handwritten digits, or 1,797 smaller ones when MNIST has not been fetched; a printed line says so then.

    X is float32 (n, 1, 28, 28), 0 for paper and 1 for ink; y is int64 (n,). MNIST is split into 55,000 train, 5,000
    validation and 10,000 test images; the stand-ins into 1,375, 125 and 297. `name` and `source` tell which it is.

    validation: how many of the 60,000 training images are set aside.

    Raises ValueError when `validation` is not from 1,000 to 59,000, DamagedFileError when a file is not the
    published one.
    """
    if not 1000 <= validation <= 59_000:
        raise ValueError(
            f"validation is {validation}, expected from 1,000 to 59,000 of the 60,000 training images"
        )
    arrays = mnist_arrays()
    train, check, test = (_split(images, labels, 255) for images, labels in arrays.parts(validation))
    if arrays.name == "digits":
        return _digits_dataset(
            train, check, test, "bundled with scikit-learn, enlarged to 28x28, in place of MNIST"
        )
    return Dataset(
        name="mnist",
        train=train,
        validation=check,
        test=test,
        feature_names=(),
        class_names=_DIGIT_NAMES,
        source="the MNIST database of Yann LeCun and Corinna Cortes",
        licence=MNIST.licence,
        citation="LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, "
        "Proceedings of the IEEE 86(11), 2278-2324, 1998",
    )


def digits() -> Dataset:
    """1,797 handwritten digits of 8x8 pixels: 1,200 train, 300 validation and 297 test images, in the file's order.

    X is float32 (n, 1, 8, 8), 0 for paper and 1 for ink; y is int64 (n,).
    """
    bunch = _small_digits()
    parts = (slice(0, 1200), slice(1200, 1500), slice(1500, None))
    train, validation, test = (_split(bunch.images[rows], bunch.target[rows], 16) for rows in parts)
    return _digits_dataset(train, validation, test, "bundled with scikit-learn")


def mnist_arrays() -> DigitArrays:
    """The 60,000 and 10,000 images of MNIST; if they are not there, 1,500 and 297 bundled digits, enlarged to 28x28.

    Raises DamagedFileError when a file of MNIST is not the published one.
    """
    if MNIST.find():
        return DigitArrays("mnist", *MNIST.read())
    MNIST.say_stand_in("1,797 bundled digits stand in for it")
    return bundled_digits()


def bundled_digits() -> DigitArrays:
    """scikit-learn's 8x8 digits, each pixel drawn 3x3, with a frame to 28x28; the last 297 are for testing."""
    bunch = _small_digits()
    large = np.kron(bunch.images * (255 / 16), np.ones((3, 3)))
    images = np.pad(large, ((0, 0), (2, 2), (2, 2))).astype(np.uint8)
    labels = bunch.target.astype(np.uint8)
    cut = len(labels) - _TEST_DIGITS
    return DigitArrays("digits", images[:cut], labels[:cut], images[cut:], labels[cut:])


def _split(images: np.ndarray, labels: np.ndarray, ink: int) -> Split:
    """`ink` is the value of a black pixel."""
    return split(images[:, None] / np.float32(ink), labels)  # (n, height, width) -> (n, 1, height, width)


def _digits_dataset(train: Split, validation: Split, test: Split, source: str) -> Dataset:
    return Dataset(
        name="digits",
        train=train,
        validation=validation,
        test=test,
        feature_names=(),
        class_names=_DIGIT_NAMES,
        source=source,
        licence="CC BY 4.0",
        citation="Alpaydin and Kaynak, Cascading classifiers, Kybernetika 34(4), 369-374, 1998",
    )


def _small_digits() -> Any:
    from sklearn.datasets import load_digits  # slow to import, and few programs need it

    return load_digits()
