"""The command that seals an answer."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lessonlib.check import seal


@pytest.mark.parametrize(("words", "answer"), [(["b"], "b"), (["a", "c"], ["a", "c"])])
def test_the_command_prints_the_seal(words, answer):
    command = [sys.executable, "-W", "error", "-m", "lessonlib.check.seal", "q3", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == seal("q3", answer)
