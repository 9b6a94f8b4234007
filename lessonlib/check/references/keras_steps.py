"""The rows and the Keras classifier with which a test looks into the training that a learner's function makes."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def numbered_rows(rng: np.random.Generator, count: int, columns: int) -> Array:
    """Random rows, float32 (count, columns) from 0 to 1. Their first column holds their number, as k / 1000."""
    X = rng.random((count, columns)).astype(np.float32)
    X[:, 0] = np.arange(count) / 1000
    return X


def recording_classifier(columns: int, classes: int, lr: float) -> Any:
    """A Keras model of one layer that notes its batches: rows (n, columns) -> probabilities (n, classes).

    It is compiled with Adam, the learning rate `lr`, the cross-entropy for class numbers, and accuracy.
    Send it with `answer.send(recording_classifier)`: it imports what it needs. `steps_of` of
    lessonlib.check.references.training_steps reads what it noted.
    """
    import keras
    import torch

    noted: list[tuple[torch.Tensor, torch.Tensor, bool]] = []

    class Recording(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = keras.layers.Dense(classes, activation="softmax")

        @property
        def seen(self) -> list[tuple[torch.Tensor, torch.Tensor, bool]]:
            return list(noted)

        def flat_weights(self) -> torch.Tensor:
            kernel, bias = self.layer.kernel.value.detach(), self.layer.bias.value.detach()
            return torch.cat([kernel.T.flatten(), bias])  # in the order of nn.Linear

        def call(self, X: torch.Tensor, training: bool | None = None) -> Any:
            if (
                torch.is_grad_enabled() and not X.is_meta
            ):  # Keras follows the shapes with tensors without numbers
                noted.append((X[:, 0].detach().clone(), self.flat_weights(), training is True))
            return self.layer(X)

    model = Recording()
    with torch.no_grad():
        model(torch.zeros(1, columns))
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(lr), loss, metrics=["accuracy"])
    return model
