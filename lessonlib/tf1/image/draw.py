"""Boxes drawn into images."""

from __future__ import annotations

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.image.checks import as_image

# TensorFlow's colours, by turns: yellow, blue, red, lime, purple, olive, maroon, navy, aqua, fuchsia.
COLOURS = (
    (1.0, 1.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0), (1.0, 0.0, 0.0, 1.0), (0.0, 1.0, 0.0, 1.0), (0.5, 0.0, 0.5, 1.0),
    (0.5, 0.5, 0.0, 1.0), (0.5, 0.0, 0.0, 1.0), (0.0, 0.0, 0.5, 1.0), (0.0, 1.0, 1.0, 1.0), (1.0, 0.0, 1.0, 1.0),
)  # fmt: skip


def drawn(images: torch.Tensor, boxes: torch.Tensor, colours: torch.Tensor) -> torch.Tensor:
    """(B, H, W, C), (B, n, 4) -> the images with the border of each box, one pixel wide."""
    out, channels = images.clone(), images.shape[3]
    height, width = images.shape[1:3]
    for picture, own in zip(out, boxes.tolist(), strict=True):
        for number, (y1, x1, y2, x2) in enumerate(own):
            top, bottom = int(y1 * (height - 1)), int(y2 * (height - 1))
            left, right = int(x1 * (width - 1)), int(x2 * (width - 1))
            if top > bottom or left > right or top >= height or bottom < 0 or left >= width or right < 0:
                continue
            colour = colours[number % len(colours), :channels].to(images)
            if channels == 1:
                colour = torch.ones_like(colour)
            rows = slice(max(top, 0), min(bottom, height - 1) + 1)
            columns = slice(max(left, 0), min(right, width - 1) + 1)
            for row in (top, bottom):
                if 0 <= row < height:
                    picture[row, columns] = colour
            for column in (left, right):
                if 0 <= column < width:
                    picture[rows, column] = colour
    return out


register(
    "DrawBoundingBoxes", "images boxes colours", drawn, NOT_DIFFERENTIABLE, same="",
    shape=lambda images, boxes, colours: [(images.dtype, images.sizes)],
)  # fmt: skip


@tf_export("image.draw_bounding_boxes")
def draw_bounding_boxes(
    images: TensorLike, boxes: TensorLike, name: str | None = None, colors: TensorLike | None = None
) -> Tensor:
    """Images (batch, height, width, channels) of floats with the borders of their boxes drawn in.

    Args:
        boxes: (batch, n, 4) of float32: [y1, x1, y2, x2], in units of the image's last row and column.
        colors: (colours, channels) in [0, 1], taken by turns; TensorFlow's ten when not said.
    """
    x = as_image(images, (4,))
    if not x.dtype.is_floating:
        raise InvalidValueError(f"Boxes are drawn into floats, but the images are {x.dtype.name}.")
    known = None if colors is None else constant_value(colors)
    colours = COLOURS if colors is None or (known is not None and known.size == 0) else colors
    return create(
        "DrawBoundingBoxes", x, convert_to_tensor(boxes, float32), convert_to_tensor(colours, float32),
        name=name or "DrawBoundingBoxesV2",
    )  # fmt: skip
