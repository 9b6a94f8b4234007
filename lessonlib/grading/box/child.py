"""What a fresh fork does before its target is called: a process of its own, with nothing left of the zygote."""

from __future__ import annotations

import gc
import importlib
import os
import random
import signal
import socket
import sys
import traceback
from dataclasses import dataclass, field

from lessonlib.grading.box import messages
from lessonlib.grading.box.limits import Box, apply_limits


@dataclass
class Job:
    """A request as it came from the grader. `descriptors`: lease, streams that are given, sockets."""

    target: str
    streams: list[bool]
    seed: int | None
    box: Box | None
    descriptors: list[int] = field(default_factory=list)


def run(job: Job) -> int:
    """Become the process that `job` asks for, call its target, and return the exit status."""
    lease = socket.socket(fileno=job.descriptors[0])
    try:
        os.setsid()
        sockets = _keep_only(job)
        _forget_zygote(job.seed)
        if job.box:
            apply_limits(job.box)
        module, _, name = job.target.partition(":")
        target = getattr(sys.modules[module], name)
    except BaseException as error:
        messages.send(lease, {"error": f"A child could not be started: {error!r}"})
        return 1
    messages.send(lease, {"ready": True})
    lease.close()
    return _call(target, sockets)


def _keep_only(job: Job) -> list[socket.socket]:
    """Put the streams in place, and close all descriptors but the lease and the sockets."""
    lease, *passed = job.descriptors
    null = os.open(os.devnull, os.O_RDWR)
    for number, given in enumerate(job.streams):
        os.dup2(passed.pop(0) if given else null, number)
    kept = sorted([2, lease, *passed])
    for low, high in zip(kept, [*kept[1:], 1 << 30], strict=True):
        os.closerange(low + 1, high)
    return [socket.socket(fileno=descriptor) for descriptor in passed]


def _forget_zygote(seed: int | None) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _seed(seed)
    importlib.invalidate_caches()
    gc.enable()


def _seed(seed: int | None) -> None:
    """Children of one zygote would all draw the same numbers."""
    start = int.from_bytes(os.urandom(4), "little") if seed is None else seed
    random.seed(start)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(start % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.manual_seed(start)


def _call(target: object, sockets: list[socket.socket]) -> int:
    """What a script's exit status would be."""
    status: object
    try:
        status = target(*sockets)  # type: ignore[operator]
    except SystemExit as stop:
        status = stop.code
        if isinstance(status, str):
            print(status, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        status = 1
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status if isinstance(status, int) else int(status is not None)
