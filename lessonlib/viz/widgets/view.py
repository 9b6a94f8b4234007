"""The part of a widget that shows a picture and describes it in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from lessonlib.viz.picture import Picture


class PictureView(anywidget.AnyWidget):
    """A picture and, below it, its description, which a screen reader reads out when it changes.

    on_place: called with the place of a click, as fractions of the picture's width and height from its top left
        corner, each from 0 to 1. Clicking must never be the only way: offer the same by keyboard.
    """

    _esm = Path(__file__).with_name("view.js").read_text(encoding="utf-8")
    picture = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)

    def __init__(self, on_place: Callable[[float, float], None] | None = None) -> None:
        super().__init__(clickable=on_place is not None)
        if on_place:
            self.on_msg(lambda _, place, __: on_place(place["x"], place["y"]))

    def show(self, picture: Picture, words: str | None = None) -> None:
        """Show another picture, with its own description unless another one is given."""
        with self.hold_sync():
            self.picture, self.words = picture.html, picture.alt if words is None else words
