"""From the strokes of a pen to an image like those of MNIST."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Stroke = Sequence[Sequence[float]]  # the places (x, y) that the pen passed, x to the right, y down

_SIDE = 28
_BOX = 20  # the longer side of the digit
_CENTRE = 14  # row and column of its centre of mass
_PEN = 2.8  # pixels: about the width of the strokes of ones in MNIST's test set


def digit_image(strokes: Sequence[Stroke]) -> NDArray[np.float32]:
    """The drawing as an image, (28, 28), ink 1 on ground 0, whatever its size and position.

    As in MNIST the longer side measures 20 pixels, and the centre of mass lies at row 14, column 14. The strokes are
    scaled before they are drawn, so that a small drawing has the same pen width as a large one.
    Source: LeCun, Cortes and Burges, The MNIST Database of Handwritten Digits, 1998.
    """
    lines = [np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in strokes if len(stroke)]
    if not lines:
        return np.zeros((_SIDE, _SIDE), dtype=np.float32)
    low, high = (np.vstack(lines).min(axis=0), np.vstack(lines).max(axis=0))
    longer = (high - low).max()
    scale = (_BOX - _PEN) / longer if longer > 0 else 1.0  # a single dot stays a dot
    lines = [(line - (low + high) / 2) * scale + _CENTRE for line in lines]
    off = _CENTRE - _centre_of_mass(_ink(lines))
    return _ink([line + off for line in lines]).astype(np.float32)


def _ink(lines: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    nearest = np.min([_distance(line) for line in lines], axis=0)
    ink: NDArray[np.float64] = np.clip(_PEN / 2 + 0.5 - nearest, 0, 1)  # edge pixels are partly covered
    return ink


def _distance(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """The distance of each pixel to the nearest place of a stroke of n places: (28, 28)."""
    start, end = line[:-1], line[1:]
    if len(line) == 1:
        start = end = line
    rows, columns = np.mgrid[:_SIDE, :_SIDE]
    pixel = np.stack([columns, rows], axis=-1)[:, :, None, :]  # (28, 28, 1, 2)
    way = end - start  # (n - 1, 2)
    length = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip(((pixel - start) * way).sum(axis=-1) / length, 0, 1)  # (28, 28, n - 1)
    apart: NDArray[np.float64] = np.linalg.norm(pixel - (start + share[..., None] * way), axis=-1).min(
        axis=-1
    )
    return apart


def _centre_of_mass(ink: NDArray[np.float64]) -> NDArray[np.float64]:
    """Its column and row."""
    places = np.arange(_SIDE)
    centre: NDArray[np.float64] = np.stack([ink.sum(axis=0), ink.sum(axis=1)]) @ places / ink.sum()
    return centre
