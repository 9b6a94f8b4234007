"""Every chapter is proven, from top to bottom, without a network where the system lets us take it away.

What its own cells gave is kept for `make site`, which then does not run it again.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import nbformat
import pytest

from lessonlib.notebook.file import dumps
from lessonlib.prove.chapter import chapters_own, proof_notebook
from website.kept import Kept

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kept():
    """What `make site` takes: outputs in the surroundings of `run`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LESSONLIB_FAST", "1")
        patch.delenv("LESSONLIB_DATA", raising=False)
        return Kept(ROOT / ".website" / "outputs")


@cache
def without_network() -> list[str]:
    """The command that starts another in a network namespace of its own; empty where that is not permitted."""
    unshare = shutil.which("unshare")
    command = [unshare, "--map-root-user", "--net"] if unshare else []
    allowed = command and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if allowed else []


def run(taught):
    """The process that ran the chapter, with its proofs and the answers to its practice cells; the notebook as it left
    it, and the folder in which it ran.
    """
    script = Path(__file__).with_name("offline.py")
    environment = {**os.environ, "LESSONLIB_FAST": "1"}
    for name in ("LESSONLIB_DATA", "MPLBACKEND"):  # a learner's notebook shows its figures
        environment.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="lessonlib-") as folder:
        notebook, work = Path(folder, f"{taught.slug}.ipynb"), Path(folder, "work").resolve()
        notebook.write_text(dumps(proof_notebook(*taught)), encoding="utf-8")
        work.mkdir()
        command = [*without_network(), sys.executable, str(script), str(notebook), str(work)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
        return done, nbformat.read(notebook, as_version=4), work


@pytest.mark.slow
def test_the_chapter_runs_offline(taught, kept, runs):
    result, notebook, work = runs[taught.slug].result()
    assert result.returncode == 0, result.stdout + result.stderr
    assert "no network" in result.stdout or not without_network()
    kept.keep(taught.slug, chapters_own(notebook), work)
