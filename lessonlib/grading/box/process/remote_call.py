"""Running a piece of Python in a box and having its result: how the walls are tried out."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from types import TracebackType
from typing import Any

from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Child, Ending, Zygote

TARGET = f"{__name__}:main"
_TO_GO = 10  # seconds that a busy machine may take to end killed processes


class RemoteCall:
    """A child that runs `source` and calls the function `call` in it with `arguments` (JSON) by their names."""

    def __init__(self, zygote: Zygote, box: Box | None, source: str, call: str, **arguments: Any) -> None:
        self._ours, theirs = socket.socketpair()
        self.all_gone = False
        try:
            self.child: Child = zygote.spawn(TARGET, [theirs], boxed=box)
        except BaseException:
            self._ours.close()
            raise
        with suppress(OSError):  # it has ended: `finish` tells how
            self._ours.sendall(json.dumps([source, call, arguments]).encode())
            self._ours.shutdown(socket.SHUT_WR)

    def finish(self, timeout: float = 120) -> tuple[Any, Ending]:
        """What the function returned (JSON), and how the child ended once that was known; None when it
        returned nothing or was killed. An exception in it is {"error": its text}. A child that needs more than
        `timeout` seconds is killed. `all_gone` then says that no process is left that it started.
        """
        self._ours.settimeout(timeout)
        with self:
            text = self._receive()
            ending = self.child.kill()
            self._ours.settimeout(_TO_GO)
            self.all_gone = self._receive() is not None
        return json.loads(text or "null"), ending

    def __enter__(self) -> RemoteCall:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ours.close()
        self.child.close()

    def _receive(self) -> str | None:
        """Up to the end of the line, or of all processes that hold the socket; None when that takes too long."""
        text = b""
        try:
            while not text.endswith(b"\n") and (more := self._ours.recv(1 << 16)):
                text += more
        except TimeoutError:
            return None
        return text.decode()


def main(channel: socket.socket) -> None:
    """In the child: read the call, run it, send its result."""
    source, call, arguments = json.loads(channel.makefile().read())
    names: dict[str, Any] = {}
    try:
        exec(compile(source, "<call>", "exec"), names)
        result = names[call](**arguments)
    except Exception as error:
        result = {"error": f"{type(error).__name__}: {error}"}
    channel.sendall(json.dumps(result).encode() + b"\n")
