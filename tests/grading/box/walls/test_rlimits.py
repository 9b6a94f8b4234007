"""The limits of a process, as another program reads them. What is beyond them: tests/grading/box/test_limits.py."""

from __future__ import annotations

import json
import subprocess
import sys

from lessonlib.grading.box.limits import MB

LIMITED = """
import json, resource
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.walls import rlimits

box = Box(memory_mb=100, cpu_seconds=7, open_files=50, file_mb=3, processes=1000)
before = rlimits._data_bytes()
rlimits.apply_limits(box)
rlimits.limit_processes(box)
names = ("CPU", "NOFILE", "FSIZE", "CORE", "NPROC", "DATA")
limits = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}
print(json.dumps([limits, before]))
"""


def test_soft_and_hard_limits_are_those_of_the_box():
    limits, before = json.loads(subprocess.check_output([sys.executable, "-c", LIMITED]))
    expected = {"CPU": 7, "NOFILE": 50, "FSIZE": 3 * MB, "CORE": 0, "NPROC": 1000}
    assert {name: limits[name] for name in expected} == {
        name: [most, most] for name, most in expected.items()
    }
    soft, hard = limits["DATA"]
    assert soft == hard
    assert before <= soft - 100 * MB < before + 10 * MB
