"""Sheets of images: what is in a data set, and what a model predicts for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import Pixels, brightness, images_of
from lessonlib.viz.theme import INK, MUTED, VERMILLION
from lessonlib.viz.words import count, number

_SIDE = 64  # size of a small image on the page, in pixels; a large one is not enlarged
_GAP, _CAPTION, _HEADING = 10, 18, 26
_MOST_TOLD = 8  # the most mistakes or titles in the alternative text


@dataclass(frozen=True)
class Tile:
    """An image, the line below it, whether that line names a mistake, and the pixels to mark with a minus sign."""

    pixels: Pixels
    caption: str = ""
    wrong: bool = False
    minus: NDArray[np.bool_] | None = None  # (height, width)


def image_sheet(
    images: ArrayLike,
    titles: Sequence[object] | None = None,
    *,
    y: ArrayLike | None = None,
    y_hat: ArrayLike | None = None,
    class_names: Sequence[str] | None = None,
    columns: int = 8,
    title: str | None = None,
) -> Picture:
    """Images in rows of `columns`; the smallest of all numbers is drawn dark, the largest bright.

    images: (n, height, width), or (n, 1 or 3, height, width).
    titles: the line below each image. In place of titles:
    y: the true class of each image, (n,), written below it.
    y_hat: the predicted classes, (n,). A right one gets a tick; a wrong one a cross, a thick frame, and the true
        class in brackets.
    class_names: written in place of the numbers of the classes.

    Raises ValueError for other shapes, another number of titles or classes than images, a class without a name, or
    columns below 1.
    """
    pictures = images_of(images)
    if columns < 1:
        raise ValueError(f"columns is {columns}, expected 1 or more images in a row")
    if y is None and y_hat is not None:
        raise ValueError("y_hat was given without y, the true classes: pass them too, or titles=y_hat")
    if titles is not None and y is not None:
        raise ValueError(
            "titles and y were given, expected one of them: the line below an image holds only one"
        )
    captions, right = [""] * len(pictures) if titles is None else [str(line) for line in titles], None
    if y is not None:
        captions, right = _captions(y, y_hat, class_names)
    if len(captions) != len(pictures):
        raise ValueError(f"there are {len(pictures)} images, but {len(captions)} titles or classes for them")
    low, high = float(pictures.min()), float(pictures.max())
    tiles = [
        Tile(brightness(image, low, high), caption, wrong=right is not None and not right[i])
        for i, (image, caption) in enumerate(zip(pictures, captions, strict=True))
    ]
    return draw_tiles(tiles, columns, title, _describe(pictures, captions, right))


def draw_tiles(tiles: Sequence[Tile], columns: int, title: str | None, alt: str) -> Picture:
    """The tiles in rows, all of one size."""
    height, width, _ = tiles[0].pixels.shape
    zoom = max(1.0, _SIDE / max(height, width))
    widest = max(text_width(tile.caption, 11) for tile in tiles)
    columns = min(columns, len(tiles))
    step_x = max(width * zoom, widest) + _GAP
    step_y = height * zoom + _CAPTION * (widest > 0) + _GAP
    top = _GAP + _HEADING * bool(title)
    rows = -(-len(tiles) // columns)
    sheet = Drawing(columns * step_x + _GAP, top + rows * step_y)
    sheet.title(_GAP, 18, title)
    for i, tile in enumerate(tiles):
        row, column = divmod(i, columns)
        middle = _GAP / 2 + (column + 0.5) * step_x
        _draw_tile(sheet, tile, middle, top + row * step_y, width * zoom, height * zoom)
    return sheet.picture(alt)


def _draw_tile(sheet: Drawing, tile: Tile, middle: float, y: float, width: float, height: float) -> None:
    x = middle - width / 2
    sheet.image(x, y, width, height, tile.pixels)
    edge = f"stroke: {VERMILLION if tile.wrong else MUTED}; stroke-width: {3 if tile.wrong else 0.7}"
    sheet.box(x, y, width, height, style=f"fill: none; {edge}", radius=0)
    if tile.minus is not None:
        _draw_minus(sheet, tile.minus, x, y, width, height)
    sheet.text(middle, y + height + _CAPTION / 2 + 2, tile.caption, size=11, bold=tile.wrong)


def _draw_minus(
    sheet: Drawing, minus: NDArray[np.bool_], x: float, y: float, width: float, height: float
) -> None:
    rows, columns = minus.shape
    cell = width / columns
    dashes = [
        f"M {x + (column + 0.35) * cell:.2f} {y + (row + 0.5) * height / rows:.2f} h {0.3 * cell:.2f}"
        for row, column in np.argwhere(minus)
    ]
    sheet.path(" ".join(dashes), style=f"fill: none; stroke: {INK}; stroke-width: 1.2")


def _captions(
    y: ArrayLike, y_hat: ArrayLike | None, class_names: Sequence[str] | None
) -> tuple[list[str], list[bool] | None]:
    truth = _named(y, class_names)
    if y_hat is None:
        return truth, None
    answers = _named(y_hat, class_names)
    if len(answers) != len(truth):
        raise ValueError(
            f"y holds {len(truth)} classes and y_hat {len(answers)}, expected one for each image"
        )
    right = [answer == true for answer, true in zip(answers, truth, strict=True)]
    captions = [
        f"✓ {true}" if good else f"✗ {answer} (is {true})"  # colour alone must not mark a mistake
        for answer, true, good in zip(answers, truth, right, strict=True)
    ]
    return captions, right


def _named(classes: ArrayLike, names: Sequence[str] | None) -> list[str]:
    numbers: NDArray[np.int64] = np.atleast_1d(array_of(classes)).astype(np.int64)
    if numbers.ndim != 1:
        raise ValueError(
            f"the classes have shape {numbers.shape}, expected (n,): of scores take .argmax(dim=1)"
        )
    if names is None:
        return [str(k) for k in numbers]
    if numbers.min() < 0 or numbers.max() >= len(names):
        raise ValueError(
            f"there are classes from {numbers.min()} to {numbers.max()}, but names for 0 to {len(names) - 1}: "
            f"{list(names)}"
        )
    return [names[k] for k in numbers]


def _describe(pictures: NDArray[np.float64], captions: Sequence[str], right: Sequence[bool] | None) -> str:
    height, width = pictures.shape[1:3]
    alt = f"Sheet of {count(len(pictures), 'image')} of {height} x {width} pixels."
    if right is not None:
        share = number(100 * sum(right) / len(right))
        alt += f" {sum(right)} of {count(len(right), 'prediction')} ({share}%) are right."
        wrong = [f"image {i + 1}, {captions[i][2:]}" for i, good in enumerate(right) if not good]
        return alt + f" Wrong: {_first(wrong, '; ')}." * bool(wrong)
    return alt + f" Titles: {_first(captions, ', ')}." * any(captions)


def _first(parts: Sequence[str], between: str) -> str:
    more = f"{between}and {len(parts) - _MOST_TOLD} more" if len(parts) > _MOST_TOLD else ""
    return between.join(parts[:_MOST_TOLD]) + more
