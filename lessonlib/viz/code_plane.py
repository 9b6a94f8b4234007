"""The plane of an autoencoder's codes: where each example lies, and what the decoder draws at one place."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import brightness, images_of
from lessonlib.viz.points import checked_points
from lessonlib.viz.theme import INK, MUTED, VERMILLION, colour
from lessonlib.viz.words import count, number

_PLANE, _PICTURE, _GAP, _TOP = 340, 160, 44, 30  # pixels on the page
_ROOM = 0.06  # around the outermost codes, as a share of their range
_MOST = 400  # names in the plane: more would cover each other


def code_plane(
    codes: ArrayLike,
    y: ArrayLike,
    class_names: Sequence[str] | None = None,
    *,
    at: tuple[float, float] | None = None,
    picture: ArrayLike | None = None,
    title: str | None = None,
) -> Picture:
    """The name of each example's class, written where its code lies in the plane.

    codes: (n, 2). y: the classes, (n,). class_names: short, such as digits. Of many examples the first 400 are drawn.
    at: a place to mark with a cross. picture: what a decoder draws there, (1, height, width) or (1, 1, height, width),
        with pixels from 0 (drawn dark) to 1.

    Raises ValueError for other shapes, fewer names than classes, or only one of `at` and `picture`.
    """
    points, labels, names = checked_points(codes, y, class_names)
    if (at is None) != (picture is None):
        raise ValueError("at and picture belong together: give the place and what is drawn there, or neither")
    low, high = plane_range(points)
    across, up = _ticks(low, high)
    margin = max(_GAP, *(text_width(tick, 10) + 12 for tick in up))
    top = _TOP + 24 * bool(title)
    sheet = Drawing(margin + _PLANE + (_GAP + _PICTURE) * (picture is not None) + _GAP, top + _PLANE + _GAP)
    sheet.title(8, 18, title)
    place = _Place(low, high, margin, top)
    _draw_axes(sheet, place, across, up)
    for point, label in list(zip(points, labels, strict=True))[:_MOST]:
        sheet.text(*place.of(point), names[label], size=10, colour=colour(label))
    told = _told(points, labels, names)
    if at is not None and picture is not None:
        image = images_of(picture)[0]
        _draw_cross(sheet, *place.of(np.array(at)))
        left = margin + _PLANE + _GAP
        sheet.image(left, top, _PICTURE, _PICTURE, brightness(image, 0.0, 1.0))
        sheet.text(left + _PICTURE / 2, top + _PICTURE + 16, f"decoded at ({at[0]:z.2f}, {at[1]:z.2f})")
        nearest = names[labels[np.linalg.norm(points - np.array(at), axis=1).argmin()]]
        told = (
            f"At the code ({at[0]:z.2f}, {at[1]:z.2f}) the decoder draws a picture with mean brightness "
            f"{image.mean():.3f}; the nearest example is of class {nearest}. {told}"
        )
    return sheet.picture(told)


def plane_range(points: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The lower left and the upper right corner of the plane that is drawn, (2,) each."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.where(high > low, (high - low) * _ROOM, 1.0).astype(np.float32)
    return low - room, high + room


class _Place:
    """From codes to pixels on the page."""

    def __init__(self, low: NDArray[np.float32], high: NDArray[np.float32], left: float, top: float) -> None:
        self.low, self.high, self.left, self.top = low, high, left, top

    def of(self, point: NDArray[np.float32]) -> tuple[float, float]:
        x, y = (point - self.low) / (self.high - self.low)
        return self.left + float(x) * _PLANE, self.top + (1 - float(y)) * _PLANE


def _ticks(low: NDArray[np.float32], high: NDArray[np.float32]) -> list[list[str]]:
    """The numbers at the two ends and in the middle of each axis, to a hundredth of its length."""
    axes = []
    for start, end in zip(low.tolist(), high.tolist(), strict=True):
        decimals = 2 - math.floor(math.log10(end - start))
        # + 0.0 makes 0 of -0
        axes.append([number(round(at, decimals) + 0.0) for at in (start, (start + end) / 2, end)])
    return axes


def _draw_axes(sheet: Drawing, place: _Place, across: Sequence[str], up: Sequence[str]) -> None:
    frame = f"fill: none; stroke: {MUTED}; stroke-width: 0.8"
    sheet.box(place.left, place.top, _PLANE, _PLANE, style=frame, radius=0)
    bottom = place.top + _PLANE
    for share, x, y in zip((0.0, 0.5, 1.0), across, up, strict=True):
        sheet.text(place.left + share * _PLANE, bottom + 12, x, size=10, colour=MUTED)
        sheet.text(place.left - 6, bottom - share * _PLANE, y, size=10, anchor="end", colour=MUTED)
    sheet.text(place.left + _PLANE / 2, bottom + 28, "first number of the code", size=11)
    sheet.text(place.left, place.top - 12, "second number of the code", size=11, anchor="start")


def _draw_cross(sheet: Drawing, x: float, y: float) -> None:
    for stroke, width in ((INK, 5), (VERMILLION, 3)):
        style = f"stroke: {stroke}; stroke-width: {width}"
        sheet.line(x - 9, y, x + 9, y, style=style)
        sheet.line(x, y - 9, x, y + 9, style=style)


def _told(points: NDArray[np.float32], labels: NDArray[np.int64], names: Sequence[str]) -> str:
    centres = (
        f"{name} around ({', '.join(number(float(c)) for c in points[labels == k].mean(axis=0))})"
        for k, name in enumerate(names)
        if (labels == k).any()
    )
    return f"Plane of the codes of {count(len(points), 'example')}, the centre of each class: {'; '.join(centres)}."
