"""Flips and rotations by right angles, also by chance."""

from __future__ import annotations

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import int32
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.random import note_seed
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.image.checks import as_image

ROWS, COLUMNS = -3, -2


def flipped(x: torch.Tensor, axis: int) -> torch.Tensor:
    return x.flip(axis)


def flipped_where(x: torch.Tensor, chosen: torch.Tensor, axis: int) -> torch.Tensor:
    return torch.where(chosen, x.flip(axis), x)


def heads(x: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """True with probability 1/2: one for each image, as (B, 1, 1, 1), or one of shape (1, 1, 1) for a single image."""
    shape = (*x.shape[:-3], 1, 1, 1)
    if generator is None:
        return torch.empty(shape, dtype=torch.bool, device="meta")
    return torch.empty(shape, device=generator.device).uniform_(generator=generator) < 0.5


def turned(x: torch.Tensor, k: torch.Tensor) -> torch.Tensor:
    return torch.rot90(x, int(k), (ROWS, COLUMNS))


register("FlipImage", "x", flipped, BY_VJP)
register("FlipImageWhere", "x chosen", flipped_where, BY_VJP, same="")
register("FlipChoice", "x", heads, NOT_DIFFERENTIABLE, needs="generator")
register(
    "Rotate90", "x k", turned, BY_VJP, same="",
    shape=lambda x, k: [
        (x.dtype, None if x.sizes is None else (*x.sizes[:-3], None, None, x.sizes[-1]))
    ],
)  # fmt: skip
register("TransposeImage", "x", lambda x: x.transpose(ROWS, COLUMNS), BY_VJP)


@tf_export("image.flip_left_right")
def flip_left_right(image: TensorLike) -> Tensor:
    """The image, or each image of a batch, mirrored: columns in reverse order. Raises ValueError for another rank."""
    return create("FlipImage", as_image(image), axis=COLUMNS, name="flip_left_right")


@tf_export("image.flip_up_down")
def flip_up_down(image: TensorLike) -> Tensor:
    """The same for rows: upside down."""
    return create("FlipImage", as_image(image), axis=ROWS, name="flip_up_down")


@tf_export("image.random_flip_left_right")
def random_flip_left_right(image: TensorLike, seed: int | None = None) -> Tensor:
    """Each image mirrored with probability 1/2, anew at each run."""
    return _random_flip(image, COLUMNS, seed, "random_flip_left_right")


@tf_export("image.random_flip_up_down")
def random_flip_up_down(image: TensorLike, seed: int | None = None) -> Tensor:
    """Each image turned upside down with probability 1/2, anew at each run."""
    return _random_flip(image, ROWS, seed, "random_flip_up_down")


def _random_flip(image: TensorLike, axis: int, seed: int | None, name: str) -> Tensor:
    x = as_image(image)
    chosen = note_seed(create("FlipChoice", x, name=f"{name}/choice"), seed)
    return create("FlipImageWhere", x, chosen, axis=axis, name=name)


@tf_export("image.rot90")
def rot90(image: TensorLike, k: TensorLike = 1, name: str | None = None) -> Tensor:
    """The image turned by ``k`` times 90 degrees, counter-clockwise. Raises ValueError for another rank than 3 or 4."""
    return create("Rotate90", as_image(image), convert_to_tensor(k, int32), name=name or "rot90")


@tf_export("image.transpose", "image.transpose_image")
def transpose(image: TensorLike, name: str | None = None) -> Tensor:
    """The image with rows and columns exchanged. Raises ValueError for another rank than 3 or 4."""
    return create("TransposeImage", as_image(image), name=name or "transpose")
