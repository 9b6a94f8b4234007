"""The numbers that all contenders compute with."""

import numpy as np

RNG = np.random.default_rng(0)
LINE = np.array([1.0, 2.0, 3.0], np.float32)
ANIMALS = np.array([[0, 0], [1, 0], [1, 1], [0, 0], [0, 0], [0, 1]], np.float32)
KINDS = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 0, 2]]
PIXELS = RNG.random((100, 784), dtype=np.float32)
IMAGES = PIXELS.reshape(100, 28, 28, 1)
DIGITS = np.eye(10, dtype=np.float32)[RNG.integers(0, 10, 100)]
NOISE = RNG.normal(size=(100, 128)).astype(np.float32)
