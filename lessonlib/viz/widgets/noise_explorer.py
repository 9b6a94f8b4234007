"""A slider between the noise of two generated pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from torch import Tensor

from lessonlib.viz.images import Tile, draw_tiles
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import brightness, images_of
from lessonlib.viz.widgets.controls import choice, whole_number
from lessonlib.viz.widgets.explorer import Explorer

_SIDE = 112  # pixels of an image on the page
_PARTS = 20  # stops of the slider from one noise vector to the other


def noise_explorer(
    make: Callable[[Tensor], ArrayLike], z: Tensor, names: Sequence[str] | None = None
) -> Explorer:
    """Move from one noise vector to another, and see the picture that a generator makes at each stop.

    make: takes noise, float32 (1, k), and returns one picture, (1, height, width) or (1, 1 or 3, height, width), whose
        pixels lie between 0 (drawn dark) and 1.
    z: the noise vectors to choose from, standard normal, float32 (n, k), two or more.
    names: what is written for each, such as the digit that it makes; by default its number from 1 on.

    The way leads along cos(a) z1 + sin(a) z2, with a from 0 to 90 degrees. If z1 and z2 are independent and standard
    normal, so is each point of it. (White, *Sampling generative networks*, 2016, on why a straight line will not do.)
    Raises ValueError for fewer than two vectors, or another number of names.
    """
    if z.ndim != 2 or len(z) < 2:
        raise ValueError(f"z has shape {tuple(z.shape)}, expected (n, k) with two or more noise vectors")
    if names is not None and len(names) != len(z):
        raise ValueError(f"there are {len(names)} names for {len(z)} noise vectors, expected one for each")
    options = [(f"noise {k + 1}" + (f": {names[k]}" if names is not None else ""), k) for k in range(len(z))]
    start, end = choice("from", options, 0), choice("to", options, 1)
    part = whole_number("part of the way", _PARTS // 2, 0, _PARTS)

    def draw() -> Picture:
        z1, z2 = z[start.value : start.value + 1], z[end.value : end.value + 1]
        angle = part.value / _PARTS * math.pi / 2
        pictures = [make(at) for at in (z1, math.cos(angle) * z1 + math.sin(angle) * z2, z2)]
        stop = f"{part.value} of {_PARTS} parts"
        captions = [start.options[start.value][0], stop, end.options[end.value][0]]
        return _draw(pictures, captions)

    return Explorer([start, end, part], draw)


def _draw(pictures: Sequence[ArrayLike], captions: Sequence[str]) -> Picture:
    images = np.concatenate([images_of(picture) for picture in pictures])
    height, width = images.shape[1:3]
    larger = max(1, _SIDE // max(height, width))
    tiles = [
        Tile(brightness(image.repeat(larger, axis=0).repeat(larger, axis=1), 0.0, 1.0), caption)
        for image, caption in zip(images, captions, strict=True)
    ]
    bright = (
        f"{caption}, mean brightness {image.mean():.3f}"
        for caption, image in zip(captions, images, strict=True)
    )
    alt = f"Generated images of {height} x {width} pixels: {'; '.join(bright)}."
    return draw_tiles(tiles, len(tiles), "In the middle: between the two noise vectors", alt)
