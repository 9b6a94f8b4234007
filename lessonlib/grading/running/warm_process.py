"""The warm process that all submissions of a process run in forks of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from lessonlib.grading.box.doctor.examination import probe
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.process.client import Zygote, has_zygotes

PRELOADED = ("lessonlib.grading.box.cells.preload",)  # modules of a Zygote for `run_apart`


class WarmProcess:
    """A zygote for all threads of this process, started when it is first needed and again when it was lost."""

    def __init__(self, start: Callable[[], Zygote]) -> None:
        self._start, self._lock = start, threading.Lock()
        self._zygote: Zygote | None = None
        self._probed = False
        self.closed = False

    def get(self) -> Zygote:
        """Raises BoxError when this is closed."""
        with self._lock:
            if self.closed:
                raise BoxError("Grading was stopped.")
            if self._zygote is None:
                self._zygote = self._start().__enter__()
            return self._zygote

    @property
    def remarks(self) -> tuple[str, ...]:
        """Why each submission takes some seconds more, if it does."""
        return (self._zygote.cold,) if self._zygote and self._zygote.cold else ()

    def probe(self) -> None:
        """Try the walls out, once. Raises BoxError when they do not hold what they promise."""
        if not self._probed:
            probe(self.get())
            self._probed = True

    def replace(self, lost: Zygote) -> None:
        """Let go of `lost`, unless another thread has done so."""
        with self._lock:
            if self._zygote is lost:
                self._zygote = None
                with suppress(OSError):
                    lost.__exit__(None, None, None)

    def close(self) -> None:
        """End the zygote and all that it forked, for good."""
        self.closed = True
        if self._zygote is not None:
            self.replace(self._zygote)


def warm_process(sandbox: bool) -> WarmProcess:
    """One that has all that submissions import."""
    return WarmProcess(lambda: Zygote(PRELOADED, sandbox=sandbox))


@contextmanager
def begun(sandbox: bool) -> Iterator[WarmProcess]:
    """One that begins to import at once, while this process goes on, and ends with the block. Raises BoxError."""
    warm = warm_process(sandbox)
    if sandbox or has_zygotes():
        warm.get()
    try:
        yield warm
    finally:
        warm.close()
