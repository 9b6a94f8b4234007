"""Brightness, contrast, hue and saturation: by a given amount, or by one drawn anew at each run."""

from __future__ import annotations

from collections.abc import Callable

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create
from lessonlib.graph.dtypes import float16, float32, float64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.math import cast, pow_
from lessonlib.graph.ops.random import random_uniform
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.image.checks import as_channels, as_images
from lessonlib.tf1.image.colour import convert_image_dtype, from_hsv, to_hsv


def contrasted(x: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    mean = x.mean((-3, -2), keepdim=True)
    return (x - mean) * factor + mean


def turned(x: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
    hue, saturation, value = to_hsv(x).unbind(-1)
    return from_hsv(torch.stack([torch.remainder(hue + delta, 1), saturation, value], -1))


def saturated(x: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    hue, saturation, value = to_hsv(x).unbind(-1)
    return from_hsv(torch.stack([hue, (saturation * factor).clamp(0, 1), value], -1))


def standardized(x: torch.Tensor) -> torch.Tensor:
    axes, count = (-3, -2, -1), x.shape[-3:].numel()
    spread = x.std(axes, correction=0, keepdim=True)
    return (x - x.mean(axes, keepdim=True)) / spread.clamp(min=count**-0.5)


register("AdjustContrast", "x factor", contrasted, BY_VJP, takes="real float")
register("AdjustHue", "x delta", turned, BY_VJP, takes="real float")
register("AdjustSaturation", "x factor", saturated, BY_VJP, takes="real float")
register("StandardizeImage", "x", standardized, BY_VJP, takes="real float")


def _adjusted(
    image: TensorLike,
    change: Callable[[Tensor], Tensor],
    saturate: bool,
    kept: tuple[object, ...] = (float16, float32),
) -> Tensor:
    """What ``change`` makes of the image as floats, in the dtype of the image."""
    x = convert_to_tensor(image)
    floats = x if x.dtype in kept else convert_image_dtype(x, float32)
    return convert_image_dtype(change(floats), x.dtype, saturate)


@tf_export("image.adjust_brightness")
def adjust_brightness(image: TensorLike, delta: TensorLike) -> Tensor:
    """``delta``, a part of the full brightness in (-1, 1), is added. Integers stay within their range."""
    return _adjusted(image, lambda x: x + cast(delta, x.dtype), saturate=True)


@tf_export("image.adjust_contrast")
def adjust_contrast(images: TensorLike, contrast_factor: TensorLike) -> Tensor:
    """(x - mean) * contrast_factor + mean, with the mean of each channel of each image (..., height, width, C)."""
    as_images(images)
    return _adjusted(
        images,
        lambda x: create("AdjustContrast", x, cast(contrast_factor, x.dtype), name="adjust_contrast"),
        True,
    )


@tf_export("image.adjust_hue")
def adjust_hue(image: TensorLike, delta: TensorLike, name: str | None = None) -> Tensor:
    """Colours turned by ``delta``, a part of the full circle. Raises ValueError unless there are three channels."""
    as_channels(as_images(image), 3)
    return _adjusted(
        image, lambda x: create("AdjustHue", x, cast(delta, x.dtype), name=name or "adjust_hue"), False
    )


@tf_export("image.adjust_saturation")
def adjust_saturation(image: TensorLike, saturation_factor: TensorLike, name: str | None = None) -> Tensor:
    """Saturation multiplied by a factor, and kept within [0, 1]; channels are red, green and blue."""
    as_channels(as_images(image), 3)
    return _adjusted(
        image,
        lambda x: create(
            "AdjustSaturation", x, cast(saturation_factor, x.dtype), name=name or "adjust_saturation"
        ),
        False,
    )


@tf_export("image.adjust_gamma")
def adjust_gamma(image: TensorLike, gamma: TensorLike = 1, gain: TensorLike = 1) -> Tensor:
    """gain * x ** gamma, for x in [0, 1]. Raises ValueError for a negative gamma."""
    known = constant_value(gamma)
    if known is not None and known < 0:
        raise InvalidValueError(f"Gamma should be a non-negative real number, got {known}.")
    return _adjusted(image, lambda x: cast(gain, x.dtype) * pow_(x, cast(gamma, x.dtype)), saturate=True)


@tf_export("image.per_image_standardization")
def per_image_standardization(image: TensorLike) -> Tensor:
    """Each image (..., height, width, channels) with mean 0 and variance 1, as floats.

    The standard deviation by which it is divided is at least 1 / sqrt(number of elements), so that a plain image is 0.
    """
    x = as_images(image)
    floats = x if x.dtype in (float16, float32, float64) else cast(x, float32)
    return create("StandardizeImage", floats, name="per_image_standardization")


@tf_export("image.random_brightness")
def random_brightness(image: TensorLike, max_delta: float, seed: int | None = None) -> Tensor:
    """`adjust_brightness` by an amount from [-max_delta, max_delta). Raises ValueError for a negative max_delta."""
    if max_delta < 0:
        raise InvalidValueError(f"max_delta must be non-negative, got {max_delta}.")
    return adjust_brightness(image, random_uniform([], -max_delta, max_delta, seed=seed))


@tf_export("image.random_contrast")
def random_contrast(image: TensorLike, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`adjust_contrast` by a factor from [lower, upper). Raises ValueError unless 0 <= lower < upper."""
    _check_range(lower, upper)
    return adjust_contrast(image, random_uniform([], lower, upper, seed=seed))


@tf_export("image.random_hue")
def random_hue(image: TensorLike, max_delta: float, seed: int | None = None) -> Tensor:
    """`adjust_hue` by an angle from [-max_delta, max_delta). Raises ValueError unless max_delta is in [0, 0.5]."""
    if not 0 <= max_delta <= 0.5:
        raise InvalidValueError(f"max_delta must be in [0, 0.5], got {max_delta}.")
    return adjust_hue(image, random_uniform([], -max_delta, max_delta, seed=seed))


@tf_export("image.random_saturation")
def random_saturation(image: TensorLike, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`adjust_saturation` by a factor from [lower, upper). Raises ValueError unless 0 <= lower < upper."""
    _check_range(lower, upper)
    return adjust_saturation(image, random_uniform([], lower, upper, seed=seed))


def _check_range(lower: float, upper: float) -> None:
    if upper <= lower:
        raise InvalidValueError(f"upper must be > lower, got {lower} and {upper}.")
    if lower < 0:
        raise InvalidValueError(f"lower must be non-negative, got {lower}.")
