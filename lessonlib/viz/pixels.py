"""Arrays of numbers as pixels: grey for brightness, blue and orange for numbers with a sign."""

from __future__ import annotations

import base64
import io

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.image import imsave
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.inputs import array_of
from lessonlib.viz.theme import BLUE, VERMILLION

Pixels = NDArray[np.uint8]  # (height, width, 4): red, green, blue, opacity


def images_of(images: ArrayLike, what: str = "images") -> NDArray[np.float64]:
    """The images as (n, height, width) in grey or (n, height, width, 3) in colour.

    images: (n, height, width), or (n, channels, height, width) with 1 or 3 channels as in PyTorch.
    Raises ValueError for another shape, no image, or numbers that are not finite.
    """
    pixels = array_of(images)
    fits = pixels.ndim == 3 or (pixels.ndim == 4 and pixels.shape[1] in (1, 3))
    if not fits or 0 in pixels.shape:
        raise ValueError(
            f"{what} has shape {pixels.shape}, expected (n, height, width) or (n, 1 or 3, height, width): "
            "add an axis to one image with image[None], or give flat rows their shape with "
            ".reshape(-1, 1, 28, 28)"
        )
    if not np.isfinite(pixels).all():
        raise ValueError(f"{what} holds numbers that are not finite: look for a division by 0 or a log of 0")
    if pixels.ndim == 3:
        return pixels
    return pixels[:, 0] if pixels.shape[1] == 1 else pixels.transpose(0, 2, 3, 1)


def brightness(image: NDArray[np.float64], low: float, high: float) -> Pixels:
    """The image, (height, width) or (height, width, 3), with `low` drawn dark and `high` drawn bright."""
    share = np.clip((image - low) / ((high - low) or 1), 0, 1)
    if share.ndim == 2:
        share = np.repeat(share[..., None], 3, axis=2)
    opaque = np.ones((*share.shape[:2], 1))
    return _bytes(np.concatenate([share, opaque], axis=2))


def signed(values: NDArray[np.float64], limit: float) -> Pixels:
    """Numbers, (height, width): blue above 0, orange below, paler nearer to 0, full colour at +-`limit`."""
    blue, orange = np.array(to_rgb(BLUE)), np.array(to_rgb(VERMILLION))
    colours = np.where((values >= 0)[..., None], blue, orange)
    opacity = np.clip(np.abs(values) / (limit or 1), 0, 1)  # transparent parts show the page, light or dark
    return _bytes(np.concatenate([colours, opacity[..., None]], axis=2))


def data_url(pixels: Pixels) -> str:
    """The pixels as a PNG in a data URL."""
    buffer = io.BytesIO()
    imsave(buffer, pixels, format="png", metadata={"Software": "lessonlib"})
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _bytes(shares: NDArray[np.float64]) -> Pixels:
    pixels: Pixels = np.rint(255 * shares).astype(np.uint8)
    return pixels
