"""System calls that fail say which and why; those that work are seen at work in a box."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from lessonlib.grading.box.walls import system_calls

NO_CAPABILITIES = """
from pathlib import Path
from lessonlib.grading.box.walls import system_calls

system_calls.drop_capabilities()
print(*(line for line in Path("/proc/self/status").read_text().splitlines() if line[:6] in ("CapEff", "CapPrm")))
"""


@pytest.mark.parametrize(
    ("call", "arguments", "code", "name"),
    [
        ("mount", ("", "/no/such/folder"), errno.ENOENT, "mount"),
        ("bind", ("/no/such/file", "/"), errno.ENOENT, "mount"),
        ("mount_setattr", ("/no/such/folder", system_calls.MS_RDONLY), errno.ENOENT, "syscall"),
        ("setns", (-1, 0), errno.EBADF, "setns"),
        ("unshare", (1,), errno.EINVAL, "unshare"),
        ("prctl", (-1,), errno.EINVAL, "prctl"),
    ],
)
def test_a_failure_names_its_call_and_why(call, arguments, code, name):
    with pytest.raises(OSError, match=rf"\] {name}: ") as error:
        getattr(system_calls, call)(*arguments)
    assert error.value.errno in (code, errno.EPERM)  # an ordinary user may not even ask
    assert error.value.strerror == f"{name}: {os.strerror(error.value.errno)}"


def test_capabilities_are_gone():
    shown = subprocess.check_output([sys.executable, "-c", NO_CAPABILITIES], text=True)
    assert shown.split() == ["CapPrm:", "0" * 16, "CapEff:", "0" * 16]
