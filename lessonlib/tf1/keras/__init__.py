"""tf.keras: the real Keras 3 on its torch backend; its MNIST reads lessonlib's store."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras as _keras

from lessonlib import LessonlibError
from lessonlib.tf1.keras import datasets


class KerasBackendError(LessonlibError, ImportError):
    """Keras runs on another backend than torch."""


if _keras.config.backend() != "torch":
    raise KerasBackendError(
        f"lessonlib.tf1.keras needs Keras on torch, but Keras runs on {_keras.config.backend()!r} here.\n"
        "  Remedy: set the environment variable KERAS_BACKEND=torch and start Python again."
    )


def __getattr__(name: str) -> Any:
    return getattr(_keras, name)


__all__ = ["datasets"]
