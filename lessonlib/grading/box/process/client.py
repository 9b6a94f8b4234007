"""The grader's side: starting a zygote, spawning children from it, and learning how they end."""

from __future__ import annotations

import contextlib
import os
import platform
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from platformdirs import user_cache_path

from lessonlib.grading.box import errors, messages
from lessonlib.grading.box.errors import BoxError, FolderError
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.handle import ZygoteProcess

_OWN_MODULES = ("lessonlib.grading.box.process.remote_call", "lessonlib.grading.box.process.trial")
_TRIAL = "lessonlib.grading.box.process.trial:main"
_TRIAL_SECONDS = 60  # for what takes a tenth of a second, unless it hangs or the machine is very busy


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


def has_zygotes() -> bool:
    """Whether this system has what a Zygote is made of: forks, and sockets that descriptors can be sent over."""
    return sys.platform == "linux"


class Zygote:
    """A warm process: it has imported `modules`, and does nothing but fork. Use it in a `with` statement.

    Starting does not wait for the imports; the first `spawn` does, and has a child forked on trial. Where a
    library does not bear that (it started a thread, holds a lock, refuses the fork), a cold process takes the
    place of this one: it has imported nothing, and each child imports `modules` by itself.

    All children are killed at its end, and when this process dies. Without `sandbox`, a Box hides nothing: it
    is a folder and limits for each process. Without `use_cgroup`, memory is added up from outside, as where the
    kernel's groups cannot be had.

    `cold`: why children import by themselves, in words for an instructor; "" while they need not.
    """

    def __init__(self, modules: Sequence[str], *, sandbox: bool = True, use_cgroup: bool = True) -> None:
        self.cold = ""
        self._lock, self._settled = threading.Lock(), False
        self._setup = {
            "modules": [*modules, *_OWN_MODULES],
            "sandbox": sandbox,
            "use_cgroup": use_cgroup,
            "data": _data_folders(),
            "fonts": os.environ.get("MPLCONFIGDIR", str(user_cache_path("matplotlib", appauthor=False))),
        }

    def __enter__(self) -> Zygote:
        if not has_zygotes():
            raise BoxError(errors.no_linux(platform.system()))
        self._process = ZygoteProcess({**self._setup, "cold": False})
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.end()

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
        try:
            self.wait()
            return self._fork(target, boxed, [stdin, stdout, stderr], [s.fileno() for s in sockets], seed)
        finally:
            for sock in sockets:
                sock.close()

    def wait(self) -> None:
        """Return when the imports are done and `cold` is known; BoxError when there is no zygote."""
        with self._lock:
            if self._settled:
                return
            self._process.imported()
            if fault := self._fault():
                self._process.end()
                self.cold = errors.cold_start(fault)
                self._process = ZygoteProcess({**self._setup, "cold": True})
                self._process.imported()
            self._settled = True

    def _fault(self) -> str:
        """Why the process must not be forked; "" where a child on trial does what children do."""
        with tempfile.TemporaryFile() as written:
            try:
                streams = [None, None, written.fileno()]
                with self._fork(_TRIAL, Box(), streams, [], None, _TRIAL_SECONDS) as child:
                    ending = child.wait(_TRIAL_SECONDS)
            except TimeoutError:
                return errors.hung(_TRIAL_SECONDS)
            except BoxError as error:
                return str(error)
            if ending.exit_code == 0:
                return ""
            return errors.broke(os.pread(written.fileno(), 1 << 16, 0).decode(errors="replace"))

    def _fork(
        self,
        target: str,
        boxed: Box | None,
        streams: Sequence[int | None],
        passed: Sequence[int],
        seed: int | None,
        seconds: float | None = None,
    ) -> Child:
        """The child, once it is about to call its target. TimeoutError when that takes more than `seconds`."""
        request = {
            "target": target,
            "streams": [stream is not None for stream in streams],
            "seed": seed,
            "folder": bool(boxed and boxed.folder),
            "box": boxed and {**asdict(boxed), "folder": None},
        }
        lease, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        lease.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            with theirs, _opened(boxed.folder if boxed else None) as folder:
                given = [*(stream for stream in streams if stream is not None), *folder, *passed]
                self._process.ask(request, [theirs.fileno(), *given])
            return self._ready(lease, seconds)
        except BaseException:
            lease.close()
            raise

    def _ready(self, lease: socket.socket, seconds: float | None) -> Child:
        lease.settimeout(seconds)
        try:
            message, pid = messages.receive_with_pid(lease)
        except EOFError:
            raise self._process.lost() from None
        if "left_out" in message:
            return Child(lease, pid, message["left_out"])
        raise FolderError(message["folder"]) if "folder" in message else BoxError(message["error"])


@contextlib.contextmanager
def _opened(folder: Path | None) -> Iterator[list[int]]:
    """The descriptor of a folder, if there is one."""
    descriptors = [os.open(folder, os.O_RDONLY | os.O_DIRECTORY)] if folder else []
    try:
        yield descriptors
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _data_folders() -> list[str]:
    """Where lessonlib.data looks for fetched data sets, if it is there; asking it would import torch here."""
    names = [os.environ.get("LESSONLIB_DATA"), str(user_cache_path("lessonlib", appauthor=False))]
    folders = [os.path.abspath(os.path.expanduser(name)) for name in names if name]
    return [folder for folder in folders if os.path.isdir(folder) and os.access(folder, os.R_OK | os.X_OK)]
