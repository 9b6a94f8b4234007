"""The stop button, as a request that takes effect between two steps."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_requests() -> Iterator[threading.Event]:
    """While open, Ctrl-C and Jupyter's stop button only set an event.

    A KeyboardInterrupt can come at any moment, even when an optimizer has changed half of the weights, and nobody
    could resume from there exactly. So the loop looks at the event after each step. A second press raises
    KeyboardInterrupt at once. Only the main thread receives the signal; in any other thread the event is never set.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
