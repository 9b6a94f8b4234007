"""The grader's hold on the process that children are forked from: starting it, asking it for forks, ending it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from lessonlib.grading.box import errors, messages
from lessonlib.grading.box.errors import BoxError

_END_SECONDS = 30  # for what takes none, unless the machine is very busy


class ZygoteProcess:
    """A new process that does what `zygote.main` says, with `setup` as its first message.

    `pid` is that of the process started here: in a sandbox the guard, whose only child is the zygote itself.
    """

    def __init__(self, setup: dict[str, Any]) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the process)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "lessonlib.grading.box.process.zygote", str(theirs.fileno())],
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.pid = self._process.pid
        messages.send(self._control, setup)

    def imported(self) -> None:
        """Wait until it has imported its modules. BoxError when it ended before."""
        try:
            message, _ = messages.receive(self._control)
        except EOFError:
            message = {"error": self._written()}
        if "error" in message:
            raise BoxError(errors.zygote_failed(message["error"]))

    def ask(self, request: dict[str, Any], descriptors: Sequence[int]) -> None:
        """Ask for a fork; the answer comes over the lease, the first of `descriptors`. BoxError when it ended."""
        try:
            messages.send(self._control, request, descriptors)
        except OSError:
            raise self.lost() from None

    def lost(self) -> BoxError:
        """Why there is no answer any more."""
        return BoxError(errors.zygote_failed(self._written()))

    def end(self) -> None:
        """End it and, in a sandbox, all that it forked; wait for that."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _written(self) -> str:
        """The end of what it wrote to its standard error."""
        return os.pread(self._log.fileno(), 1 << 16, 0).decode(errors="replace")[-2000:]


def _environment() -> dict[str, str]:
    """All that the zygote starts with: a child can read it in /proc/self/environ, whatever is changed later."""
    path = f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin"
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **one_thread, "PATH": path, "LANG": "C.UTF-8", "MPLBACKEND": "Agg"}
