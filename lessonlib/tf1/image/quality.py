"""Images as they look after having been stored as JPEG."""

from __future__ import annotations

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import int32, uint8
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.random import random_uniform
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.image.checks import as_image
from lessonlib.tf1.image.colour import convert_image_dtype
from lessonlib.tf1.image.picture_file import JPEG, decoded, jpeg_bytes


def stored(image: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
    contents = jpeg_bytes(image, quality, "", subsampling=2)
    return decoded(contents, (JPEG,), image.shape[-1], False, 1, None, image.device)


register(
    "StoreAsJpeg", "image quality", stored, NOT_DIFFERENTIABLE, same="",
    shape=lambda image, quality: [(uint8, image.sizes)],
)  # fmt: skip


@tf_export("image.adjust_jpeg_quality")
def adjust_jpeg_quality(
    image: TensorLike, jpeg_quality: TensorLike, dct_method: str = "", name: str | None = None
) -> Tensor:
    """The image (height, width, 1 or 3) as JPEG of this quality (0 to 100) makes it, in its own dtype.

    ``dct_method`` is taken for TensorFlow's sake.
    """
    x = as_image(image, (3,))
    known = constant_value(jpeg_quality)
    if known is not None and not 0 <= known <= 100:
        raise InvalidValueError(f"jpeg_quality must be in [0, 100], got {known}.")
    pixels = convert_image_dtype(x, uint8, saturate=True)
    quality = convert_to_tensor(jpeg_quality, int32)
    result = create("StoreAsJpeg", pixels, quality, name=name or "adjust_jpeg_quality")
    return convert_image_dtype(result, x.dtype, saturate=True)


@tf_export("image.random_jpeg_quality")
def random_jpeg_quality(
    image: TensorLike, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None
) -> Tensor:
    """`adjust_jpeg_quality` with a quality from [min, max). Raises ValueError unless 0 <= min < max <= 100."""
    if not 0 <= min_jpeg_quality < max_jpeg_quality <= 100:
        raise InvalidValueError(
            f"min_jpeg_quality must be less than max_jpeg_quality, both in [0, 100]; got {min_jpeg_quality} and "
            f"{max_jpeg_quality}."
        )
    quality = random_uniform([], min_jpeg_quality, max_jpeg_quality, int32, seed)
    return adjust_jpeg_quality(image, quality)
