"""A network that comes trained: it tells the eight known shapes apart, and is a start for other tasks."""

from __future__ import annotations

from pathlib import Path

from safetensors import torch as safetensors

from lessonlib.models.blocknet import BlockNet, BlockNetConfig

# Names, shapes and numbers, and nothing that can run. `python -m lessonlib.training.pretraining` makes it.
KNOWN_SHAPES_FILE = Path(__file__).with_name("known_shapes.safetensors")
KNOWN_SHAPES_CONFIG = BlockNetConfig()  # 3x20x20 pictures, 8 classes


def pretrained_shapes() -> BlockNet:
    """The residual network that was trained on `data.pictures()`, in evaluation mode; a new copy with each call.

    float32 (n, 3, 20, 20) -> logits (n, 8), one for each of `data.KNOWN_SHAPES`. It was trained by us on pictures that
    we drew; the weights are in the public domain (CC0 1.0).
    """
    model = BlockNet(KNOWN_SHAPES_CONFIG)
    model.load_state_dict(safetensors.load(KNOWN_SHAPES_FILE.read_bytes()))
    return model.eval()
