"""The first child of a warm process: it does what children do, to see whether the libraries bear a fork."""

from __future__ import annotations

import logging
import os
import random
import sys
import tempfile
import threading
from pathlib import Path
from types import ModuleType


def main() -> None:
    """Import, write a file, log, draw random numbers, compute, start a thread and a process.

    Raises what a library raises after a fork. Where a lock was held at the fork, it never returns.
    """
    _import()
    logging.getLogger(__name__).warning("a message on trial")
    random.random()
    if numpy := sys.modules.get("numpy"):
        numpy.random.default_rng().random()
        numpy.random.random()
    if torch := sys.modules.get("torch"):
        _compute(torch)
    thread = threading.Thread(target=random.random)
    thread.start()
    thread.join()
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _import() -> None:
    """Import a module that no process has imported before."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "lessonlib_on_trial.py").write_text("", encoding="utf-8")
        sys.path.insert(0, folder)
        __import__("lessonlib_on_trial")


def _compute(torch: ModuleType) -> None:
    """A step of training, with more than one thread."""
    torch.set_num_threads(2)
    weights = torch.rand(256, 256, requires_grad=True)
    (weights @ weights).sum().backward()
    assert torch.isfinite(weights.grad).all()
