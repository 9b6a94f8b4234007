"""Own processes, mounts, network, IPC and names; and no privileges in them."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from lessonlib.grading.box.walls import system_calls

MOST_CHILDREN = 64  # that live at the same time: each has a user id of its own where we may choose
_UNUSED_IDS = 0x7000_0000  # systemd's list of user ids (systemd.io/UIDS-GIDS) has no use for those from here
_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 24, 38


class Privileges:
    """How the zygote came to its namespaces, and which users its children become.

    As root, each child gets a user id that nobody has, so that limits that the kernel counts by user are each
    child's own. As an ordinary user, all is done in a user namespace, and children stay who they are.
    """

    def __init__(self) -> None:
        try:
            system_calls.unshare(system_calls.CLONE_NEWPID)
            self.mapped = False
        except PermissionError:
            self.mapped = True
            _new_users(system_calls.CLONE_NEWPID)
        self._first = _free_ids(os.getpid())

    def user(self, slot: int) -> int:
        """The user id of the child in `slot`, which is less than MOST_CHILDREN."""
        return os.geteuid() if self.mapped else self._first + slot

    def users(self) -> list[int]:
        """All user ids that a child can have."""
        return sorted({self.user(slot) for slot in range(MOST_CHILDREN)})

    def give_up(self, user: int) -> None:
        """Become `user`, without capabilities and with no way back."""
        if self.mapped:
            _new_users()  # the kernel counts this child's processes apart in there
        for capability in range(int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii")) + 1):
            system_calls.prctl(_PR_CAPBSET_DROP, capability)
        if not self.mapped:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        system_calls.drop_capabilities()
        system_calls.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        system_calls.prctl(_PR_SET_DUMPABLE, 1)  # else its own /proc/self would be closed to it


def own_mounts() -> None:
    """A copy of all mounts; what changes there and here stays apart."""
    system_calls.unshare(system_calls.CLONE_NEWNS)
    system_calls.mount("", "/", flags=system_calls.MS_REC | system_calls.MS_PRIVATE)


def separate() -> None:
    """Leave the zygote's mounts, network, IPC, names and cgroup root. The network has no interface that is up."""
    system_calls.unshare(
        system_calls.CLONE_NEWNS
        | system_calls.CLONE_NEWNET
        | system_calls.CLONE_NEWIPC
        | system_calls.CLONE_NEWUTS
        | system_calls.CLONE_NEWCGROUP
    )
    socket.sethostname("box")


def fork_apart(pids: int) -> int:
    """Fork a child that is the first process of a namespace of its own; `pids` is open at ours."""
    system_calls.unshare(system_calls.CLONE_NEWPID)
    pid = -1
    try:
        pid = os.fork()
    finally:
        if pid != 0:
            system_calls.setns(pids, system_calls.CLONE_NEWPID)
    return pid


def _new_users(other: int = 0) -> None:
    """Enter a new user namespace, and `other` namespaces that it owns, as the user who we are."""
    user, group = (
        os.geteuid(),
        os.getegid(),
    )  # once inside, and until the maps are written, these are nobody's
    system_calls.unshare(system_calls.CLONE_NEWUSER | other)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def _free_ids(pid: int) -> int:
    """The first of MOST_CHILDREN user ids that nobody has, and no other zygote takes, where ids are plenty."""
    ranges = [
        map(int, line.split()) for line in Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()
    ]
    end = max(first + count for first, _, count in ranges)
    return min(_UNUSED_IDS + pid * MOST_CHILDREN, end - MOST_CHILDREN)
