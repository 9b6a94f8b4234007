"""All walls of a sandbox, put up in their order: those that all children share once, by the zygote; those around
one child by itself, before anything of the learner's runs.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lessonlib.grading.box.limits import MB, Box
from lessonlib.grading.box.walls import cgroup, filesystem, guard, namespaces, order, seccomp
from lessonlib.grading.box.walls.cgroup import MemoryGroups
from lessonlib.grading.box.walls.folder import copy_folder
from lessonlib.grading.box.walls.namespaces import Privileges
from lessonlib.grading.box.walls.rlimits import limit_processes

_HOME_MB = 64  # for what modules write when they are imported


@dataclass
class Walls:
    """What the zygote keeps to put walls around its children. `groups` is None where memory is watched."""

    privileges: Privileges
    groups: MemoryGroups | None
    pids: int
    environment: dict[str, str]
    fonts: dict[str, bytes]

    def fork(self) -> int:
        """Fork into a pid namespace of its own: 0 in the child."""
        return namespaces.fork_apart(self.pids)

    def prepare(self, slot: int, box: Box) -> int | None:
        """A memory group for the next child in `slot`."""
        return self.groups.prepare(slot, (box.memory_mb + box.disk_mb) * MB) if self.groups else None

    def enter(self, slot: int, box: Box, group: int | None, folder: int | None) -> list[str]:
        """Put the walls around this process, but for `apply_limits`. Returns what of the folder was left out."""
        if group is not None:
            cgroup.join(group)
        order.keep()  # later than the learner's, but should the machine's memory end, ahead of all others
        user = self.privileges.user(slot)
        namespaces.separate()
        filesystem.enter_home(user, box.disk_mb, box.disk_files, self.fonts)
        filesystem.enter_processes()
        left_out: list[str] = []
        if folder is not None:
            most = box.disk_mb * MB
            left_out = copy_folder(folder, filesystem.WORK, user, most, box.leave_out)
        os.chdir(filesystem.WORK)
        self.privileges.give_up(user)
        limit_processes(box)
        seccomp.install(count_all_memory=self.groups is None)
        return left_out


def raise_walls(
    control: socket.socket, modules: Iterable[str], data: list[str], fonts: str, *, use_cgroup: bool
) -> Walls:
    """Put up what all children share, and return in a fork (the caller stays as its guard). OSError where the
    machine does not allow it.

    modules: what will be imported; data: folders of data sets; fonts: matplotlib's cache, to be copied.
    """
    lists = {file.name: file.read_bytes() for file in Path(fonts).glob("fontlist-*.json")}
    groups = cgroup.find(f"lessonlib-{os.getpid()}-") if use_cgroup else None
    privileges = Privileges()
    root = Path(tempfile.mkdtemp(prefix=f"lessonlib-{os.getpid()}-root-"))
    guard.leave_guard(control, lambda: _clear(root, groups))
    namespaces.own_mounts()
    filesystem.enter_root(root, modules, data, privileges.users())
    filesystem.enter_home(os.geteuid(), _HOME_MB, 1000, lists)
    pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    return Walls(privileges, groups, pids, filesystem.environment(data=bool(data)), lists)


def _clear(root: Path, groups: MemoryGroups | None) -> None:
    with suppress(OSError):
        root.rmdir()
    if groups:
        groups.remove()
