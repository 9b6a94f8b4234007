"""The process that a service runs in: `python -m lessonlib.serving.process MODEL PORT MAX_ROWS PARENT LOG`.

It reports its port, or why it cannot serve, as one line of JSON on stdout, and ends with its parent. What it writes
to stderr goes to the file LOG, which it removes when its parent has died.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import torch
import uvicorn

from lessonlib import LessonlibError
from lessonlib.serving.app import make_app
from lessonlib.serving.errors import ServingError, port_taken
from lessonlib.serving.exported import load
from lessonlib.serving.service import GRACE, HOST


class _Server(uvicorn.Server):
    """uvicorn that reports when it is ready to answer."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[int], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready(self.servers[0].sockets[0].getsockname()[1])


def run(model: Path, port: int, max_rows: int, ready: Callable[[int], None]) -> None:
    """Serve an exported file on 127.0.0.1 until SIGINT or SIGTERM; `ready` is called with the port.

    port: 0 for any free one.

    Raises ServingError when the file cannot be served or the port cannot be used.
    """
    torch.set_num_threads(1)  # several requests run side by side; each on all cores would be slower
    app = make_app(load(model), max_rows)
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        raise ServingError(port_taken(port, error)) from error
    with listener:
        _Server(uvicorn.Config(app, ws="none", timeout_graceful_shutdown=GRACE), ready).run([listener])


def main(model: str, port: str, max_rows: str, parent: str, log: str) -> int:
    channel = os.dup(1)
    os.dup2(2, 1)  # uvicorn writes each request to stdout, and nobody reads this pipe after the first line
    threading.Thread(target=_end_when_stdin_does, args=[log], daemon=True).start()
    threading.Thread(target=_end_after, args=[int(parent), log], daemon=True).start()
    try:
        run(Path(model), int(port), int(max_rows), lambda found: _tell(channel, port=found))
    except LessonlibError as error:
        _tell(channel, error=str(error))
        return 2
    return 0


def _tell(channel: int, **said: object) -> None:
    os.write(channel, json.dumps(said).encode() + b"\n")


def _end_when_stdin_does(log: str) -> None:
    """End when stdin is closed. The parent holds its other end, which the system closes when the parent dies for any
    reason.
    """
    os.read(0, 1)
    _end(log)


def _end_after(parent: int, log: str) -> None:
    """End after the parent, even if a process forked from the parent holds stdin open: then this process gets
    another parent (not on Windows).
    """
    while sys.platform == "win32" or os.getppid() == parent:
        time.sleep(0.5)
    _end(log)


def _end(log: str) -> None:
    with suppress(OSError):
        os.unlink(log)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
