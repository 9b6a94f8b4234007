"""What the places of a text look at: tables of weights, and lines of text in which the weights are shades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.drawing import Drawing, text_width
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import BLUE, INK, MUTED, VERMILLION
from lessonlib.viz.words import count, listed

_MARGIN, _GAP, _HEADING = 8, 18, 26  # pixels
_TABLE, _BESIDE = 300, 190  # the side of a table at most, alone and beside others
_LARGEST, _SMALLEST = 30, 11  # the side of its cells
_NUMBERED = 8  # places up to which the weights are written into the cells
_LETTER, _LINE = 13, 22  # a place and a head in lines of text
_MOST = 64  # places in one line
_DEEPEST = 0.75  # opacity: the text colour can still be read on it, in light and dark
_FEW = 0.005  # a weight below this is not told
_SHOWN = {" ": "\u00b7", "\n": "\u00b6", "\t": "\u2192"}  # a middle dot, a pilcrow, an arrow

Array = NDArray[np.float64]


def attention_map(
    weights: ArrayLike, text: Sequence[str], *, names: Sequence[str] | None = None, title: str | None = None
) -> Picture:
    """Weights as tables: a row for each place that looks, a column for each place that it looks at.

    weights: (T, T), or (h, T, T) for several heads, which stand side by side; numbers from 0 to 1.
    text: T characters or words, which label rows and columns. At most 40.
    names: what is written above each table; by default "head 1" and so on if there are several.

    Raises ValueError for another shape, another number of labels or names, or weights outside of 0 to 1.
    """
    heads, labels = _checked(weights, text, 40)
    names = _names(heads, names)
    T = len(labels)
    side = _TABLE if len(heads) == 1 else _BESIDE
    cell = min(_LARGEST, max(_SMALLEST, side / T)) if T > _NUMBERED else 38
    left = max(text_width(label) for label in labels) + 8
    head_line = _HEADING * (len(heads) > 1)
    top = _MARGIN + _HEADING * bool(title) + head_line + 18
    wide = left + T * cell
    sheet = Drawing(
        2 * _MARGIN + len(heads) * wide + (len(heads) - 1) * _GAP,
        top + T * cell + _MARGIN,
    )
    sheet.title(_MARGIN, 18, title)
    for k, (head, name) in enumerate(zip(heads, names, strict=True)):
        x = _MARGIN + k * (wide + _GAP) + left
        if len(heads) > 1:
            sheet.text(x, top - 18 - head_line / 2, name, anchor="start")
        for t, label in enumerate(labels):
            sheet.text(x + (t + 0.5) * cell, top - 9, label, size=min(12, cell + 1))
            sheet.text(x - 6, top + (t + 0.5) * cell, label, size=min(12, cell + 1), anchor="end")
        _draw_table(sheet, head, x, top, cell)
    told = [f"{name}: {_strongest(head, labels)}" for name, head in zip(names, heads, strict=True)]
    size = f"Attention of {count(T, 'place')}, {count(len(heads), 'table')} of weights"
    return sheet.picture(f"{size}. {'; '.join(told)}.")


def attention_rows(
    weights: ArrayLike,
    text: Sequence[str],
    place: int | None = None,
    *,
    likely: Mapping[str, float] | None = None,
    title: str | None = None,
) -> Picture:
    """What one place looks at: the text once for each head, each character shaded by its weight.

    weights: (T, T), or (h, T, T) for several heads; numbers from 0 to 1.
    text: T characters, at most 64.
    place: the one that looks, from 0; by default the last one. It has a frame.
    likely: symbols that may come next, and their probabilities, written below the lines.

    Raises ValueError for another shape, another number of characters, weights outside of 0 to 1, or a place that is not
    there.
    """
    heads, labels = _checked(weights, text, _MOST)
    T = len(labels)
    at = T - 1 if place is None else place
    if not 0 <= at < T:
        raise ValueError(f"place is {place}, expected 0 to {T - 1}: the text has {count(T, 'character')}")
    names = _names(heads, None)
    left = _MARGIN + max(text_width(name) for name in names) + 12
    top = _MARGIN + _HEADING * bool(title)
    bottom = top + len(heads) * _LINE
    sheet = Drawing(
        max(left + T * _LETTER + _MARGIN, 420),
        bottom + (30 if likely else 4) + _MARGIN,
    )
    sheet.title(_MARGIN, 18, title)
    for k, (head, name) in enumerate(zip(heads, names, strict=True)):
        y = top + k * _LINE
        sheet.text(_MARGIN, y + _LINE / 2, name, anchor="start")
        for t, label in enumerate(labels):
            x = left + t * _LETTER
            _shade(sheet, x, y + 1, _LETTER, _LINE - 2, float(head[at, t]))
            colour = INK if t <= at else MUTED
            sheet.text(x + _LETTER / 2, y + _LINE / 2, label, colour=colour)
    frame = f"fill: none; stroke: {VERMILLION}; stroke-width: 2"
    sheet.box(left + at * _LETTER, top, _LETTER, len(heads) * _LINE, style=frame, radius=2)
    if likely:
        shares = listed(f"[{_visible(symbol)}] {share:.0%}" for symbol, share in likely.items())
        sheet.text(_MARGIN, bottom + 18, f"likely to come next: {shares}", anchor="start")
    looks = [f"{name} at {_looked_at(head[at], labels)}" for name, head in zip(names, heads, strict=True)]
    told = f"In {_quoted(labels)} the character {labels[at]} at place {at + 1} looks, in {'; '.join(looks)}."
    if likely:
        told += f" Likely to come next: {shares}."
    return sheet.picture(told)


def _draw_table(sheet: Drawing, head: Array, x: float, y: float, cell: float) -> None:
    for row, column in np.ndindex(head.shape):
        value = float(head[row, column])
        left, upper = x + column * cell, y + row * cell
        _shade(sheet, left, upper, cell, cell, value)
        if len(head) <= _NUMBERED:
            sheet.text(left + cell / 2, upper + cell / 2, f"{value:.2f}", size=11)
    side = len(head) * cell
    style = f"fill: none; stroke: {MUTED}; stroke-width: 0.7"
    sheet.box(x, y, side, side, style=style, radius=0)


def _shade(sheet: Drawing, x: float, y: float, width: float, height: float, weight: float) -> None:
    if weight >= _FEW:
        style = f"fill: {BLUE}; fill-opacity: {_DEEPEST * weight:.2f}; stroke: none"
        sheet.box(x, y, width, height, style=style, title=f"{weight:.0%}", radius=0)


def _names(heads: Array, names: Sequence[str] | None) -> list[str]:
    given = [f"head {k + 1}" for k in range(len(heads))] if names is None else list(names)
    if len(given) != len(heads):
        raise ValueError(
            f"there are {count(len(given), 'name')} for {count(len(heads), 'head')}, expected one for each"
        )
    return given


def _visible(symbol: str) -> str:
    return _SHOWN.get(symbol, symbol)


def _quoted(labels: Sequence[str]) -> str:
    return f'"{"".join(labels)}"'


def _strongest(head: Array, labels: Sequence[str]) -> str:
    best = [f"{labels[row]} at {labels[column]}" for row, column in enumerate(head.argmax(axis=1))]
    return f"from row to row the largest weight is that of {', '.join(best)}"


def _looked_at(row: Array, labels: Sequence[str]) -> str:
    order = [t for t in np.argsort(-row, kind="stable")[:3] if row[t] >= _FEW]
    return listed(f"{labels[t]} (place {t + 1}, {row[t]:.0%})" for t in order)


def _checked(weights: ArrayLike, text: Sequence[str], most: int) -> tuple[Array, list[str]]:
    array = array_of(weights)
    heads = array[None] if array.ndim == 2 else array
    labels = [_visible(symbol) for symbol in text]
    if heads.ndim != 3 or len(heads) == 0 or not 1 <= heads.shape[1] == heads.shape[2] <= most:
        raise ValueError(
            f"weights have shape {array.shape}, expected (T, T), or (h, T, T) for several heads, T from 1 to {most}"
        )
    if len(labels) != heads.shape[1]:
        raise ValueError(
            f"the text has {len(labels)} parts for {heads.shape[1]} places, expected one for each place"
        )
    if not ((heads >= 0) & (heads <= 1.0001)).all():
        raise ValueError("some weights are not from 0 to 1, expected the softmax of the scores")
    return heads, labels
