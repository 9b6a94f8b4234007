"""tf.train.Coordinator: several threads that stop together, and hand their errors to the one that waits for them."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import Any

from lessonlib.graph.errors import InvalidStateError, InvalidValueError, OutOfRangeError
from lessonlib.graph.export import tf_export
from lessonlib.tf1 import logging

Raised = BaseException | tuple[type[BaseException], BaseException, TracebackType | None]


@tf_export("train.Coordinator")
class Coordinator:
    """Asks threads to stop, when one of them wants it or fails, and waits for them.

    ``clean_stop_exception_types`` are errors that only mean the end, by default OutOfRangeError.
    """

    def __init__(self, clean_stop_exception_types: Sequence[type[BaseException]] | None = None) -> None:
        self._clean = tuple(clean_stop_exception_types or (OutOfRangeError,))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._threads: set[threading.Thread] = set()
        self._joined = False

    @property
    def joined(self) -> bool:
        """Whether `join` has returned."""
        return self._joined

    def request_stop(self, ex: Raised | None = None) -> None:
        """Ask all threads to stop. `join` raises the first error that was given here, but for those of a clean stop.

        ``ex`` is an exception or what ``sys.exc_info()`` gives. After `join` an error is raised at once.
        """
        given = ex[1] if isinstance(ex, tuple) else ex
        error = None if isinstance(given, self._clean) else given
        with self._lock:
            if self._joined and error is not None:
                raise error
            if not self._stop.is_set():
                self._error = self._error or error
                if error is not None:
                    logging.info("Error reported to Coordinator: %s, %s", type(error), error)
                self._stop.set()

    def clear_stop(self) -> None:
        """Forget that a stop was requested, and why: threads may be started anew."""
        with self._lock:
            self._joined, self._error = False, None
            self._stop.clear()

    def should_stop(self) -> bool:
        """Whether a stop was requested."""
        return self._stop.is_set()

    @contextlib.contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """Request a stop with whatever error is raised inside; it goes no further."""
        try:
            yield
        except BaseException:
            self.request_stop(sys.exc_info())  # type: ignore[arg-type]  # inside except there is one

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Wait until a stop is requested, for at most ``timeout`` seconds; whether it was."""
        return self._stop.wait(timeout)

    def register_thread(self, thread: threading.Thread) -> None:
        """Let `join` wait for this thread, too."""
        with self._lock:
            self._threads.add(thread)

    def join(
        self, threads: Iterable[threading.Thread] | None = None, stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:  # fmt: skip
        """Wait until the registered threads, and ``threads``, have ended.

        After a stop was requested they have ``stop_grace_period_secs``. Raises the error that was reported, and
        RuntimeError when threads still run then, unless ``ignore_live_threads``.
        """
        with self._lock:
            waited = self._threads | set(threads or ())
        while any(thread.is_alive() for thread in waited) and not self.wait_for_stop(0.1):
            pass
        end = time.monotonic() + stop_grace_period_secs
        for thread in waited:
            if thread.is_alive():
                thread.join(max(end - time.monotonic(), 0))
        alive = ", ".join(sorted(thread.name for thread in waited if thread.is_alive()))
        with self._lock:
            self._joined, self._threads = True, set()
        self.raise_requested_exception()
        if alive and not ignore_live_threads:
            raise InvalidStateError(
                f"Coordinator stopped with threads still running after {stop_grace_period_secs} s: {alive}.\n"
                "  Remedy: let them look at should_stop(), or close what they wait for."
            )

    def raise_requested_exception(self) -> None:
        """Raise the error that was reported, if any was."""
        if self._error is not None:
            raise self._error


@tf_export("train.LooperThread")
class LooperThread(threading.Thread):
    """A thread that calls a function again and again until its coordinator stops.

    Args:
        coord: the coordinator, which gets an error of the function.
        timer_interval_secs: seconds from one call's begin to the next one's; None: at once.
        target, args, kwargs: the function; a subclass may define `run_loop` instead.

    Raises ValueError when ``coord`` is no coordinator, or when there are arguments without a function.
    """

    def __init__(
        self, coord: Coordinator, timer_interval_secs: float | None, target: Callable[..., Any] | None = None,
        args: Sequence[Any] | None = None, kwargs: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(coord, Coordinator):
            raise InvalidValueError(f"LooperThread needs a tf.train.Coordinator, but got {coord!r}.")
        if target is None and (args or kwargs):
            raise InvalidValueError("LooperThread got arguments, but no target that takes them.")
        super().__init__(daemon=True)
        self._coord, self._interval = coord, timer_interval_secs
        self._call = partial(target, *(args or ()), **(kwargs or {})) if target else None
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Coordinator, timer_interval_secs: float | None, target: Callable[..., Any],
        args: Sequence[Any] | None = None, kwargs: dict[str, Any] | None = None,
    ) -> LooperThread:  # fmt: skip
        """A thread that has been started."""
        thread = LooperThread(coord, timer_interval_secs, target, args, kwargs)
        thread.start()
        return thread

    def run(self) -> None:
        with self._coord.stop_on_exception():
            self.start_loop()
            next_call = time.monotonic()
            while not self._coord.wait_for_stop(max(next_call - time.monotonic(), 0)):
                self.run_loop()
                next_call += self._interval or 0
            self.stop_loop()

    def start_loop(self) -> None:
        """Called before the first round."""

    def run_loop(self) -> None:
        """One round: by default a call of the function."""
        if self._call is not None:
            self._call()

    def stop_loop(self) -> None:
        """Called after the last round."""
