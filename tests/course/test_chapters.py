"""Every chapter runs from top to bottom, without a network where the system lets us take it away."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

SECONDS = 60  # of processor time, with LESSONLIB_FAST=1


@cache
def without_network() -> list[str]:
    """The command that starts another in a network namespace of its own; empty where that is not permitted."""
    unshare = shutil.which("unshare")
    command = [unshare, "--map-root-user", "--net"] if unshare else []
    allowed = command and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if allowed else []


def run(lesson):
    """The process that ran the chapter."""
    script = Path(__file__).with_name("offline.py")
    command = [*without_network(), sys.executable, str(script), str(lesson.course_notebook)]
    environment = {**os.environ, "LESSONLIB_FAST": "1"}
    environment.pop("LESSONLIB_DATA", None)
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.slow
def test_the_chapter_runs_offline(taught, runs):
    result = runs[taught.slug].result()
    assert result.returncode == 0, result.stdout + result.stderr
    assert "no network" in result.stdout or not without_network()
    assert float(result.stdout.split()[-1]) < SECONDS, result.stdout
