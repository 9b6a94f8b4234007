"""System calls that Python 3.11 has no function for, by ctypes. Each raises OSError; see its manual page."""

from __future__ import annotations

import ctypes
import os

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
MNT_DETACH = 2

_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_SYS_MOUNT_SETATTR = 442  # the number on every architecture; glibc has a function for it since 2.36
_CAPABILITY_VERSION_3 = 0x2008_0522

_libc = ctypes.CDLL(None, use_errno=True)


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def unshare(flags: int) -> None:
    """Leave the namespaces of `flags` for new ones (for CLONE_NEWPID: the next children do)."""
    _call("unshare", ctypes.c_int(flags))


def setns(descriptor: int, kind: int) -> None:
    """Enter the namespace open at `descriptor` (for CLONE_NEWPID: the next children do)."""
    _call("setns", ctypes.c_int(descriptor), ctypes.c_int(kind))


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system of `kind`, or do what `flags` say with a mount that is there."""
    paths = [os.fsencode(text) for text in (source, target, kind)]
    _call("mount", *paths, ctypes.c_ulong(flags), os.fsencode(options))


def bind(source: str, target: str) -> None:
    """Show `source`, a file or a folder with all that is mounted in it, at `target` too, unchangeable."""
    mount(source, target, flags=MS_BIND | MS_REC)
    mount_setattr(target, MS_RDONLY | MS_NOSUID)


def mount_setattr(target: str, flags: int, *, deep: bool = True) -> None:
    """Add MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC to the mount at `target`, `deep`: and to all within."""
    attributes = _MountAttributes(set=flags)  # these flags have the same values as MOUNT_ATTR_...
    _call(
        "syscall",
        ctypes.c_long(_SYS_MOUNT_SETATTR),
        ctypes.c_int(_AT_FDCWD),
        os.fsencode(target),
        ctypes.c_uint(_AT_RECURSIVE if deep else 0),
        ctypes.byref(attributes),
        ctypes.c_size_t(ctypes.sizeof(attributes)),
    )


def change_root(root: str) -> None:
    """Make the mount at `root` the root, and let go of everything outside it."""
    os.chdir(root)
    _call("pivot_root", b".", b".")  # the old root comes to lie over the new one
    _call("umount2", b".", ctypes.c_int(MNT_DETACH))
    os.chdir("/")


def prctl(option: int, *values: object) -> None:
    """The manual page prctl(2) has the options."""
    _call(
        "prctl", ctypes.c_int(option), *[v if not isinstance(v, int) else ctypes.c_ulong(v) for v in values]
    )


def drop_capabilities() -> None:
    """Give up all capabilities of this thread, effective, permitted and inheritable."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _call("capset", ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
