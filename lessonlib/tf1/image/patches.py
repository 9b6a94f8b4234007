"""Pieces of images: all patches of a grid, glimpses around given points, and boxes resized to one size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create, one_of
from lessonlib.graph.dtypes import DType, float32, int32
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError, OutOfRangeError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.random import note_seed
from lessonlib.graph.registry import BY_VJP, NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.array.patches import extract_image_patches
from lessonlib.tf1.image.checks import as_image


def glimpses(
    x: torch.Tensor, size: torch.Tensor, offsets: torch.Tensor, centered: bool, normalized: bool, uniform: bool,
    generator: torch.Generator | None,
) -> torch.Tensor:  # fmt: skip
    """(B, H, W, C) -> (B, size[0], size[1], C), one around each of the points ``offsets`` (B, 2)."""
    height, width = (int(n) for n in size.tolist())
    out = torch.empty((len(x), height, width, x.shape[3]), dtype=x.dtype, device=x.device)
    if uniform:
        out.uniform_(generator=generator)
    else:
        out.normal_(generator=generator).mul_(x.std()).add_(x.mean())
    for one, image, (y, left) in zip(out, x, offsets.tolist(), strict=True):
        top, start = (
            _begin(place, have, want, centered, normalized)
            for place, have, want in ((y, x.shape[1], height), (left, x.shape[2], width))
        )
        rows = slice(max(top, 0), max(min(top + height, x.shape[1]), 0))
        columns = slice(max(start, 0), max(min(start + width, x.shape[2]), 0))
        part = image[rows, columns]
        if part.numel():
            one[rows.start - top : rows.stop - top, columns.start - start : columns.stop - start] = part
    return out


def _begin(place: float, have: int, want: int, centered: bool, normalized: bool) -> int:
    if normalized:
        place *= have
    if centered:
        place = place / 2 + have / 2
    return int(place - want / 2)


def boxes_resized(
    image: torch.Tensor, boxes: torch.Tensor, box_ind: torch.Tensor, crop_size: torch.Tensor, method: str,
    extrapolation_value: float,
) -> torch.Tensor:  # fmt: skip
    """(B, H, W, C), (n, 4), (n,) -> (n, h, w, C) of float32."""
    if box_ind.numel() and not 0 <= box_ind.min() <= box_ind.max() < len(image):
        raise OutOfRangeError(None, None, f"box_ind has values outside [0, {len(image)}).")
    height, width = (int(n) for n in crop_size.tolist())
    if min(height, width) <= 0:
        raise InvalidArgumentError(None, None, f"crop dimensions must be positive, got {height} x {width}.")
    x = image.to(torch.float32)
    rows, inside_rows = _places(boxes[:, 0], boxes[:, 2], x.shape[1], height)  # (n, h)
    columns, inside_columns = _places(boxes[:, 1], boxes[:, 3], x.shape[2], width)  # (n, w)
    if method == "nearest":
        value = _at(x, box_ind, (rows + 0.5).floor(), (columns + 0.5).floor())
    else:
        top, bottom, left, right = rows.floor(), rows.ceil(), columns.floor(), columns.ceil()
        down, along = (rows - top)[:, :, None, None], (columns - left)[:, None, :, None]
        upper = torch.lerp(_at(x, box_ind, top, left), _at(x, box_ind, top, right), along)
        lower = torch.lerp(_at(x, box_ind, bottom, left), _at(x, box_ind, bottom, right), along)
        value = torch.lerp(upper, lower, down)
    inside = (inside_rows[:, :, None] & inside_columns[:, None, :])[..., None]
    return torch.where(inside, value, extrapolation_value)


def _places(
    start: torch.Tensor, end: torch.Tensor, have: int, want: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Where on an axis of ``have`` pixels the ``want`` pixels of each box lie, and whether that is in the image."""
    last = have - 1
    if want > 1:
        steps = torch.arange(want, dtype=start.dtype, device=start.device)
        places = start[:, None] * last + steps * ((end - start) * last / (want - 1))[:, None]
    else:
        places = (0.5 * (start + end) * last)[:, None]
    inside = (places >= 0) & (places <= last)
    return torch.where(inside, places, 0), inside


def _at(x: torch.Tensor, box_ind: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
    picture = box_ind.to(torch.int64)[:, None, None]
    return x[picture, rows.detach().to(torch.int64)[:, :, None], columns.detach().to(torch.int64)[:, None, :]]


def _sized(batch: int | None, size: Tensor, channels: int | None, dtype: DType) -> list[tuple[DType, Any]]:
    known = constant_value(size)
    height, width = (None, None) if known is None else (int(n) for n in known)
    return [(dtype, (batch, height, width, channels))]


register(
    "ExtractGlimpse", "x size offsets", glimpses, NOT_DIFFERENTIABLE, same="", needs="generator",
    shape=lambda x, size, offsets, **_: _sized(x.sizes and x.sizes[0], size, x.sizes and x.sizes[3], x.dtype),
)  # fmt: skip
register(
    "CropAndResize", "image boxes box_ind crop_size", boxes_resized, BY_VJP, same="",
    shape=lambda image, boxes, box_ind, crop_size, **_: _sized(
        boxes.sizes and boxes.sizes[0], crop_size, image.sizes and image.sizes[3], float32
    ),
)  # fmt: skip


@tf_export("image.extract_patches")
def extract_patches(
    images: TensorLike, sizes: Sequence[int] | None, strides: Sequence[int] | None, rates: Sequence[int] | None,
    padding: str | None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """All patches of a grid: (batch, height, width, channels) -> (batch, rows, columns, patch size * channels).

    Args:
        sizes, strides, rates: [1, down, along, 1]: of a patch, between patches, and between the pixels of a patch.
        padding: ``"VALID"``: only whole patches; ``"SAME"``: with zeros around the image.

    Raises ValueError for other lists or another padding.
    """
    return extract_image_patches(as_image(images, (4,)), sizes, strides, rates, padding, name)


@tf_export("image.extract_glimpse")
def extract_glimpse(
    input: TensorLike, size: TensorLike, offsets: TensorLike, centered: bool = True, normalized: bool = True,
    uniform_noise: bool = True, name: str | None = None,
) -> Tensor:  # fmt: skip
    """A window of ``size`` around a point of each image, (batch, size[0], size[1], channels) of float32.

    Args:
        input: images (batch, height, width, channels), float32.
        size: [height, width] of the window.
        offsets: (batch, 2), the point as (y, x).
        centered: (0, 0) is the middle of the image; otherwise its upper left corner.
        normalized: the image's size is the unit (half of it, with ``centered``); otherwise a pixel.
        uniform_noise: what lies outside the image is random in [0, 1); otherwise normal, as wide as the images.
    """
    attrs = {"centered": bool(centered), "normalized": bool(normalized), "uniform": bool(uniform_noise)}
    x, points = as_image(convert_to_tensor(input, float32), (4,)), convert_to_tensor(offsets, float32)
    made = create(
        "ExtractGlimpse", x, convert_to_tensor(size, int32), points, name=name or "ExtractGlimpse", **attrs
    )
    return note_seed(made)


@tf_export("image.crop_and_resize")
def crop_and_resize(
    image: TensorLike, boxes: TensorLike, box_ind: TensorLike | None = None, crop_size: TensorLike | None = None,
    method: str = "bilinear", extrapolation_value: float = 0, name: str | None = None,
    box_indices: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """Boxes of images, each resized to ``crop_size``: (boxes, height, width, channels) of float32.

    Args:
        image: (batch, height, width, channels).
        boxes: (boxes, 4) of float32: [y1, x1, y2, x2], in units of the image's last row and column. A box with
            y1 > y2 is turned upside down.
        box_ind: (boxes,) of int32: the image of each box. ``box_indices`` is a newer name.
        crop_size: [height, width].
        method: ``"bilinear"`` or ``"nearest"``.
        extrapolation_value: what stands for pixels outside the image.

    Raises ValueError for another method; OutOfRangeError for the number of an image that is not there.
    """
    indices = one_of("box_indices", box_indices, "box_ind", box_ind)
    if method not in ("bilinear", "nearest"):
        raise InvalidValueError(f"method must be 'bilinear' or 'nearest', got {method!r}.")
    if indices is None or crop_size is None:
        raise InvalidValueError("crop_and_resize needs box_ind and crop_size.")
    return create(
        "CropAndResize", as_image(image, (4,)), convert_to_tensor(boxes, float32), convert_to_tensor(indices, int32),
        convert_to_tensor(crop_size, int32), name=name or "CropAndResize", method=method,
        extrapolation_value=float(extrapolation_value),
    )  # fmt: skip
