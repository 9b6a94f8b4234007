"""A picture with controls: the frame that all widgets share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets

from lessonlib.viz.picture import Picture


class Explorer:
    """Controls, the picture that they change, and the picture in words.

    controls: ipywidgets with a value. Tab goes from one to the next, the arrow keys change a slider.
    draw: makes the picture for the present values of the controls.
    still: makes the picture that stands for all of it where nothing can be moved; the present one if not said.
    row: what to show above the picture in place of the bare controls.
    """

    def __init__(
        self,
        controls: Sequence[Any],
        draw: Callable[[], Picture],
        still: Callable[[], Picture] | None = None,
        row: Any = None,
    ) -> None:
        self._draw = draw
        self._still = still or draw
        self._view = ipywidgets.HTML()
        self.box = ipywidgets.VBox([*([row] if row else controls), self._view])
        for control in controls:
            control.observe(self._refresh, names="value")
        self._refresh()

    def snapshot(self) -> Picture:
        """A still picture, for pages and programs that show no widgets."""
        return self._still()

    def _refresh(self, change: Any = None) -> None:
        picture = self._draw()
        # The words below the picture are read out when they change, so the picture itself is not.
        words = f'<p role="status" style="margin: 0; white-space: pre-wrap">{escape(picture.alt)}</p>'
        self._view.value = f'<div aria-hidden="true">{picture.html}</div>{words}'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # A front end takes the richest form that it can show, and that is the widget where there is one.
        widget: dict[str, Any] = self.box._repr_mimebundle_()
        return widget | self.snapshot()._repr_mimebundle_()


def step_controls(num_steps: int, what: str) -> tuple[Any, Any]:
    """A slider over the steps from 0 to `num_steps`, and the same slider in a row with buttons to its sides."""
    slider = ipywidgets.IntSlider(value=0, min=0, max=num_steps, description=what)
    back = ipywidgets.Button(description="Back", tooltip=f"one {what} back", layout={"width": "5em"})
    forward = ipywidgets.Button(description="Forward", tooltip=f"one {what} forward", layout={"width": "6em"})
    back.on_click(lambda _: slider.set_trait("value", max(0, slider.value - 1)))
    forward.on_click(lambda _: slider.set_trait("value", min(num_steps, slider.value + 1)))
    return slider, ipywidgets.HBox([slider, back, forward])
