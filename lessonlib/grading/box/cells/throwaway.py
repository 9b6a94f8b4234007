"""What a fork of the learner's process does before a test may ask it: it keeps the work, and nothing that reaches
the process that it came from.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Set
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from lessonlib.grading.box.cells.shell import NotebookShell
from lessonlib.grading.box.process.stopping import signal_all, stop_all

_MOST_FILES = 2000
_MOST_BYTES = 64 << 20


def come_loose(shell: NotebookShell, folder: Path) -> None:
    """Give this fork streams and files of its own, and no thread pool that exists in its parent only. `folder` is
    where the learner's cells began to run.
    """
    shell.forget_outputs()
    torch = sys.modules.get("torch")
    if torch is not None:
        with suppress(Exception):  # the learner's process can hold anything by this name
            torch.set_num_threads(
                1
            )  # the threads of a pool are not in a fork; who waits for them waits for ever
    with suppress(OSError, ValueError):  # there is no room for a copy, or the learner has gone elsewhere
        _work_in_a_copy(folder)


def leave(status: int) -> NoReturn:
    """End the fork, and nothing else: neither the learner's exit handlers nor the parent's `finally` run."""
    os._exit(status)


def end_all(find: Callable[[], Set[int]]) -> None:
    """End all processes that `find` finds. They are stopped first: those of a fork bomb start others faster than they
    can be ended. Children of this one are waited for: until then they count as processes. No library that watches
    its children, as a DataLoader does, is to raise an error here because they end.
    """
    handler = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ended = stop_all(find)
    signal_all(ended, signal.SIGKILL)
    for pid in ended:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL if handler is None else handler)


def remove_files(pid: int) -> None:
    """Remove the copy that the fork `pid` worked in."""
    shutil.rmtree(_copy_of(pid), ignore_errors=True)


def _copy_of(pid: int) -> Path:
    return Path(tempfile.gettempdir(), f"lessonlib-asked-{pid}")


def _work_in_a_copy(folder: Path) -> None:
    """Go to the same place in a copy of `folder`, unless that is too large for one. Links are not followed."""
    place = Path.cwd().relative_to(folder)
    files = [Path(parent, name) for parent, _, names in os.walk(folder) for name in names]
    size = sum(os.lstat(file).st_size for file in files)
    if files and len(files) <= _MOST_FILES and size <= _MOST_BYTES:
        copy = _copy_of(os.getpid()) / folder.name
        shutil.copytree(folder, copy, symlinks=True, copy_function=_copy)
        os.chdir(copy / place)


def _copy(source: str, target: str) -> str:
    """Plain files only: to open a pipe would be to wait."""
    if os.path.isfile(source):
        shutil.copy2(source, target)
    return target
