"""A run of a graph, node by node."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessonlib.graph import Session, Step
from lessonlib.viz.graphs import GraphDrawing, wanted_operations
from lessonlib.viz.picture import Picture
from lessonlib.viz.widgets.controls import step_controls
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.words import listed, number

_SHORT = 18  # the most characters of a value that fit into a box


def graph_stepper(session: Session, fetches: Any, feed_dict: Any = None) -> Explorer:
    """Run `fetches` once in `session`, and step through the run: which operation ran, and what it returned.

    Variables that the run changes are changed. Errors are those of `session.run`.
    """
    trace = session.trace(fetches, feed_dict)
    ran = {step.name for step in trace}
    drawing = GraphDrawing(
        [op for op in session.graph.operations if op.name in ran],
        wanted_operations(session.graph, fetches),
        {step.name: short(step.value) for step in trace if step.value is not None},
    )

    def picture(k: int) -> Picture:
        done = {step.name for step in trace[:k]}
        now = trace[k - 1].name if k else None
        return drawing.picture(now=now, done=done, alt=_told(trace, k))

    slider, row = step_controls(len(trace), "step")
    return Explorer([slider], lambda: picture(slider.value), lambda: picture(len(trace)), row)


def short(value: Any) -> str:
    """A value in a few characters: a number, a small vector, or the shape of a larger array."""
    array = np.asarray(value)
    if array.ndim == 0:
        single = array.item()
        return f"= {number(single)}" if isinstance(single, float) else f"= {single!s:.{_SHORT}}"
    text = "= " + np.array2string(array, precision=2, separator=", ").replace("\n", "")
    return text if len(text) <= _SHORT else f"array {array.shape}"


def _told(trace: list[Step], k: int) -> str:
    if k == 0:
        return f"Nothing has run yet; {len(trace)} steps lie ahead."
    step = trace[k - 1]
    took = f" takes {listed(step.inputs)}" if step.inputs else ""
    text = f"Step {k} of {len(trace)}: {step.name} ({step.type}){took}"
    if step.value is None:
        return f"{text} and gives no value."
    value = np.array2string(np.asarray(step.value), precision=4, threshold=24, edgeitems=2)
    return f"{text} and gives, with shape {step.shape}:\n{value}"
