"""How large something is in each layer of a network, for a depth that one chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from lessonlib.viz.curves import Curves, learning_curves
from lessonlib.viz.picture import Picture
from lessonlib.viz.widgets.controls import stops
from lessonlib.viz.widgets.explorer import Explorer


def depth_explorer(
    measured: Callable[[int], Curves], depths: Sequence[int], *, y: str = "length of the gradient"
) -> Explorer:
    """Choose how many layers the networks have, and see a number for each of their layers, from the first to the last.

    measured: takes a depth and returns by name the numbers of its layers, (layers,), or of several starts, (starts,
        layers), all above 0; it is asked once for each depth.
    depths: the depths to choose from. The deepest is the still picture.
    y: what is measured. The axis is logarithmic.

    Raises ValueError when there are no depths.
    """
    if not depths:
        raise ValueError("depths is empty, expected numbers of layers to choose from: [4, 8, 16]")
    chosen = stops("layers", depths, depths[0])

    @cache
    def draw(depth: int) -> Picture:
        title = f"{depth} layers: from the first, beside the input, to the last"
        return learning_curves(measured(depth), x="layer", y=y, log_y=True, title=title)

    return Explorer([chosen], lambda: draw(chosen.value), lambda: draw(depths[-1]))
