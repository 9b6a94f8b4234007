"""System calls that fail say which and why; those that work are seen at work in a box."""

from __future__ import annotations

import errno
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
    ("call", "arguments", "code", "message"),
    [
        ("mount", ("", "/no/such/folder"), errno.ENOENT, "mount: No such file or directory"),
        ("bind", ("/no/such/file", "/"), errno.ENOENT, "mount: No such file or directory"),
        ("mount_setattr", ("/no/such/folder", system_calls.MS_RDONLY), errno.ENOENT, "syscall: No such file"),
        ("setns", (-1, 0), errno.EBADF, "setns: Bad file descriptor"),
        ("unshare", (1,), errno.EINVAL, "unshare: Invalid argument"),
        ("prctl", (-1,), errno.EINVAL, "prctl: Invalid argument"),
    ],
)
def test_a_failure_names_its_call(call, arguments, code, message):
    with pytest.raises(OSError, match=message) as error:
        getattr(system_calls, call)(*arguments)
    assert error.value.errno in (code, errno.EPERM)


def test_capabilities_are_gone():
    shown = subprocess.check_output([sys.executable, "-c", NO_CAPABILITIES], text=True)
    assert shown.split() == ["CapPrm:", "0" * 16, "CapEff:", "0" * 16]
