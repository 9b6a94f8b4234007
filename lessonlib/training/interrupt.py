"""The stop button, as a wish that is granted between two steps."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_requests() -> Iterator[threading.Event]:
    """While open, Ctrl-C and Jupyter's stop button set an event and do nothing else.

    A KeyboardInterrupt can come anywhere, also when an optimizer has changed half of the weights; nobody could go
    on exactly from there. So the loop looks at the event when a step is finished. The second press raises
    KeyboardInterrupt at once. Only the main thread hears the button; in another one the event is never set.
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
