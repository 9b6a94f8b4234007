"""A process that turns what submissions wrote into HTML, with limits of time and memory.

Parsers of HTML, Markdown and code take time by the square, or end the process, on texts that are made for it. So they
run in a process of their own, which is started when it is first needed and again after it was stopped. What cannot
be rendered within the limits is shown as plain text. No code of a learner's runs in it.
"""

from __future__ import annotations

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

SECONDS = 4.0  # for one text; an honest one takes some hundredths
PAGE_SECONDS = 20.0  # for all texts of a page together
_START_SECONDS = 120.0  # for the imports, on a busy machine
_MEMORY = 1 << 30  # bytes of addresses
_LENGTH = struct.Struct(">I")


class NotRendered(Exception):
    """A text could not be turned into HTML within the limits."""


class Renderer:
    """The process and what is asked of it. Its `render` may be called from several threads."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def render(self, kind: str, text: str, seconds: float = SECONDS, **more: Any) -> str:
        """`text` as HTML. `kind`: "html", "svg", "markdown" (with `attachments`), "latex", "code" or "terminal".

        Raises NotRendered when it is not what it should be, or takes more than `seconds`.
        """
        with self._lock:
            if self._process is None:
                self._process = self._started()
            reply = self._asked(self._process, {"kind": kind, "text": text, **more}, seconds)
        if "html" not in reply:
            raise NotRendered(reply["error"])
        return str(reply["html"])

    def close(self) -> None:
        """End the process. A later `render` starts another one."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.path.sep,
        )
        self._process = process
        self._asked(process, {"kind": "code", "text": ""}, _START_SECONDS)
        return process

    def _asked(
        self, process: subprocess.Popen[bytes], request: dict[str, Any], seconds: float
    ) -> dict[str, Any]:
        """The reply; the process is killed, and gone afterwards, when that takes more than `seconds`."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(max(seconds, 0.0), stop)
        timer.start()
        try:
            _send(process.stdin, request)
            return _receive(process.stdout)
        except (OSError, EOFError):
            reason = f"it took more than {seconds:g} s" if late.is_set() else "the renderer ended"
            self._end()
            raise NotRendered(reason) from None
        finally:
            timer.cancel()
            timer.join()
            if late.is_set():
                self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):
                process.communicate()


@dataclass
class Sheet:
    """The rendering of one page: texts are rendered as long as the page has `seconds` left."""

    renderer: Renderer
    seconds: float = PAGE_SECONDS

    def render(self, kind: str, text: str, **more: Any) -> str:
        """As Renderer.render, within the page's time."""
        if self.seconds <= 0:
            raise NotRendered("the page has taken all its time")
        started = time.monotonic()
        try:
            return self.renderer.render(kind, text, min(SECONDS, self.seconds), **more)
        finally:
            self.seconds -= time.monotonic() - started


@cache
def shared_renderer() -> Renderer:
    """One for all pages of this process."""
    renderer = Renderer()
    atexit.register(renderer.close)
    return renderer


def main() -> None:
    """In the process: answer requests until there are no more."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints goes where nobody reads
    kinds = _kinds()
    _limit_memory()
    while True:
        try:
            request = _receive(sys.stdin.buffer)
        except EOFError:
            return
        kind = request.pop("kind")
        try:
            reply = {"html": kinds[kind](request.pop("text"), **request)}
        except Exception as error:  # a parser's own, RecursionError, MemoryError
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        _send(replies, reply)


def _kinds() -> dict[str, Callable[..., str]]:
    from lessonlib.grading.book.clean_html import clean_html, picture_of_svg
    from lessonlib.grading.book.coloured import code, terminal
    from lessonlib.grading.book.formulas import formulas_alone
    from lessonlib.grading.book.markdown import markdown

    return {
        "html": clean_html,
        "svg": picture_of_svg,
        "markdown": markdown,
        "latex": formulas_alone,
        "code": code,
        "terminal": terminal,
    }


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has none; macOS does not keep it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send(stream: IO[bytes], message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> dict[str, Any]:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    message: dict[str, Any] = json.loads(_exactly(stream, length))
    return message


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


if __name__ == "__main__":
    main()
