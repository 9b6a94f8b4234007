"""Memory limits that hold for a whole box, by the kernel's control groups, version 1 or 2, where we may use them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_UNLIMITED = "-1"


@dataclass
class MemoryGroups:
    """A folder of the cgroup file system that takes one group for each child that lives at the same time.

    A group is used again by a later child: one that is removed lives on in the kernel while files that it
    read first are in its cache.
    """

    folder: Path
    version: int
    prefix: str
    _descriptor: int = field(init=False)
    _kills: dict[int, int] = field(default_factory=dict)
    _members: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def prepare(self, slot: int, most_bytes: int) -> int:
        """Have the group of `slot` ready with this limit; returns a descriptor for `join` in a fork."""
        with suppress(FileExistsError):
            os.mkdir(f"{self.prefix}{slot}", dir_fd=self._descriptor)
        for name, value in self._limits(most_bytes):
            try:
                self._write(slot, name, value)
            except FileNotFoundError:  # a kernel that does not count swap has no file for it
                if name in ("memory.max", "memory.limit_in_bytes"):
                    raise
        self._kills[slot] = self._killed(slot)
        if slot not in self._members:
            self._members[slot] = self._open(slot, "cgroup.procs", os.O_WRONLY)
        return self._members[slot]

    def ran_out(self, slot: int) -> bool:
        """Whether the kernel killed a process of this group for memory since `prepare`, or since this was asked."""
        before, self._kills[slot] = self._kills[slot], self._killed(slot)
        return self._kills[slot] > before

    def remove(self) -> None:
        """Remove the groups; no process may be left in them."""
        while self._members:
            os.close(self._members.popitem()[1])
        for path in self.folder.glob(f"{self.prefix}*"):
            with suppress(OSError):
                path.rmdir()

    def _limits(self, most_bytes: int) -> list[tuple[str, str]]:
        most = str(most_bytes)
        if self.version == 2:
            return [("memory.max", most), ("memory.swap.max", "0"), ("memory.oom.group", "0")]  # see order
        both = "memory.memsw.limit_in_bytes"  # memory and swap: may not be less than the limit of memory
        return [(both, _UNLIMITED), ("memory.limit_in_bytes", most), (both, most)]

    def _killed(self, slot: int) -> int:
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        with open(self._open(slot, name, os.O_RDONLY), encoding="ascii") as file:
            counts = dict(line.split() for line in file)
        return int(counts.get("oom_kill", 0))

    def _write(self, slot: int, name: str, value: str) -> None:
        with open(self._open(slot, name, os.O_WRONLY), "w", encoding="ascii") as file:
            file.write(value)

    def _open(self, slot: int, name: str, flags: int) -> int:
        return os.open(f"{self.prefix}{slot}/{name}", flags | os.O_CLOEXEC, dir_fd=self._descriptor)


def join(group: int) -> None:
    """Move this process into the group that `prepare` gave the descriptor of."""
    os.write(group, b"0")
    os.close(group)


def find(prefix: str) -> MemoryGroups | None:
    """Where groups can be made, tried out; None where they cannot. Forks: call it while the process is small."""
    for folder, version in _candidates():
        groups = MemoryGroups(folder, version, prefix)
        if _works(groups):
            return groups
    return None


def _works(groups: MemoryGroups) -> bool:
    try:
        group = groups.prepare(0, 1 << 30)
        pid = os.fork()
        if pid == 0:
            with suppress(OSError):
                join(group)
                os._exit(0)
            os._exit(1)
        return os.waitpid(pid, 0)[1] == 0
    except OSError:
        return False
    finally:
        groups.remove()


def _candidates() -> Iterator[tuple[Path, int]]:
    """This process's own group and, in version 2, the one above: a group with processes may not have
    limited groups below it there.
    """
    own = dict(_own_groups())
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        before, _, after = line.partition(" - ")
        root, mounted_at = before.split()[3:5]
        kind, _, options = after.split()[:3]
        version = {"cgroup": 1, "cgroup2": 2}.get(kind)
        name = "memory" if version == 1 else ""
        if version is None or name not in own or (version == 1 and "memory" not in options.split(",")):
            continue
        if Path(own[name]).is_relative_to(root):
            folder = Path(mounted_at, os.path.relpath(own[name], root))
            yield from ((path, version) for path in ([folder] if version == 1 else [folder, folder.parent]))


def _own_groups() -> Iterator[tuple[str, str]]:
    """Each controller and this process's group; version 2 is ''."""
    for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
        _, controllers, path = line.split(":", 2)
        yield from ((name, path) for name in controllers.split(","))
