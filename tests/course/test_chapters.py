"""Every chapter is proven, from top to bottom, without a network where the system lets us take it away."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from lessonlib.notebook.file import dumps
from lessonlib.prove.chapter import proof_notebook


@cache
def without_network() -> list[str]:
    """The command that starts another in a network namespace of its own; empty where that is not permitted."""
    unshare = shutil.which("unshare")
    command = [unshare, "--map-root-user", "--net"] if unshare else []
    allowed = command and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if allowed else []


def run(taught):
    """The process that ran the chapter, with its proofs and the answers to its practice cells."""
    script = Path(__file__).with_name("offline.py")
    environment = {**os.environ, "LESSONLIB_FAST": "1"}
    environment.pop("LESSONLIB_DATA", None)
    with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder:
        notebook = Path(folder, f"{taught.slug}.ipynb")
        notebook.write_text(dumps(proof_notebook(*taught)), encoding="utf-8")
        command = [*without_network(), sys.executable, str(script), str(notebook)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.slow
def test_the_chapter_runs_offline(taught, runs):
    result = runs[taught.slug].result()
    assert result.returncode == 0, result.stdout + result.stderr
    assert "no network" in result.stdout or not without_network()
