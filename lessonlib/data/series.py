"""Time series that are generated, not downloaded."""

from __future__ import annotations

import numpy as np

from lessonlib.data.cut import cut
from lessonlib.data.dataset import Dataset

_PERIODS = ([20.0, 5.0], [50.0, 15.0])  # range in steps, for a slow wave and for a fast one on top of it
_HEIGHTS = (0.5, 0.2)


def waves(n: int = 1000, steps: int = 50, noise: float = 0.05, seed: int = 42) -> Dataset:
    """Noisy sums of two sine waves with random periods and phases; the task is to predict the next value.

    X holds the first `steps` values of each series, float32 (n, steps, 1); y the value after them, float32 (n, 1).

    n: number of series, split 60/20/20 into train, validation and test.
    steps: number of values that a model sees.
    noise: standard deviation of the Gaussian noise on each value, y included: in the long run, no model has a root
        mean squared error below it.
    seed: makes the series and the split reproducible.

    Raises ValueError when `n` is below 5, `steps` below 1 or `noise` negative.
    """
    if n < 5 or steps < 1 or noise < 0:
        raise ValueError(
            f"n is {n}, steps is {steps}, noise is {noise}, expected at least 5 series, 1 step and noise 0"
        )
    random = np.random.default_rng(seed)
    periods = random.uniform(*_PERIODS, size=(n, 2))
    phases = random.uniform(0, 2 * np.pi, size=(n, 2))
    time = np.arange(steps + 1)[None, :, None]  # (1, steps + 1, 1)
    angles = 2 * np.pi * time / periods[:, None] + phases[:, None]  # (n, steps + 1, 2)
    values = np.sin(angles) @ np.array(_HEIGHTS)  # (n, steps + 1)
    values += random.normal(0, noise, values.shape)
    train, validation, test = cut(values[:, :-1, None], values[:, -1:], seed)
    return Dataset(
        name="waves",
        train=train,
        validation=validation,
        test=test,
        feature_names=(),
        class_names=(),
        source=f"generated: {n} sums of two sine waves, noise {noise:g}, seed {seed}",
        licence="public domain",
        citation="none",
    )
