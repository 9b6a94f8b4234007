"""The loss of several runs, one of them highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ipywidgets

from lessonlib.viz.curves import learning_curves
from lessonlib.viz.widgets.explorer import Explorer


def learning_rate_explorer(
    runs: Mapping[str, Sequence[float]], x: str = "step", y: str = "loss", *, every: int = 1
) -> Explorer:
    """Move through runs that differ in their learning rate, and compare each with the others behind it.

    runs, x, y, every: as for `learning_curves`.

    Raises ValueError when there is no run, or an empty one.
    """
    still = learning_curves(runs, x, y, every=every)
    run = ipywidgets.SelectionSlider(options=list(runs), description="run")
    log = ipywidgets.Checkbox(value=False, description="logarithmic axis")
    return Explorer(
        [run, log],
        lambda: learning_curves(runs, x, y, every=every, log_y=log.value, front=run.value),
        lambda: still,
    )
