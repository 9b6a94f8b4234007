"""Every chapter runs from top to bottom, without a network where the system lets us take it away."""

import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

SECONDS = 60  # with LESSONLIB_FAST=1, on one of two cores


@cache
def without_network() -> list[str]:
    """The command that starts another in a network namespace of its own; empty where that is not permitted."""
    unshare = shutil.which("unshare")
    command = [unshare, "--map-root-user", "--net"] if unshare else []
    allowed = command and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if allowed else []


def run(lesson):
    """The process that ran the chapter, and the seconds it took."""
    script = Path(__file__).with_name("offline.py")
    command = [*without_network(), sys.executable, str(script), str(lesson.course_notebook)]
    environment = {**os.environ, "LESSONLIB_FAST": "1"}
    environment.pop("LESSONLIB_DATA", None)
    started = time.perf_counter()
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    return result, time.perf_counter() - started


@pytest.mark.slow
def test_the_chapter_runs_offline(taught, runs):
    result, seconds = runs[taught.slug].result()
    assert result.returncode == 0, result.stdout + result.stderr
    assert "no network" in result.stdout or not without_network()
    assert seconds < SECONDS, result.stdout
