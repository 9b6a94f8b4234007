"""The package as a test cell imports it."""

from __future__ import annotations

import subprocess
import sys


def test_importing_checks_loads_neither_torch_nor_jupyter():
    code = (
        "import sys\nfrom lessonlib.check import CheckFailed, answer, expect, seal\n"
        "print({name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "'numpy'" in loaded
    for heavy in ("torch", "IPython", "ipykernel", "nbgrader", "nbformat", "jupyter_client"):
        assert f"'{heavy}'" not in loaded


def test_answer_sees_the_names_of_main():
    test = "from lessonlib.check import answer, expect\nexpect.equal(answer.xs, [1, 2])\nprint('passed')"
    done = subprocess.run(
        [sys.executable, "-c", f"xs = [1, 2]\n{test}"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "passed\n"
