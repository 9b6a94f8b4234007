"""The process that children are forked from: warm, it has imported what they need; cold, it has not, and they do.

It computes nothing and has one thread.
"""

from __future__ import annotations

import gc
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lessonlib.grading.box import errors, messages
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.limits import IMPORTS_MB, MB, Box
from lessonlib.grading.box.process import child, hugepages, watch
from lessonlib.grading.box.process.child import Job
from lessonlib.grading.box.walls.namespaces import MOST_CHILDREN
from lessonlib.grading.box.walls.walls import Walls, raise_walls


@dataclass
class _Running:
    """A child that has not been reaped; its lease ends when the grader no longer wants it."""

    pid: int
    job: Job
    lease: socket.socket
    started: float
    out_of_memory: bool = False


class Server:
    """Forks children on request, kills those whose lease ends, and reports each one's ending over its lease."""

    def __init__(
        self, control: socket.socket, modules: list[str], walls: Walls | None, *, cold: bool = False
    ) -> None:
        self._control = control
        self._modules = modules
        self._cold = cold
        self._walls = walls
        self._running: dict[int, _Running] = {}
        self._selector = selectors.DefaultSelector()
        self._wakeup, wakeup = socket.socketpair()
        self._descriptors = [control, self._wakeup, wakeup]
        for sock in (self._wakeup, wakeup):
            sock.setblocking(False)
        signal.set_wakeup_fd(wakeup.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(self._wakeup, selectors.EVENT_READ)

    def serve(self) -> Job | None:
        """Work until the grader is gone; then None. In a fresh child: its job."""
        while True:
            events = self._selector.select(watch.INTERVAL if any(self._watched()) else None)
            for running in self._watched():
                self._watch(running)
            for key, _ in events:
                if key.data is not None:
                    self._kill(key.data)
                elif key.fileobj is self._wakeup:
                    self._reap()
                else:
                    try:
                        request, descriptors = messages.receive(self._control)
                    except EOFError:
                        self._end()
                        return None
                    if job := self._fork(request, descriptors):
                        return job

    def _fork(self, request: dict[str, Any], descriptors: list[int]) -> Job | None:
        """The job in the child, None here."""
        lease = socket.socket(fileno=os.dup(descriptors[0]))
        try:
            job = self._job(request, descriptors)
            pid = self._walls.fork() if self._walls and job.box else os.fork()
        except Exception as error:  # a library's audit hook or the kernel refuses the fork
            reason = str(error) if isinstance(error, ValueError) else errors.not_started(error)
            with suppress(OSError):
                messages.send(lease, {"error": reason})
            lease.close()
        else:
            if pid == 0:
                self._close(lease)
                return job
            self._running[pid] = _Running(pid, job, lease, time.monotonic())
            self._selector.register(lease, selectors.EVENT_READ, self._running[pid])
        for descriptor in descriptors:
            os.close(descriptor)
        return None

    def _job(self, request: dict[str, Any], descriptors: list[int]) -> Job:
        """What is asked for, with what only the zygote can give. ValueError says what is wrong with it."""
        self._check(request["target"])
        box = request.pop("box")
        imports = self._modules if self._cold else []
        job = Job(
            **request,
            box=box and Box(**box),
            descriptors=descriptors,
            slot=self._free_slot(),
            imports=imports,
        )
        if self._walls and job.box:
            job.group = self._walls.prepare(job.slot, self._with_imports(job.box))
        elif job.box:
            job.scratch = tempfile.mkdtemp(prefix="lessonlib-")
        return job

    def _with_imports(self, box: Box) -> Box:
        """What the box may take from outside, where its memory is counted with that of its imports."""
        return replace(box, memory_mb=box.memory_mb + IMPORTS_MB) if self._cold else box

    def _free_slot(self) -> int:
        taken = {running.job.slot for running in self._running.values()}
        if len(taken) >= MOST_CHILDREN:
            raise ValueError(errors.too_many_children(MOST_CHILDREN))
        return next(slot for slot in range(MOST_CHILDREN) if slot not in taken)

    def _watched(self) -> list[_Running]:
        """The children whose memory is limited for all their processes together."""
        return [running for running in self._running.values() if running.job.box] if self._walls else []

    def _watch(self, running: _Running) -> None:
        if self._ran_out(running):
            running.out_of_memory = True
            watch.end_first(running.pid)

    def _check(self, target: str) -> None:
        module, _, name = target.partition(":")
        if not self._cold and not callable(getattr(sys.modules.get(module), name, None)):
            raise ValueError(errors.target_not_loaded(target, self._modules))
        threads = sorted(Path("/proc/self/task").glob("*/comm"))
        if len(threads) > 1:
            raise ValueError(
                errors.too_many_threads(
                    [thread.read_text(encoding="utf-8", errors="replace").strip() for thread in threads]
                )
            )

    def _close(self, lease: socket.socket) -> None:
        """In a child: close what is the zygote's while the descriptors still mean what these objects think."""
        self._selector.close()
        for sock in (lease, *self._descriptors, *(running.lease for running in self._running.values())):
            sock.close()

    def _kill(self, running: _Running) -> None:
        """The lease ended: nobody waits for the child any more."""
        if self._running.get(running.pid) is not running:
            return
        self._selector.unregister(running.lease)
        with suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
            os.killpg(running.pid, signal.SIGKILL)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            self._wakeup.recv(4096)
        with suppress(ChildProcessError):
            while (ended := os.wait4(-1, os.WNOHANG))[0]:
                pid, status, usage = ended
                if pid in self._running:
                    self._report(self._running.pop(pid), status, usage)

    def _report(self, running: _Running, status: int, usage: resource.struct_rusage) -> None:
        signalled = os.WIFSIGNALED(status)
        ending = {
            "exit_code": None if signalled else os.WEXITSTATUS(status),
            "signal": os.WTERMSIG(status) if signalled else None,
            "out_of_memory": running.out_of_memory or self._ran_out(running),
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "wall_seconds": time.monotonic() - running.started,
            "peak_mb": usage.ru_maxrss / 1024,
        }
        with suppress(KeyError):
            self._selector.unregister(running.lease)
        with suppress(OSError):
            messages.send(running.lease, {"ending": ending})
        running.lease.close()
        _remove(running.job.scratch)

    def _ran_out(self, running: _Running) -> bool:
        """Whether it uses too much memory, or the kernel killed one of its processes for that since this was asked."""
        job = running.job
        if not self._walls or not job.box:
            return False
        if self._walls.groups:
            return self._walls.groups.ran_out(job.slot)
        return watch.uses_more(running.pid, self._with_imports(job.box).memory_mb * MB)

    def _end(self) -> None:
        for running in self._running.values():
            self._kill(running)
            _remove(running.job.scratch)


def main() -> None:
    """Serve the grader on the descriptor that is the only argument, until it closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # while modules are imported it would take a fifth of the time
    control = socket.socket(fileno=int(sys.argv[1]))
    setup, _ = messages.receive(control)
    modules = setup["modules"]
    try:
        walls = _raise_walls(control, setup) if setup["sandbox"] else None
        if not setup["cold"]:
            child.import_all(modules)
            child.seed_generators(None)
    except Exception as error:
        messages.send(control, {"error": str(error) if isinstance(error, BoxError) else repr(error)})
        sys.exit(1)
    gc.collect()
    gc.freeze()
    hugepages.collapse()
    server = Server(control, modules, walls, cold=setup["cold"])
    messages.send(control, {"imported": modules})
    job = server.serve()
    if job:
        os._exit(child.run(job, walls))


def _raise_walls(control: socket.socket, setup: dict[str, Any]) -> Walls:
    try:
        walls = raise_walls(
            control, setup["modules"], setup["data"], setup["fonts"], use_cgroup=setup["use_cgroup"]
        )
    except OSError as error:
        raise BoxError(errors.no_sandbox(error)) from None
    os.environ.update(walls.environment)
    tempfile.tempdir = None  # to be looked for again: the root is another now
    return walls


def _remove(folder: str | None) -> None:
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
