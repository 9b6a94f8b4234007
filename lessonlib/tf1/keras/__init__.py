"""tf.keras: the real Keras 3 on its torch backend; its MNIST reads lessonlib's store."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras as _keras

from lessonlib.tf1.keras import datasets

if _keras.config.backend() != "torch":
    raise ImportError(
        f"lessonlib.tf1.keras needs Keras on torch, but Keras runs on {_keras.config.backend()!r} here.\n"
        "  Remedy: set the environment variable KERAS_BACKEND=torch and start Python again."
    )

for _name in ("activations", "callbacks", "initializers", "layers", "losses", "metrics", "models", "optimizers",
              "regularizers", "utils"):  # fmt: skip
    sys.modules[f"{__name__}.{_name}"] = importlib.import_module(f"keras.{_name}")


def __getattr__(name: str) -> Any:
    return getattr(_keras, name)


__all__ = ["datasets"]
