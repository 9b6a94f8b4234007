"""The numbers that all contenders compute with."""

import sys

import numpy as np

from lessonlib.data import Dataset, mnist

RNG = np.random.default_rng(0)
LINE = np.array([1.0, 2.0, 3.0], np.float32)
ANIMALS = np.array([[0, 0], [1, 0], [1, 1], [0, 0], [0, 0], [0, 1]], np.float32)
KINDS = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 0, 2]]
PIXELS = RNG.random((100, 784), dtype=np.float32)
IMAGES = PIXELS.reshape(100, 28, 28, 1)
DIGITS = np.eye(10, dtype=np.float32)[RNG.integers(0, 10, 100)]
WORDS = RNG.integers(0, 10_000, 100)
NOISE = RNG.normal(size=(100, 128)).astype(np.float32)


def real_mnist() -> Dataset:
    """MNIST; ends the program where only the bundled digits stand in for it, as their figures say nothing."""
    dataset = mnist()
    if dataset.name != "mnist":
        sys.exit("MNIST is not on this machine: run `lessonlib data fetch mnist` first.")
    return dataset
