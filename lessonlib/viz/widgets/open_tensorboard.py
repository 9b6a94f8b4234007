"""TensorBoard below a cell, as long as its server runs."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anywidget
import traitlets

# The server ends with the notebook's kernel, even if that one is killed: the system then closes its stdin.
_SERVER = """
import sys
from tensorboard import program

board = program.TensorBoard()
board.configure(
    logdir=sys.argv[1], host="127.0.0.1", port=0, load_fast="false", reload_interval=int(sys.argv[2])
)
print(board.launch(), flush=True)
sys.stdin.read()
"""
_EVERY = 5  # seconds between two looks at the folder
_STILL = "TensorBoard: run this cell to open it."  # where no widget can be shown, such as on a page made of a notebook


class TensorBoard(anywidget.AnyWidget):
    """A TensorBoard in a frame; made by `open_tensorboard`.

    url: where it answers, such as "http://127.0.0.1:41234/"; "" when it does not run.
    words: why it does not run.
    height: of the frame, in pixels.

    The frame is shown only while the server answers. Without it, words in its place say what to do: a notebook that
    was saved, or whose kernel has ended, holds no dead frame.
    """

    _esm = Path(__file__).with_name("open_tensorboard.js").read_text(encoding="utf-8")
    url = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int(650).tag(sync=True)

    def stop(self) -> None:
        """End the server. The frame gives way to a sentence. Calling it again has no effect."""
        self._end()
        if self.url:
            with self.hold_sync():
                self.url, self.words = "", "TensorBoard has been stopped. Run this cell again to open it."

    def __repr__(self) -> str:
        return f"TensorBoard({self.url or 'not running'})"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        return data | {"text/plain": _STILL, "text/html": f"<p>{_STILL}</p>"}, metadata


def open_tensorboard(
    folder: str | PathLike[str], *, height: int = 650, timeout: float = 120.0
) -> TensorBoard:
    """Start TensorBoard on a folder of runs, and show it below the cell.

    folder: it holds event files, or folders with event files, one for each run.
    height: of the frame, in pixels.
    timeout: the most seconds that it may take to start.

    The server is a process of its own on a free port that only this machine can reach. It ends with `stop`, or with
    the program that started it. Where no port can be opened, or the browser cannot reach it, the cell shows a
    sentence instead of a frame, and no error stops the notebook.
    Raises FileNotFoundError when there is no such folder.
    """
    if not Path(folder).is_dir():
        raise FileNotFoundError(f"there is no folder {folder}, expected one with event files: train first")
    board = TensorBoard(height=height)
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            # -P: the server must not import a json.py that lies beside the notebook.
            [sys.executable, "-P", "-c", _SERVER, str(Path(folder).absolute()), str(_EVERY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=messages,
            start_new_session=True,  # the stop button of a notebook interrupts its group of processes
        )
        board._end = weakref.finalize(board, _end, process)
        try:
            board.url = _connected(_first_line(process, timeout))
        except OSError as error:
            board.stop()
            messages.seek(0)
            said = messages.read().decode(errors="replace").strip().rpartition("\n")[2]
            board.words = f"TensorBoard cannot start here: {error}. {said}".strip()
    return board


def _first_line(process: subprocess.Popen[bytes], timeout: float) -> str:
    """What the server writes when it is ready: its address. Raises TimeoutError when it ends before."""
    assert process.stdout is not None
    late = threading.Timer(timeout, process.kill)
    late.start()
    try:
        line = process.stdout.readline().decode().strip()
    finally:
        late.cancel()
    if not line:
        raise TimeoutError(f"it is not ready within {timeout:g} seconds")
    return line


def _connected(url: str) -> str:
    """The address, when a connection to it can be made. Raises OSError when not, as where there is no network."""
    address = urlsplit(url)
    socket.create_connection((address.hostname, address.port), timeout=10).close()
    return url


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()  # it holds nothing that must be saved
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
