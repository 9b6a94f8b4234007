"""The outputs of a running cell, as a notebook stores them, within bounds: what is beyond them is cut."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from typing import Any

from lessonlib.grading.box.cells.bundle import execution_count, rebuilt

MOST_OUTPUTS = 300  # of one cell
MOST_TEXT = 500_000  # characters printed by one cell
MOST_DATA = 12 * 2**20  # characters of one cell's pictures and other displays
_MOST_TRACEBACK = 60_000  # characters
_CUT = "\n[The output was cut here: a cell may print {} characters.]\n"


class Recorder:
    """Collects outputs in the form of nbformat. Threads may write at any time."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.start()

    def start(self) -> None:
        """Forget all that came, and begin with an empty cell."""
        with self._lock:
            self._outputs: list[dict[str, Any]] = []
            self._ids: list[str] = []
            self._text, self._data = MOST_TEXT, MOST_DATA
            self._clear_next = False

    def take(self) -> list[dict[str, Any]]:
        """What came since `start`."""
        with self._lock:
            outputs = self._outputs
            self.start()
        return [
            {**output, "text": output["text"].getvalue()} if "text" in output else output
            for output in outputs
        ]

    def stream(self, name: str, text: str) -> None:
        with self._lock:
            if self._text <= 0 or not text:
                return
            cut = len(text) > self._text
            text, self._text = text[: self._text], self._text - len(text)
            self._last_stream(name).write(text + _CUT.format(f"{MOST_TEXT:,}") if cut else text)

    def display(self, data: Mapping[str, Any], metadata: Mapping[str, Any], display_id: str = "") -> None:
        self._add({"output_type": "display_data", **rebuilt(data, metadata)}, display_id)

    def update(self, data: Mapping[str, Any], metadata: Mapping[str, Any], display_id: str) -> None:
        """Put other data in place of what this cell has displayed as `display_id`."""
        with self._lock:
            for output, known in zip(self._outputs, self._ids, strict=True):
                if known == display_id:
                    output.update(self._within_bounds(rebuilt(data, metadata)))

    def result(self, count: int, data: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
        number = {"execution_count": execution_count(count)}
        self._add({"output_type": "execute_result", **number, **rebuilt(data, metadata)})

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        short = _cut_middle(message, _MOST_TRACEBACK // 4)
        lines = _cut_middle("\n".join(traceback), _MOST_TRACEBACK).split("\n")
        self._add({"output_type": "error", "ename": name[:200], "evalue": short, "traceback": lines})

    def clear(self, wait: bool) -> None:
        """Drop what came so far, now or when the next output comes."""
        with self._lock:
            self._clear_next = wait
            if not wait:
                del self._outputs[:], self._ids[:]

    def _last_stream(self, name: str) -> io.StringIO:
        last = self._outputs[-1] if self._outputs and not self._clear_next else {}
        if last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": io.StringIO()}
            self._add(last)
        stream: io.StringIO = last["text"]
        return stream

    def _add(self, output: dict[str, Any], display_id: str = "") -> None:
        with self._lock:
            if self._clear_next:
                self.clear(wait=False)
            if len(self._outputs) < MOST_OUTPUTS:
                self._outputs.append(self._within_bounds(output))
                self._ids.append(display_id)

    def _within_bounds(self, output: dict[str, Any]) -> dict[str, Any]:
        """`output`, or a note in its place where the cell has displayed too much."""
        self._data -= sum(map(len, output.get("data", {}).values()))
        if self._data >= 0:
            return output
        return {**output, "data": {"text/plain": "[This output is too large to be kept.]"}}


def _cut_middle(text: str, most: int) -> str:
    half = most // 2
    return text if len(text) <= most else f"{text[:half]}\n[... cut ...]\n{text[-half:]}"
