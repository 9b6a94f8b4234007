"""What the functions of tf.image ask of the tensors that they are given."""

from __future__ import annotations

from lessonlib.graph.create import convert_to_tensor
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.node import Tensor
from lessonlib.graph.types import TensorLike


def as_image(image: TensorLike, ranks: tuple[int, ...] = (3, 4)) -> Tensor:
    """``image`` as a tensor. Raises ValueError when its rank is known and is none of ``ranks``."""
    tensor = convert_to_tensor(image)
    if tensor.sizes is not None and len(tensor.sizes) not in ranks:
        raise InvalidValueError(
            f"'image' (shape {tensor.shape}) must have {_listed(ranks)} dimensions: ([batch,] height, width, C).\n"
            "  Remedy: tf.expand_dims adds the axis that is missing."
        )
    return tensor


def as_images(image: TensorLike) -> Tensor:
    """``image`` as a tensor of at least three dimensions, as far as its rank is known. Raises ValueError for less."""
    tensor = convert_to_tensor(image)
    if tensor.sizes is not None and len(tensor.sizes) < 3:
        raise InvalidValueError(
            f"'image' (shape {tensor.shape}) must be at least three-dimensional: (..., height, width, channels)."
        )
    return tensor


def as_channels(image: TensorLike, channels: int) -> Tensor:
    """``image`` as a tensor whose last axis has ``channels`` sizes. Raises ValueError for another known size."""
    tensor = convert_to_tensor(image)
    if tensor.sizes is not None and (not tensor.sizes or tensor.sizes[-1] not in (None, channels)):
        raise InvalidValueError(
            f"The last dimension of the image must be {channels} channels, but its shape is {tensor.shape}."
        )
    return tensor


def _listed(ranks: tuple[int, ...]) -> str:
    return " or ".join(str(rank) for rank in ranks)
