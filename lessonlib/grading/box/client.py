"""The grader's side: starting a zygote, spawning children from it, and learning how they end."""

from __future__ import annotations

import contextlib
import os
import platform
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from types import TracebackType

from platformdirs import user_cache_path

from lessonlib.grading.box import errors, messages
from lessonlib.grading.box.errors import BoxError, FolderError
from lessonlib.grading.box.limits import Box

_END_SECONDS = 5


@dataclass(frozen=True)
class Ending:
    """How a child ended: by itself with `exit_code`, or by a `signal`; the other one is None.

    `out_of_memory`: it or a process that it started was killed for memory. `cpu_seconds` and `peak_mb` are of
    the child and of those of its children that it waited for; what it shares with the zygote counts.
    """

    exit_code: int | None
    signal: int | None
    out_of_memory: bool
    cpu_seconds: float
    wall_seconds: float
    peak_mb: float


class Child:
    """A process forked from a zygote, and all that it starts. When this is closed or lost, they are killed.

    `pid` is the child's as this process sees it; `left_out` are files of Box.folder that were not copied (20 at
    most), as they are links, pipes or the like.
    """

    def __init__(self, lease: socket.socket, pid: int, left_out: Sequence[str]) -> None:
        self.pid = pid
        self.left_out = tuple(left_out)
        self._lease = lease
        self._ending: Ending | None = None

    def fileno(self) -> int:
        """A descriptor that becomes readable when the child has ended: for `select` and its like."""
        return self._lease.fileno()

    def wait(self, timeout: float | None = None) -> Ending:
        """How the child ended. TimeoutError when it still runs after `timeout` seconds; BoxError when the
        zygote, and so the child, died.
        """
        if self._ending is None:
            self._lease.settimeout(None if timeout is None else max(timeout, 1e-3))  # 0 is another mode
            try:
                message, _ = messages.receive(self._lease)
            except EOFError:
                raise BoxError(errors.zygote_failed("")) from None
            self._lease.close()
            self._ending = Ending(**message["ending"])
        return self._ending

    def kill(self) -> Ending:
        """Kill the child and all that it started, and say how it ended; one that had ended stays as it is."""
        self._give_up()
        return self.wait()

    def _give_up(self) -> None:
        """End the lease, also where a fork of this process holds a copy of its descriptor."""
        with contextlib.suppress(OSError):
            self._lease.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Kill the child and all that it started, without waiting."""
        self._give_up()
        self._lease.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class Zygote:
    """A warm process: it has imported `modules`, and does nothing but fork. Use it in a `with` statement.

    Starting does not wait for the imports; the first `spawn` does. All children are killed at its end, and
    when this process dies. Without `sandbox`, a Box hides nothing: it is a folder and limits for each process.
    Without `use_cgroup`, memory is added up from outside, as where the kernel's groups cannot be had.
    """

    def __init__(self, modules: Sequence[str], *, sandbox: bool = True, use_cgroup: bool = True) -> None:
        self._modules = [*modules, "lessonlib.grading.box.errand"]
        self._setup = {
            "modules": self._modules,
            "sandbox": sandbox,
            "use_cgroup": use_cgroup,
            "data": _data_folders(),
            "fonts": os.environ.get("MPLCONFIGDIR", str(user_cache_path("matplotlib", appauthor=False))),
        }

    def __enter__(self) -> Zygote:
        if self._setup["sandbox"] and platform.system() != "Linux":
            raise BoxError(errors.no_linux(platform.system()))
        self._log = tempfile.TemporaryFile()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "lessonlib.grading.box.zygote", str(theirs.fileno())],
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        messages.send(self._control, self._setup)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    @property
    def pid(self) -> int:
        """The process started here: in a sandbox the guard, whose only child is the zygote itself."""
        return self._process.pid

    def spawn(
        self,
        target: str,
        sockets: Sequence[socket.socket] = (),
        *,
        boxed: Box | None = None,
        stdin: int | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
        seed: int | None = None,
    ) -> Child:
        """Fork a child that calls `target` ("package.module:function") with `sockets`, then ends.

        The sockets are closed here, so that each side notices the other's end. What is None of stdin, stdout
        and stderr (descriptors) is /dev/null. Python's, NumPy's and torch's random generators start from
        `seed`, or from the system's randomness. `boxed` None: a bare fork. BoxError when the child or one of
        its walls cannot be had; `target` has not been called then. May be called from several threads.
        """
        folder = os.open(boxed.folder, os.O_RDONLY | os.O_DIRECTORY) if boxed and boxed.folder else None
        lease, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        lease.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        streams = [stdin, stdout, stderr]
        request = {
            "target": target,
            "streams": [stream is not None for stream in streams],
            "seed": seed,
            "folder": bool(boxed and boxed.folder),
            "box": boxed and {**asdict(boxed), "folder": None},
        }
        passed = [theirs.fileno(), *(stream for stream in streams if stream is not None)]
        passed += [] if folder is None else [folder]
        try:
            messages.send(self._control, request, [*passed, *(sock.fileno() for sock in sockets)])
        except OSError:
            lease.close()
            raise BoxError(errors.zygote_failed(self._reason())) from None
        finally:
            if folder is not None:
                os.close(folder)
            theirs.close()
            for sock in sockets:
                sock.close()
        return self._ready(lease)

    def _ready(self, lease: socket.socket) -> Child:
        """The child, once it is about to call its target."""
        try:
            message, pid = messages.receive_with_pid(lease)
        except EOFError:
            lease.close()
            raise BoxError(errors.zygote_failed(self._reason())) from None
        if "left_out" in message:
            return Child(lease, pid, message["left_out"])
        lease.close()
        if "folder" in message:
            raise FolderError(message["folder"])
        raise BoxError(message["error"])

    def _reason(self) -> str:
        """What the zygote said before it ended."""
        self._control.settimeout(1)
        try:
            return str(messages.receive(self._control)[0]["error"])
        except (EOFError, OSError):
            return os.pread(self._log.fileno(), 1 << 16, 0).decode(errors="replace")[-2000:]


def _environment() -> dict[str, str]:
    """All that the zygote starts with: a child can read it in /proc/self/environ, whatever is changed later."""
    path = f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin"
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **one_thread, "PATH": path, "LANG": "C.UTF-8", "MPLBACKEND": "Agg"}


def _data_folders() -> list[str]:
    """Where lessonlib.data looks for fetched data sets, if it is there; asking it would import torch here."""
    names = [os.environ.get("LESSONLIB_DATA"), str(user_cache_path("lessonlib", appauthor=False))]
    folders = [os.path.abspath(os.path.expanduser(name)) for name in names if name]
    return [folder for folder in folders if os.path.isdir(folder) and os.access(folder, os.R_OK | os.X_OK)]
