"""A picture with controls: the frame that all widgets share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from lessonlib.viz.picture import Picture
from lessonlib.viz.widgets.view import PictureView


class Explorer:
    """Controls, the picture that they change, and the picture in words.

    controls: ipywidgets with a value. Tab goes from one to the next, the arrow keys change a slider.
    draw: makes the picture for the current values of the controls.
    still: makes the picture that is shown where nothing can be moved; by default the current one.
    row: what to show above the picture in place of the bare controls.
    view: shows the picture; pass your own when a click on it means something.

    Notebooks that JupyterLab saves, and the pages that nbconvert makes of them, hold the still picture. `nbconvert
    --execute` keeps the widgets' state, and then prefers widgets that show nothing without a network: add
    `--NotebookClient.store_widget_state=False`.
    """

    def __init__(
        self,
        controls: Sequence[Any],
        draw: Callable[[], Picture],
        still: Callable[[], Picture] | None = None,
        row: Any = None,
        view: PictureView | None = None,
    ) -> None:
        self._draw = draw
        self._still = still or draw
        self._view = view or PictureView()
        self.box = ipywidgets.VBox([*([row] if row else controls), self._view])
        for control in controls:
            control.observe(self._refresh, names="value")
        self._refresh()

    def snapshot(self) -> Picture:
        """A still picture, for pages and programs that show no widgets."""
        return self._still()

    def _refresh(self, change: Any = None) -> None:
        self._view.show(self._draw())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # A front end takes the richest form that it can show, and that is the widget where there is one.
        widget: dict[str, Any] = self.box._repr_mimebundle_()
        return widget | self.snapshot()._repr_mimebundle_()
