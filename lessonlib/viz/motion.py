"""Motion without a program: parts of a drawing that appear at their time, again and again.

CSS inside the drawing does it. Without CSS, or where the reader's system asks for less motion, the last stop is
shown and nothing moves.
"""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager

from lessonlib.viz.drawing import Drawing

_REST = 2  # stops for which the end stays visible before it starts again


class Motion:
    """When groups of a drawing are visible, counted in stops of `seconds` each.

    key: any text unique to this drawing; it separates its rules from those of other drawings on the page.
    """

    def __init__(self, sheet: Drawing, num_stops: int, seconds: float, key: str) -> None:
        self._sheet, self._stops, self._seconds = sheet, num_stops, seconds
        self._name = f"ll-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
        self._frames: dict[str, str] = {}

    def at_stop(self, k: int) -> AbstractContextManager[None]:
        """What is drawn inside the `with` block is visible at the k-th stop only."""
        end = self._cycle if k == self._stops - 1 else k + 1
        return self._seen(k, end)

    def from_stop(self, k: int) -> AbstractContextManager[None]:
        """What is drawn inside the `with` block is visible from the k-th stop on."""
        return self._seen(k, self._cycle)

    def finish(self) -> None:
        """Write the rules. Call this once, after the last group."""
        moving = "".join(
            f"@keyframes {self._name}-{group} {{{frames}}} .{self._name} .{self._name}-{group} "
            f"{{animation: {self._name}-{group} {self._cycle * self._seconds:g}s step-end infinite}} "
            for group, frames in self._frames.items()
        )
        rest = f".{self._name}:hover *, .{self._name}:focus * {{animation-play-state: paused}}"
        self._sheet.animate(self._name, f"@media (prefers-reduced-motion: no-preference) {{{moving}}} {rest}")

    @property
    def _cycle(self) -> int:
        return self._stops + _REST

    def _seen(self, start: int, end: int) -> AbstractContextManager[None]:
        group = f"{start}-{end}"
        frames = [(0, "visible" if start == 0 else "hidden"), (start, "visible"), (end, "hidden")]
        self._frames[group] = " ".join(
            f"{100 * stop / self._cycle:.4g}% {{visibility: {state}}}"
            for stop, state in frames
            if stop < self._cycle
        )
        still = "visible" if end == self._cycle else "hidden"
        return self._sheet.group(name=f"{self._name}-{group}", style=f"visibility: {still}")
