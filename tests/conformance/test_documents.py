"""The documents' programs, run with only the import line changed, against what real TensorFlow printed.

The programs and the recordings are not part of this project: LESSONLIB_CONFORMANCE says where they are.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = Path(os.environ.get("LESSONLIB_CONFORMANCE", ROOT / ".." / "shared" / "conformance")).resolve()
PROGRAMS = sorted(path.stem for path in (SUITE / "seed_programs").glob("*.py"))
SECONDS = 900  # two of them train with Keras on all of MNIST: minutes, where others compute beside them
LONG = (
    "s002_02_mnist_mlp",
    "s002_03_mnist_cnn_layers",
    "s002_04_gan",
    *(p for p in PROGRAMS if "keras" in p),
)

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # the suite's check.py leaves some
]


@pytest.fixture(scope="module")
def conform():
    """The suite's conform.py, whose programs run in forks of one warm process (warm.py)."""
    with pytest.MonkeyPatch.context() as patch, _warm_process() as warm:
        patch.syspath_prepend(SUITE)
        spec = importlib.util.spec_from_file_location("conform", SUITE / "conform.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)

        def run(program, folder, env, limit):
            job = {"program": str(program), "folder": str(folder), "env": env, "seconds": limit}
            print(json.dumps(job), file=warm.stdin, flush=True)
            status = int(warm.stdout.readline())
            assert status == 0, (status, (folder / "stderr.txt").read_text("utf-8"))
            return re.sub(r"[^\n]*[\b\r]", "", (folder / "stdout.txt").read_text("utf-8"))

        module.run = run
        yield module
        warm.stdin.close()


def _warm_process():
    command = [sys.executable, str(Path(__file__).with_name("warm.py"))]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_the_suite_is_there():
    if not SUITE.is_dir() and not os.environ.get("CI"):
        pytest.skip(f"no conformance suite at {SUITE}; set LESSONLIB_CONFORMANCE")
    assert len(PROGRAMS) == 39


@pytest.mark.parametrize(
    "program", [pytest.param(p, marks=[pytest.mark.thorough] if p in LONG else []) for p in PROGRAMS]
)
def test_prints_what_tensorflow_printed(program, conform, tmp_path):
    assert conform.verdict(program, "lessonlib.tf1", tmp_path, SECONDS) == []
