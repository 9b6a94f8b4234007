"""Measures of images: how rough one is, where its edges are, and how alike two are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

from lessonlib.graph.create import convert_to_tensor, create, create_several
from lessonlib.graph.dtypes import float32
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import BY_VJP, register
from lessonlib.graph.shapes import compatible
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.image.checks import as_image, as_images
from lessonlib.tf1.image.colour import convert_image_dtype

POWERS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # of the scales, from Wang, Simoncelli and Bovik (2003)


# ---- kernels


def variation(x: torch.Tensor) -> torch.Tensor:
    down, along = x[..., 1:, :, :] - x[..., :-1, :, :], x[..., :, 1:, :] - x[..., :, :-1, :]
    axes = (-3, -2, -1)
    return down.abs().sum(axes, dtype=x.dtype) + along.abs().sum(axes, dtype=x.dtype)


def differences(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """To the next row and to the next column, 0 in the last one."""
    down, along = x[:, 1:] - x[:, :-1], x[:, :, 1:] - x[:, :, :-1]
    return F.pad(down, (0, 0, 0, 0, 0, 1)), F.pad(along, (0, 0, 0, 1))


def sobel(x: torch.Tensor) -> torch.Tensor:
    """(B, H, W, C) -> (B, H, W, C, 2)."""
    planes = F.pad(x.movedim(-1, 1), (1, 1, 1, 1), mode="reflect")  # (B, C, H + 2, W + 2)
    smooth = planes[..., :-2] + 2 * planes[..., 1:-1] + planes[..., 2:]
    down = smooth[:, :, 2:] - smooth[:, :, :-2]
    smooth = planes[:, :, :-2] + 2 * planes[:, :, 1:-1] + planes[:, :, 2:]
    along = smooth[..., 2:] - smooth[..., :-2]
    return torch.stack([down, along], -1).movedim(1, 3)


def signal_to_noise(a: torch.Tensor, b: torch.Tensor, top: float) -> torch.Tensor:
    error = ((a - b) ** 2).mean((-3, -2, -1))
    return 20 * torch.log10(torch.tensor(top, dtype=a.dtype)).to(a.device) - 10 * torch.log10(error)


def similarity(
    a: torch.Tensor, b: torch.Tensor, top: float, size: int, sigma: float, k1: float, k2: float, as_map: bool
) -> torch.Tensor:
    light, contrast = _terms(a, b, top, size, sigma, k1, k2)
    product = light * contrast
    return product.mean(-1) if as_map else product.mean((-3, -2, -1))


def similarity_of_scales(
    a: torch.Tensor, b: torch.Tensor, top: float, powers: tuple[float, ...], size: int, sigma: float, k1: float,
    k2: float,
) -> torch.Tensor:  # fmt: skip
    result = torch.ones(())
    for scale, power in enumerate(powers):
        if scale:
            a, b = _halved(a), _halved(b)
        light, contrast = _terms(a, b, top, size, sigma, k1, k2)
        term = (light * contrast if scale == len(powers) - 1 else contrast).mean((-3, -2))
        part = torch.relu(term) ** power  # (..., C)
        result = part if scale == 0 else result * part
    return result.mean(-1)


def _terms(
    a: torch.Tensor, b: torch.Tensor, top: float, size: int, sigma: float, k1: float, k2: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Luminance, and contrast with structure, around each pixel: Wang, Bovik, Sheikh and Simoncelli (2004)."""
    if min(*a.shape[-3:-1], *b.shape[-3:-1]) < size:
        raise InvalidArgumentError(
            None,
            None,
            f"Images of {tuple(a.shape[-3:-1])} pixels are smaller than the filter of {size} x {size}.",
        )
    steps = torch.arange(size, dtype=a.dtype, device=a.device) - (size - 1) / 2
    line = torch.softmax(-(steps**2) / (2 * sigma**2), 0)

    def blurred(x: torch.Tensor) -> torch.Tensor:
        planes = x.reshape(-1, *x.shape[-3:]).movedim(-1, 1).reshape(-1, 1, *x.shape[-3:-1])
        planes = F.conv2d(F.conv2d(planes, line.view(1, 1, -1, 1)), line.view(1, 1, 1, -1))
        channels = x.shape[-1]
        return planes.reshape(*x.shape[:-3], channels, *planes.shape[-2:]).movedim(-3, -1)

    c1, c2 = (k1 * top) ** 2, (k2 * top) ** 2
    mean_a, mean_b = blurred(a), blurred(b)
    product, squares = 2 * mean_a * mean_b, mean_a**2 + mean_b**2
    light = (product + c1) / (squares + c1)
    contrast = (2 * blurred(a * b) - product + c2) / (blurred(a**2 + b**2) - squares + c2)
    return light, contrast


def _halved(x: torch.Tensor) -> torch.Tensor:
    planes = x.reshape(-1, *x.shape[-3:]).movedim(-1, 1)
    planes = F.pad(planes, (0, planes.shape[-1] % 2, 0, planes.shape[-2] % 2), mode="replicate")
    planes = F.avg_pool2d(planes, 2).movedim(1, -1)
    return planes.reshape(*x.shape[:-3], *planes.shape[-3:])


register("TotalVariation", "x", variation, BY_VJP, takes="real")
register("ImageGradients", "x", differences, BY_VJP, takes="number")
register("SobelEdges", "x", sobel, BY_VJP, takes="real float")
register("Psnr", "a b", signal_to_noise, BY_VJP)
register("Ssim", "a b", similarity, BY_VJP)
register("MultiscaleSsim", "a b", similarity_of_scales, BY_VJP)


# ---- the public functions


@tf_export("image.total_variation")
def total_variation(images: TensorLike, name: str | None = None) -> Tensor:
    """The sum of the absolute differences of neighbouring pixels of each image: of shape () or (batch,)."""
    return create("TotalVariation", as_image(images), name=name or "total_variation")


@tf_export("image.image_gradients")
def image_gradients(image: TensorLike) -> tuple[Tensor, Tensor]:
    """(dy, dx), each (batch, height, width, channels): differences to the next row and column, 0 in the last."""
    dy, dx = create_several("ImageGradients", as_image(image, (4,)), name="image_gradients")
    return dy, dx


@tf_export("image.sobel_edges")
def sobel_edges(image: TensorLike) -> Tensor:
    """(batch, height, width, channels, 2): the slopes down and along, by Sobel's filter."""
    return create("SobelEdges", as_image(image, (4,)), name="sobel_edges")


def _pair(a: TensorLike, b: TensorLike, max_val: float) -> tuple[Tensor, Tensor, float]:
    """Both images and the largest value as floats. Raises ValueError when the shapes differ."""
    one = as_images(a)
    other = as_images(convert_to_tensor(b, one.dtype))
    if not compatible(one.sizes, other.sizes):
        raise InvalidValueError(
            f"The images have the shapes {one.shape} and {other.shape}; they must be the same."
        )
    top = float(max_val) if not one.dtype.is_integer else float(max_val) / one.dtype.max
    return convert_image_dtype(one, float32), convert_image_dtype(other, float32), top


@tf_export("image.psnr")
def psnr(a: TensorLike, b: TensorLike, max_val: float, name: str | None = None) -> Tensor:
    """The peak signal-to-noise ratio of each pair of images (..., height, width, channels), in decibel.

    ``max_val`` is the difference between the largest and the smallest value that a pixel can have.
    """
    one, other, top = _pair(a, b, max_val)
    return create("Psnr", one, other, top=top, name=name or "psnr")


@tf_export("image.ssim")
def ssim(
    img1: TensorLike, img2: TensorLike, max_val: float, filter_size: int = 11, filter_sigma: float = 1.5,
    k1: float = 0.01, k2: float = 0.03, return_index_map: bool = False,
) -> Tensor:  # fmt: skip
    """The structural similarity of each pair of images (..., height, width, channels), in (-1, 1]; 1 is the same.

    Args:
        max_val: the difference between the largest and the smallest value that a pixel can have.
        filter_size, filter_sigma: of the Gaussian window around each pixel, in pixels.
        k1, k2: keep the quotients stable where the images are dark or plain.
        return_index_map: the similarity around each pixel in place of their mean.

    Raises InvalidArgumentError when an image is smaller than the window. (Wang et al., 2004.)
    """
    one, other, top = _pair(img1, img2, max_val)
    return create(
        "Ssim", one, other, top=top, size=int(filter_size), sigma=float(filter_sigma), k1=float(k1), k2=float(k2),
        as_map=bool(return_index_map), name="ssim",
    )  # fmt: skip


@tf_export("image.ssim_multiscale")
def ssim_multiscale(
    img1: TensorLike, img2: TensorLike, max_val: float, power_factors: Sequence[float] = POWERS,
    filter_size: int = 11, filter_sigma: float = 1.5, k1: float = 0.01, k2: float = 0.03,
) -> Tensor:  # fmt: skip
    """`ssim` over several scales, each half as large as the one before, weighted by ``power_factors``."""
    one, other, top = _pair(img1, img2, max_val)
    attrs: dict[str, Any] = {"powers": tuple(float(p) for p in power_factors), "size": int(filter_size)}
    attrs |= {"sigma": float(filter_sigma), "k1": float(k1), "k2": float(k2)}
    return create("MultiscaleSsim", one, other, top=top, name="ssim_multiscale", **attrs)
