"""What a fresh fork does before its target is called: a process of its own, with nothing left of the zygote."""

from __future__ import annotations

import gc
import importlib
import os
import random
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lessonlib.grading.box import errors, messages
from lessonlib.grading.box.errors import BoxError, FolderError
from lessonlib.grading.box.limits import MB, Box
from lessonlib.grading.box.walls.folder import copy_folder
from lessonlib.grading.box.walls.rlimits import apply_limits
from lessonlib.grading.box.walls.walls import Walls


@dataclass
class Job:
    """What a child is to be. `descriptors`: lease, streams that are given, the folder if there is one, sockets.

    `imports`: the modules that it does not have from its zygote.
    """

    target: str
    streams: list[bool]
    folder: bool
    seed: int | None
    box: Box | None
    descriptors: list[int]
    slot: int
    imports: Sequence[str] = ()
    group: int | None = None
    scratch: str | None = None


def run(job: Job, walls: Walls | None) -> int:
    """Become the process that `job` asks for, call its target, and return the exit status."""
    lease = socket.socket(fileno=job.descriptors[0])
    try:
        os.setsid()
        os.umask(0o022)
        folder, sockets = _keep_only(job)
        _forget_zygote()
        left_out = _enter(job, folder, walls)
        seed_generators(job.seed)
        module, _, name = job.target.partition(":")
        target = getattr(sys.modules[module], name)
    except BaseException as error:
        kind = "folder" if isinstance(error, FolderError) else "error"
        messages.send(lease, {kind: str(error) if kind == "folder" else errors.not_started(error)})
        return 1
    messages.send(lease, {"left_out": left_out})
    lease.close()
    return _call(target, sockets)


def _enter(job: Job, folder: int | None, walls: Walls | None) -> list[str]:
    """Go to a folder of its own and put up the walls, as far as `job` asks for them."""
    if not job.box:
        import_all(job.imports)
        return []
    if walls:
        left_out = walls.enter(job.slot, job.box, job.group, folder)
    else:
        left_out = _enter_scratch(Path(job.scratch or ""), job.box, folder)
    tempfile.tempdir = None  # what the zygote found is not there
    # Behind the walls, for a thread that an import starts keeps the privileges of its start, and ahead of the
    # limits, for these are of what the learner's code needs.
    import_all(job.imports)
    apply_limits(job.box)
    if folder is not None:
        os.close(folder)
    sys.path = _as_in_a_kernel(sys.path)
    return left_out


def _as_in_a_kernel(path: Sequence[str]) -> list[str]:
    """`path` with the current folder where IPython has it: after the standard library, before what is installed.

    So `import code` is the same module here and in JupyterLab, whatever lies beside the notebook. A file with the
    name of an installed library stands in for it only if this process has not imported the library yet.
    """
    rest = [name for name in path if name]
    installed = [n for n, name in enumerate(rest) if Path(name).name in ("site-packages", "dist-packages")]
    place = installed[0] if installed else len(rest)
    return [*rest[:place], "", *rest[place:]]


def _enter_scratch(scratch: Path, box: Box, folder: int | None) -> list[str]:
    """Without walls: a home and a copy of the folder all the same, so that the submission stays as it is."""
    work = scratch / "work"
    work.mkdir()
    left_out = copy_folder(folder, work, os.geteuid(), box.disk_mb * MB, box.leave_out) if folder else []
    os.chdir(work)
    os.environ.update(
        {"HOME": str(scratch), "TMPDIR": str(scratch), "MPLCONFIGDIR": str(scratch / ".matplotlib")}
    )
    return left_out


def _keep_only(job: Job) -> tuple[int | None, list[socket.socket]]:
    """Put the streams in place, and close all descriptors that are not for this child."""
    lease, *passed = job.descriptors
    null = os.open(os.devnull, os.O_RDWR)
    for number, given in enumerate(job.streams):
        os.dup2(passed.pop(0) if given else null, number)
    kept = sorted([2, lease, *passed, *([] if job.group is None else [job.group])])
    for low, high in zip(kept, [*kept[1:], 1 << 30], strict=True):
        os.closerange(low + 1, high)
    folder = passed.pop(0) if job.folder else None
    return folder, [socket.socket(fileno=descriptor) for descriptor in passed]


def import_all(modules: Sequence[str]) -> None:
    """Import these, in their order. BoxError names the one that cannot be."""
    for module in modules:
        try:
            importlib.import_module(module)
        except BaseException as error:
            raise BoxError(errors.not_imported(module, error)) from None


def _forget_zygote() -> None:
    sys.argv = sys.argv[:1]
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.enable()


def seed_generators(seed: int | None) -> None:
    """Children of one zygote would all draw the same numbers. The zygote calls this too: NumPy loads its
    generators only then, which takes 10 ms.
    """
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
        with suppress(OSError, ValueError):  # nobody reads it any more, or the target closed it
            stream.flush()
    return status if isinstance(status, int) else int(status is not None)
