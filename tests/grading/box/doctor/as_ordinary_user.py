"""Run as root: become an ordinary user, who can still read Python and lessonlib, and run `lessonlib doctor`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import lessonlib
from lessonlib.grading.box.walls.system_calls import CLONE_NEWNS, MS_BIND, MS_PRIVATE, MS_REC, mount, unshare

SOMEBODY = 1000  # not 65534, which stands for whom a namespace does not know


def closed(path: Path) -> Path | None:
    """The first folder on the way to `path` that other users cannot pass."""
    return next((folder for folder in reversed(path.parents) if not folder.stat().st_mode & 1), None)


def open_up(paths: list[Path]) -> None:
    """Show `paths` to everybody: lay folders that can be passed over those that cannot, in our own mounts."""
    for folder in {closed(path) for path in paths} - {None}:
        assert folder
        inside = [(path, os.open(path, os.O_PATH)) for path in paths if closed(path) == folder]
        mount("tmpfs", str(folder), "tmpfs", 0, "mode=755")
        for path, descriptor in inside:
            path.mkdir(parents=True)
            mount(f"/proc/self/fd/{descriptor}", str(path), flags=MS_BIND | MS_REC)


unshare(CLONE_NEWNS)
mount("", "/", flags=MS_REC | MS_PRIVATE)
open_up([Path(sys.prefix), Path(sys.base_prefix), Path(lessonlib.__file__).parent])
with tempfile.TemporaryDirectory() as home:
    os.chown(home, SOMEBODY, SOMEBODY)
    os.environ["HOME"] = home
    if os.fork() == 0:
        os.chdir(home)
        os.setgroups([])
        os.setresgid(SOMEBODY, SOMEBODY, SOMEBODY)
        os.setresuid(SOMEBODY, SOMEBODY, SOMEBODY)
        doctor = "import sys; from lessonlib.grading.box.doctor.examination import doctor; sys.exit(doctor())"
        os.execv(sys.executable, [sys.executable, "-c", doctor])
    _, status = os.wait()
sys.exit(os.waitstatus_to_exitcode(status))
