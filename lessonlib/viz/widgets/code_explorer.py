"""A walk through the plane of codes, with what the decoder draws at each place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from numpy.typing import ArrayLike
from torch import Tensor

from lessonlib.viz.code_plane import code_plane, plane_range
from lessonlib.viz.picture import Picture
from lessonlib.viz.points import checked_points
from lessonlib.viz.widgets.controls import real_number
from lessonlib.viz.widgets.explorer import Explorer

_STOPS = 60  # of each slider, from one side of the plane to the other


def code_explorer(
    decode: Callable[[Tensor], ArrayLike],
    codes: ArrayLike,
    y: ArrayLike,
    class_names: Sequence[str] | None = None,
    *,
    at: tuple[float, float] | None = None,
    title: str | None = None,
) -> Explorer:
    """Walk through the plane of a two-number code with two sliders, and see the picture at each place.

    decode: takes codes, float32 (1, 2), and returns one picture, (1, height, width) or (1, 1, height, width), with
        pixels from 0 to 1.
    codes, y, class_names, title: as for `code_plane`. at: where to begin; by default in the middle.

    Raises ValueError as `code_plane` does, and for a beginning outside the plane.
    """
    points, _, _ = checked_points(codes, y, class_names)
    low, high = plane_range(points)
    begin = tuple(float(middle) for middle in (low + high) / 2) if at is None else at
    sides = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    if not all(a <= place <= b for place, (a, b) in zip(begin, sides, strict=True)):
        raise ValueError(f"at is {begin}, expected a place inside the plane: {sides[0]} times {sides[1]}")
    first, second = (
        real_number(f"code {name}", place, a, b, step=(b - a) / _STOPS)
        for name, place, (a, b) in zip(("1", "2"), begin, sides, strict=True)
    )

    def draw() -> Picture:
        place = (first.value, second.value)
        picture = decode(torch.tensor([place], dtype=torch.float32))
        return code_plane(codes, y, class_names, at=place, picture=picture, title=title)

    return Explorer([first, second], draw)
