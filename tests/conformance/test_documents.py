"""The documents' programs, run with only the import line changed, against what real TensorFlow printed.

The programs and the recordings are not part of this project: LESSONLIB_CONFORMANCE says where they are.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = Path(os.environ.get("LESSONLIB_CONFORMANCE", ROOT / ".." / "shared" / "conformance")).resolve()
PROGRAMS = sorted(path.stem for path in (SUITE / "seed_programs").glob("*.py"))

pytestmark = [pytest.mark.conformance, pytest.mark.slow]


def test_the_suite_is_there():
    if not SUITE.is_dir() and not os.environ.get("CI"):
        pytest.skip(f"no conformance suite at {SUITE}; set LESSONLIB_CONFORMANCE")
    assert len(PROGRAMS) == 39


@pytest.mark.parametrize("program", PROGRAMS)
def test_prints_what_tensorflow_printed(program):
    # Two of them train with Keras on all of MNIST: minutes, where others compute beside them.
    command = [sys.executable, str(SUITE / "conform.py"), "--only", program, "--limit", "900"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1000)
    assert done.returncode == 0, done.stdout + done.stderr
