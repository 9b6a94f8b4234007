"""Colour spaces: the last axis of an image holds red, green and blue, or what another space has for them."""

from __future__ import annotations

import torch

from lessonlib.graph.create import convert_to_tensor, create
from lessonlib.graph.dtypes import as_dtype, float32
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import DTypeLike, TensorLike
from lessonlib.tf1.image.checks import as_channels

Matrix = tuple[tuple[float, ...], ...]  # one row for each channel of the input

GREY: Matrix = ((0.2989,), (0.587,), (0.114,))
YUV: Matrix = (
    (0.299, -0.14714119, 0.61497538), (0.587, -0.28886916, -0.51496512), (0.114, 0.43601035, -0.10001026),
)  # fmt: skip
FROM_YUV: Matrix = ((1.0, 1.0, 1.0), (0.0, -0.394642334, 2.03206185), (1.13988303, -0.58062185, 0.0))
YIQ: Matrix = (
    (0.299, 0.59590059, 0.2115), (0.587, -0.27455667, -0.52273617), (0.114, -0.32134392, 0.31119955),
)  # fmt: skip
FROM_YIQ: Matrix = (
    (1.0, 1.0, 1.0), (0.95598634, -0.27201283, -1.10674021), (0.6208248, -0.64720424, 1.70423049),
)  # fmt: skip


def mixed(x: torch.Tensor, matrix: Matrix) -> torch.Tensor:
    return x @ torch.tensor(matrix, dtype=x.dtype).to(x.device)


def to_hsv(x: torch.Tensor) -> torch.Tensor:
    red, green, blue = x.unbind(-1)
    value, lowest = x.amax(-1), x.amin(-1)
    spread = value - lowest
    saturation = torch.where(value > 0, spread / torch.where(value > 0, value, 1), 0)
    share = 1 / (6 * torch.where(spread > 0, spread, 1))
    hue = torch.where(
        red == value,
        share * (green - blue),
        torch.where(green == value, share * (blue - red) + 2 / 6, share * (red - green) + 4 / 6),
    )
    hue = torch.where(spread > 0, torch.where(hue < 0, hue + 1, hue), 0)
    return torch.stack([hue, saturation, value], -1)


def from_hsv(x: torch.Tensor) -> torch.Tensor:
    hue, saturation, value = x.unbind(-1)
    sixths = hue * 6
    channels = [(sixths - 3).abs() - 1, 2 - (sixths - 2).abs(), 2 - (sixths - 4).abs()]
    return torch.stack(
        [(1 - saturation + saturation * channel.clamp(0, 1)) * value for channel in channels], -1
    )


def converted(x: torch.Tensor, dtype: torch.dtype, saturate: bool) -> torch.Tensor:
    """Numbers of another dtype that mean the same brightness: [0, 1] of floats is [0, largest] of integers."""
    if x.dtype.is_floating_point and dtype.is_floating_point:
        return x.to(dtype)
    if dtype.is_floating_point:
        return x.to(dtype) * (1 / torch.iinfo(x.dtype).max)
    if x.dtype.is_floating_point:
        return _within(x * (torch.iinfo(dtype).max + 0.5), dtype, saturate)
    have, want = torch.iinfo(x.dtype).max, torch.iinfo(dtype).max
    if have > want:
        return _within(torch.div(x, (have + 1) // (want + 1), rounding_mode="floor"), dtype, saturate)
    return _within(x, dtype, saturate) * ((want + 1) // (have + 1))


def _within(x: torch.Tensor, dtype: torch.dtype, saturate: bool) -> torch.Tensor:
    limits = torch.iinfo(dtype)
    if x.dtype.is_floating_point:
        wide = x.clamp(-(2.0**62), 2.0**62).to(torch.int64)
        return (wide.clamp(limits.min, limits.max) if saturate else wide).to(dtype)
    return (x.to(torch.int64).clamp(limits.min, limits.max) if saturate else x).to(dtype)


def with_colour(x: torch.Tensor) -> torch.Tensor:
    return x.expand(*x.shape[:-1], 3).clone()


register("MixChannels", "x", mixed, BY_VJP, takes="real float")
register("RGBToHSV", "x", to_hsv, BY_VJP, takes="real float")
register("HSVToRGB", "x", from_hsv, BY_VJP, takes="real float")
register("ConvertImage", "x", converted, BY_VJP)
register("GreyToRGB", "x", with_colour, BY_VJP)


@tf_export("image.convert_image_dtype")
def convert_image_dtype(
    image: TensorLike, dtype: DTypeLike, saturate: bool = False, name: str | None = None
) -> Tensor:
    """The image in another dtype, its numbers scaled: [0, 1] of floats stands for [0, largest] of integers.

    ``saturate`` keeps numbers out of the range at its ends; otherwise they wrap around. Raises ValueError for a dtype
    that is neither a float nor an integer.
    """
    x, wanted = convert_to_tensor(image), as_dtype(dtype)
    for kind in (x.dtype, wanted):
        if not (kind.is_floating or kind.is_integer):
            raise InvalidValueError(f"dtype must be a floating point or an integer type, got {kind.name}.")
    if x.dtype is wanted:
        return x
    return create(
        "ConvertImage", x, dtype=wanted.torch, saturate=bool(saturate), name=name or "convert_image"
    )


@tf_export("image.rgb_to_grayscale")
def rgb_to_grayscale(images: TensorLike, name: str | None = None) -> Tensor:
    """(..., 3) -> (..., 1): the brightness, in the dtype of the images. Raises ValueError for other channels."""
    x = as_channels(images, 3)
    return convert_image_dtype(
        _mix(convert_image_dtype(x, float32), GREY, name or "rgb_to_grayscale"), x.dtype
    )


@tf_export("image.grayscale_to_rgb")
def grayscale_to_rgb(images: TensorLike, name: str | None = None) -> Tensor:
    """(..., 1) -> (..., 3): the same brightness as red, green and blue. Raises ValueError for other channels."""
    return create("GreyToRGB", as_channels(images, 1), name=name or "grayscale_to_rgb")


@tf_export("image.rgb_to_hsv")
def rgb_to_hsv(images: TensorLike, name: str | None = None) -> Tensor:
    """Floats (..., 3) in [0, 1] -> hue (a part of the full circle), saturation and value, each in [0, 1]."""
    return create("RGBToHSV", as_channels(images, 3), name=name or "RGBToHSV")


@tf_export("image.hsv_to_rgb")
def hsv_to_rgb(images: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of `rgb_to_hsv`."""
    return create("HSVToRGB", as_channels(images, 3), name=name or "HSVToRGB")


@tf_export("image.rgb_to_yuv")
def rgb_to_yuv(images: TensorLike) -> Tensor:
    """Floats (..., 3) -> brightness Y, and the differences U and V of blue and red from it (PAL television)."""
    return _mix(images, YUV, "rgb_to_yuv")


@tf_export("image.yuv_to_rgb")
def yuv_to_rgb(images: TensorLike) -> Tensor:
    """The inverse of `rgb_to_yuv`."""
    return _mix(images, FROM_YUV, "yuv_to_rgb")


@tf_export("image.rgb_to_yiq")
def rgb_to_yiq(images: TensorLike) -> Tensor:
    """Floats (..., 3) -> brightness Y, and colour as I and Q (NTSC television)."""
    return _mix(images, YIQ, "rgb_to_yiq")


@tf_export("image.yiq_to_rgb")
def yiq_to_rgb(images: TensorLike) -> Tensor:
    """The inverse of `rgb_to_yiq`."""
    return _mix(images, FROM_YIQ, "yiq_to_rgb")


def _mix(images: TensorLike, matrix: Matrix, name: str) -> Tensor:
    return create("MixChannels", as_channels(images, 3), matrix=matrix, name=name)
