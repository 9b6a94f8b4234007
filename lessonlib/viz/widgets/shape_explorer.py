"""Two shapes to type, and what broadcasting or the matrix product makes of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import ipywidgets

from lessonlib.viz.aligned_shapes import aligned_shapes
from lessonlib.viz.drawing import Drawing, wrapped
from lessonlib.viz.picture import Picture
from lessonlib.viz.widgets.controls import LABEL, WIDTH, choice
from lessonlib.viz.widgets.explorer import Explorer

_OPERATIONS = [("element by element: + - * /", "+"), ("matrix product: @", "@")]
_WIDTH = 560


def shape_explorer(
    first: Sequence[int] = (2, 1), second: Sequence[int] = (1, 3), operation: str = "+"
) -> Explorer:
    """Type two shapes, choose what is calculated: see which axes fit, are repeated or meet, and the result's shape.

    operation: "+" for what works element by element, "@" for the matrix product.

    Shapes that do not fit are an answer, too: the picture names the axis. Raises ValueError as
    `viz.aligned_shapes` does.
    """
    aligned_shapes(first, second, operation)
    shapes = [_field("first shape", first), _field("second shape", second)]
    chosen = choice("calculation", _OPERATIONS, operation)

    def draw() -> Picture:
        try:
            sizes = [_read(field.value) for field in shapes]
            return aligned_shapes(sizes[0], sizes[1], chosen.value)
        except ValueError as error:
            return _message(str(error))

    return Explorer([*shapes, chosen], draw)


def _field(label: str, shape: Sequence[int]) -> Any:
    return ipywidgets.Text(
        value=", ".join(map(str, shape)) + "," * (len(shape) == 1),
        description=label,
        placeholder="no axis: a number",
        continuous_update=True,
        style=LABEL,
        layout=WIDTH,
    )


def _read(typed: str) -> tuple[int, ...]:
    """The shape in a text such as "4, 1, 3", "(3,)" or ""; raises ValueError for other texts."""
    text = typed.strip()
    inside = text[1:-1] if text[:1] + text[-1:] in ("()", "[]") else text
    parts = re.split(r"\s*,\s*|\s+", inside.strip().removesuffix(",").strip())
    if parts == [""]:
        return ()
    if not all(re.fullmatch(r"[0-9]{1,9}", part) for part in parts):
        raise ValueError(f'"{typed}" is not a shape. Write sizes with commas between them, such as: 4, 1, 3')
    return tuple(map(int, parts))


def _message(text: str) -> Picture:
    lines = wrapped(text, _WIDTH - 16, 14)
    sheet = Drawing(_WIDTH, 20 * len(lines) + 16)
    for i, line in enumerate(lines):
        sheet.text(8, 20 * i + 18, line, size=14, anchor="start")
    sentence = f"{text[0].upper()}{text[1:]}"
    return sheet.picture(sentence if sentence.endswith(".") else f"{sentence}.")
