"""tf.contrib.slim.nets: the published networks, which lessonlib does not bring along."""

from typing import Any

from lessonlib.graph.errors import UnsupportedError


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    raise UnsupportedError(
        f"tf.contrib.slim.nets.{name} is not supported: lessonlib has none of the published networks.\n"
        "  Remedy: build the network with tf.contrib.slim's layers, or load it from torchvision.models."
    )
