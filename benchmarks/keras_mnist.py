"""Keras on TensorFlow, in a process of its own: trains one epoch for each line it reads, and answers with its seconds.

python -m benchmarks.keras_mnist mnist_mlp 2 wall
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from lessonlib.data.handwritten import mnist_arrays

BATCH_SIZE = 100


def layers_of(case: str, layers: Any) -> list[Any]:
    """The same layers as `lessonlib.models` has."""
    if case == "mnist_mlp":
        dense = [layers.Dense(256, activation="relu"), layers.Dense(256, activation="relu"), layers.Dense(10)]
        return [layers.Flatten(), *dense]
    rounds = [
        [layers.Conv2D(filters, 3, activation="relu"), layers.MaxPooling2D(2), layers.Dropout(0.3)]
        for filters in (32, 64)
    ]
    head = [layers.Flatten(), layers.Dense(256, activation="relu"), layers.Dropout(0.5), layers.Dense(10)]
    return [*rounds[0], *rounds[1], *head]


def main(case: str, threads: int, clock: str) -> None:
    os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3")
    import tensorflow

    tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
    import keras

    digits = mnist_arrays()
    X = (digits.train_images[..., None] / 255).astype("float32")
    y = digits.train_labels.astype("int64")
    model = keras.Sequential([keras.Input((28, 28, 1)), *layers_of(case, keras.layers)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(X[: 10 * BATCH_SIZE], y[: 10 * BATCH_SIZE], batch_size=BATCH_SIZE, verbose=0)  # compiles
    now = {"wall": time.perf_counter, "cpu": time.process_time}[clock]
    for _ in sys.stdin:
        started = now()
        model.fit(X, y, batch_size=BATCH_SIZE, verbose=0)
        print(now() - started, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
