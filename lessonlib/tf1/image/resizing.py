"""Resizing: each output pixel is a weighted sum of a few input pixels, first down the rows, then along them.

All methods differ only in which pixels these are, and how much each counts (`_taps`). Positions are computed in
float32, as TensorFlow does, so that the same pixels are chosen where a position falls on the border between two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import DType, float32, int32
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.array import expand_dims, shape, squeeze
from lessonlib.graph.ops.math import cast, minimum, round_
from lessonlib.graph.ops.pieces import stack
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import Array, TensorLike
from lessonlib.tf1.image.checks import as_image

F32 = np.float32
Taps = tuple[Array, Array]  # pixels (size, count) of int64, and their weights (size, count) of float32


@tf_export("image.ResizeMethod")
class ResizeMethod:
    """The methods of `resize_images`, by their numbers."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


# ---- which pixels, with which weights


def _scale(size: int, out: int, align: bool) -> Any:
    return F32(size - 1) / F32(out - 1) if align and out > 1 else F32(size) / F32(out)


def _positions(size: int, out: int, align: bool, half: bool) -> Array:
    """Where the output pixels lie on the input axis: corner on corner, or centre on centre with ``half``."""
    place: Array = np.arange(out, dtype=F32)
    scale = _scale(size, out, align)
    found: Array = (place + F32(0.5)) * scale - F32(0.5) if half else place * scale
    return found


def nearest(size: int, out: int, align: bool, half: bool) -> Taps:
    place = _positions(size, out, align, False)
    if half:
        place = (np.arange(out, dtype=F32) + F32(0.5)) * _scale(size, out, align)
    pixel = np.floor(place + F32(0.5)) if align else np.floor(place)
    return np.clip(pixel, 0, size - 1).astype(np.int64)[:, None], np.ones((out, 1), F32)


def bilinear(size: int, out: int, align: bool, half: bool) -> Taps:
    place = _positions(size, out, align, half)
    low = np.floor(place)
    part = (place - low).astype(F32)
    pixels = np.stack([np.maximum(low, 0), np.minimum(np.ceil(place), size - 1)], 1)
    return pixels.astype(np.int64), np.stack([1 - part, part], 1)


TABLE = 1024  # TensorFlow rounds the fraction of a bicubic position to one of so many steps


def bicubic(size: int, out: int, align: bool, half: bool) -> Taps:
    """Keys' cubic with a = -0.75; with ``half`` it is a = -0.5, and what lies outside the image does not count."""
    place = _positions(size, out, align, half)
    low = np.floor(place)
    part = np.rint((place - low) * TABLE) / TABLE
    a = -0.5 if half else -0.75
    distance = np.stack([part + 1, part, 1 - part, 2 - part], 1)
    weights = np.where(
        distance <= 1,
        ((a + 2) * distance - (a + 3)) * distance**2 + 1,
        ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a,
    )
    pixels = low.astype(np.int64)[:, None] + np.arange(-1, 3)
    inside = np.clip(pixels, 0, size - 1)
    if half:
        weights = np.where(pixels == inside, weights, 0)
        weights = weights / weights.sum(1, keepdims=True)
    return inside, weights.astype(F32)


def area(size: int, out: int, align: bool, half: bool) -> Taps:
    """The mean of what the output pixel covers, where a pixel that it covers in part counts in part."""
    scale = _scale(size, out, align)
    start = np.arange(out, dtype=F32) * scale
    end = (np.arange(out, dtype=F32) + F32(1)) * scale
    first = np.floor(start).astype(np.int64)
    pixels = first[:, None] + np.arange(int((np.ceil(end) - first).max()))
    covered = np.minimum(pixels + 1, end[:, None]) - np.maximum(pixels, start[:, None])
    return np.clip(pixels, 0, size - 1), (np.maximum(covered, 0) / scale).astype(F32)


_TAPS: dict[str, Callable[[int, int, bool, bool], Taps]] = {
    "ResizeNearestNeighbor": nearest,
    "ResizeBilinear": bilinear,
    "ResizeBicubic": bicubic,
    "ResizeArea": area,
}


# ---- the kernel


def resized(
    images: torch.Tensor, size: torch.Tensor, method: str, align_corners: bool, half_pixel_centers: bool
) -> torch.Tensor:
    """(B, H, W, C) -> (B, size[0], size[1], C), of float32; the nearest pixels keep their dtype."""
    height, width = (int(n) for n in size.tolist())
    if min(height, width) <= 0 or min(images.shape[1:3]) <= 0:
        raise InvalidArgumentError(
            None,
            None,
            f"Sizes must be positive: an image of {tuple(images.shape[1:3])}, wanted ({height}, {width}).",
        )
    taps = _TAPS[method]
    keep = method == "ResizeNearestNeighbor"
    x = images if keep else images.to(torch.float32)
    x = _weighted(x, 1, taps(x.shape[1], height, align_corners, half_pixel_centers), keep)  # (B, h, W, C)
    return _weighted(x, 2, taps(x.shape[2], width, align_corners, half_pixel_centers), keep)  # (B, h, w, C)


def _weighted(x: torch.Tensor, axis: int, taps: Taps, keep: bool) -> torch.Tensor:
    pixels, weights = (torch.from_numpy(part).to(x.device) for part in taps)
    if keep:
        return x.index_select(axis, pixels[:, 0])
    shape = [1, 1, 1, 1]
    shape[axis] = -1
    parts = [x.index_select(axis, pixels[:, i]) * weights[:, i].view(shape) for i in range(pixels.shape[1])]
    return torch.stack(parts).sum(0) if len(parts) > 2 else sum(parts[1:], parts[0])


def _resized_shape(images: Tensor, size: Tensor, method: str, **_: Any) -> list[tuple[DType, Any]]:
    dtype = images.dtype if method == "ResizeNearestNeighbor" else float32
    batch, *_between, channels = images.sizes or (None,) * 4
    known = constant_value(size)
    wanted = (None, None) if known is None else tuple(int(n) for n in known)
    return [(dtype, (batch, *wanted, channels))]


register("Resize", "images size", resized, BY_VJP, shape=_resized_shape, same="")


def _resize(
    method: str, images: TensorLike, size: TensorLike, align_corners: bool, half: bool, name: str | None
) -> Tensor:
    if align_corners and half:
        raise InvalidArgumentError(
            None, None, "align_corners and half_pixel_centers exclude each other.\n  Remedy: set one of them to False."
        )  # fmt: skip
    tensor = as_image(images, (4,))
    attrs = {"method": method, "align_corners": bool(align_corners), "half_pixel_centers": bool(half)}
    return create("Resize", tensor, _as_size(size), name=name or method, **attrs)


def _as_size(size: TensorLike) -> Tensor:
    wanted = convert_to_tensor(size, dtype_hint=int32)
    if wanted.sizes is not None and wanted.sizes not in ((2,), (None,)):
        raise InvalidValueError(
            f"'size' must be a 1-D Tensor of 2 elements: new_height, new_width; got the shape {wanted.shape}."
        )
    return wanted


@tf_export("image.resize_bilinear")
def resize_bilinear(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:  # fmt: skip
    """Images (batch, height, width, channels) of the new ``size`` (height, width), float32, interpolated linearly.

    ``align_corners`` puts the centres of the corner pixels on each other; ``half_pixel_centers`` places pixels by
    their centres. By default TensorFlow 1 places them by their upper left corners.

    Raises InvalidArgumentError when both are wanted.
    """
    return _resize("ResizeBilinear", images, size, align_corners, half_pixel_centers, name)


@tf_export("image.resize_nearest_neighbor")
def resize_nearest_neighbor(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:  # fmt: skip
    """The same with the value of the nearest pixel: the dtype stays."""
    return _resize("ResizeNearestNeighbor", images, size, align_corners, half_pixel_centers, name)


@tf_export("image.resize_bicubic")
def resize_bicubic(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:  # fmt: skip
    """The same with a cubic of 16 pixels (Keys, 1981), float32."""
    return _resize("ResizeBicubic", images, size, align_corners, half_pixel_centers, name)


@tf_export("image.resize_area")
def resize_area(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None
) -> Tensor:
    """The same with the mean of the area that a pixel covers, float32: the one to shrink images with."""
    return _resize("ResizeArea", images, size, align_corners, False, name)


_BY_METHOD: dict[Any, Callable[..., Tensor]] = {
    ResizeMethod.BILINEAR: resize_bilinear,
    ResizeMethod.NEAREST_NEIGHBOR: resize_nearest_neighbor,
    ResizeMethod.BICUBIC: resize_bicubic,
    ResizeMethod.AREA: resize_area,
}
_BY_METHOD |= {"bilinear": resize_bilinear, "nearest": resize_nearest_neighbor, "bicubic": resize_bicubic}
_BY_METHOD |= {"area": resize_area}


@tf_export("image.resize_images", "image.resize")
def resize_images(
    images: TensorLike, size: TensorLike, method: Any = ResizeMethod.BILINEAR, align_corners: bool = False,
    preserve_aspect_ratio: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Images ([batch,] height, width, channels) of the new ``size`` (height, width); float32, but for ``nearest``.

    Args:
        method: one of `ResizeMethod`, or ``"bilinear"``, ``"nearest"``, ``"bicubic"``, ``"area"``.
        align_corners: put the centres of the corner pixels on each other.
        preserve_aspect_ratio: the largest size within ``size`` that has the image's proportions.

    Images that have the size already are returned as they are. Raises ValueError for another rank or method.
    """
    tensor = as_image(images)
    if tensor.sizes is None:
        raise InvalidValueError("'images' contains no shape.\n  Remedy: images.set_shape([None, None, 3]).")
    if method not in _BY_METHOD:
        raise InvalidValueError(
            f"Resize method {method!r} is not implemented: use one of tf.image.ResizeMethod."
        )
    with tensor.graph.as_default(), tensor.graph.name_scope(name or "resize"):
        single = len(tensor.sizes) == 3
        batch = expand_dims(tensor, 0) if single else tensor
        wanted = _as_size(size)
        if preserve_aspect_ratio:
            wanted = _within(batch, wanted)
        known = constant_value(wanted)
        if known is not None and batch.sizes is not None and tuple(known.tolist()) == batch.sizes[1:3]:
            return tensor
        result = _BY_METHOD[method](batch, wanted, align_corners)
        return squeeze(result, [0]) if single else result


def _within(batch: Tensor, size: Tensor) -> Tensor:
    """The largest size within ``size`` with the proportions of the images, (height, width) of int32."""
    known, sizes = constant_value(size), batch.sizes
    if known is not None and sizes is not None and sizes[1] and sizes[2]:
        factor = min(F32(known[0]) / F32(sizes[1]), F32(known[1]) / F32(sizes[2]))
        return convert_to_tensor([int(np.rint(factor * F32(n))) for n in sizes[1:3]], int32)
    own, wanted = cast(shape(batch)[1:3], float32), cast(size, float32)
    scale = wanted / own
    smaller = minimum(scale[0], scale[1])
    return cast(stack([round_(smaller * own[0]), round_(smaller * own[1])]), int32)
