"""tf.keras.datasets.mnist."""

from __future__ import annotations

import numpy as np

from lessonlib.data.handwritten import mnist_arrays
from lessonlib.graph.export import tf_export

Arrays = tuple[np.ndarray, np.ndarray]


@tf_export("keras.datasets.mnist.load_data")
def load_data(path: str = "mnist.npz") -> tuple[Arrays, Arrays]:
    """((x_train, y_train), (x_test, y_test)): images uint8 (n, 28, 28), labels uint8 (n,), from lessonlib's store."""
    digits = mnist_arrays()
    return (digits.train_images, digits.train_labels), (digits.test_images, digits.test_labels)
