"""A service on this machine, seen from the notebook that started it."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from lessonlib.serving.errors import ServingError, extra_missing, not_started

HOST = "127.0.0.1"  # this machine alone
GRACE = 3  # seconds that a service has to finish the answers it has begun


class Service:
    """A running service, until `stop`; made by `serve`. A `with` block stops it at its end.

    url: where it answers, such as "http://127.0.0.1:41234".
    pid: the number of its process.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
        self.url = f"http://{HOST}:{port}"
        self.pid = process.pid
        self._process = process
        self._log = Path(log.name)
        # Also when nobody calls `stop`: at the end of the program, or when no name refers to it any more.
        self._stop = weakref.finalize(self, _end, process, log)

    @property
    def running(self) -> bool:
        """Whether its process is alive."""
        return self._process.poll() is None

    def log(self) -> str:
        """What the service has written so far: one line for each request that it answered; "" after `stop`."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def stop(self) -> None:
        """End the service. Answers that it has begun may take up to 3 seconds to finish. Calling it again has no
        effect.
        """
        self._stop()

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"Service({self.url}, {f'process {self.pid}' if self.running else 'stopped'})"


def serve(
    model: str | PathLike[str], *, port: int = 0, max_rows: int = 100, timeout: float = 120.0
) -> Service:
    """Start an HTTP service that answers from an exported file, and wait until it is ready.

    model: a file that `export` wrote.
    port: where it listens on 127.0.0.1, which only this machine can reach; 0 for any free port.
    max_rows: the most rows in one request.
    timeout: the most seconds that it may take to start.

    The service is a separate process: its work does not block the notebook, and its errors do not end the kernel. It
    ends with `stop`, and with the process that started it, even if that one is killed.

    Raises ServingError when the extra `serve` is not installed, the file cannot be served, the port is taken, or the
    service does not answer in time.
    """
    expect_extra()
    if not 0 <= port <= 65535 or max_rows < 1:
        raise ServingError(
            f"port is {port} and max_rows is {max_rows}, expected a port from 0 to 65535 and at least 1 row"
        )
    log = tempfile.NamedTemporaryFile(prefix="lessonlib-service-", suffix=".log", delete=False)  # noqa: SIM115
    arguments = [Path(model).absolute(), port, max_rows, os.getpid(), log.name]
    process = _start(list(map(str, arguments)), log)
    try:
        service = Service(process, _port_of(process, timeout, log), log)
        _ask_for_health(service, timeout)
    except BaseException:
        _end(process, log)
        raise
    return service


def expect_extra() -> None:
    """Raise ServingError when the libraries of the extra `serve` are not installed."""
    for module in ("fastapi", "uvicorn"):
        if importlib.util.find_spec(module) is None:
            raise ServingError(extra_missing(module))


def _start(arguments: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        # -P: the service must not import a json.py that lies beside the notebook.
        [sys.executable, "-P", "-m", "lessonlib.serving.process", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,  # the stop button of a notebook interrupts its group of processes
    )


def _port_of(process: subprocess.Popen[bytes], timeout: float, log: IO[bytes]) -> int:
    """The port that the process reports. Raises ServingError with its reason when it reports none."""
    assert process.stdout is not None
    late = threading.Timer(timeout, process.kill)
    late.start()
    try:
        line = process.stdout.readline()
    finally:
        late.cancel()
    said: dict[str, Any] = json.loads(line) if line else {}
    if "error" in said:
        raise ServingError(said["error"])
    if "port" not in said:
        last_words = Path(log.name).read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        raise ServingError(
            not_started(last_words or f"its process was ended, perhaps after {timeout:g} seconds")
        )
    return int(said["port"])


def _ask_for_health(service: Service, timeout: float) -> None:
    # Not by requests: a proxy that the environment names cannot reach this machine's 127.0.0.1.
    connection = http.client.HTTPConnection(service.url.removeprefix("http://"), timeout=timeout)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
    except OSError as error:
        raise ServingError(not_started(f"{service.url} does not answer ({error})")) from error
    finally:
        connection.close()
    if status != 200:
        raise ServingError(not_started(f"{service.url}/health answers with status {status}"))


def _end(process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    """End the process for certain, and remove its log."""
    process.terminate()
    try:
        process.wait(GRACE + 2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout, log):
        if pipe is not None:
            pipe.close()
    with suppress(OSError):
        Path(log.name).unlink()
