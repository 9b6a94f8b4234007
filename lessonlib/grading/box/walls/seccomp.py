"""A filter of system calls: what no notebook needs and what could reach the kernel's privileged parts.

Namespaces and an unprivileged user are the walls; this keeps a hole in the kernel from being a hole in them.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
from collections.abc import Iterator

from lessonlib.grading.box.walls import system_calls

# name: number on x86_64, on aarch64
_DENIED = {
    # other namespaces, other roots, other mounts
    **{"unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41)},
    **{"mount": (165, 40), "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429)},
    **{"fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433)},
    **{"mount_setattr": (442, 442), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265)},
    # other processes
    **{"ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271)},
    **{"kcmp": (312, 272), "pidfd_getfd": (438, 438), "perf_event_open": (298, 241)},
    # parts of the kernel with a history of holes
    **{"bpf": (321, 280), "userfaultfd": (323, 282), "add_key": (248, 217), "request_key": (249, 218)},
    **{"keyctl": (250, 219), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426)},
    **{"io_uring_register": (427, 427), "fanotify_init": (300, 262), "memfd_secret": (447, 447)},
    # the machine
    **{"init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106)},
    **{"kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "acct": (163, 89)},
    **{"swapon": (167, 224), "swapoff": (168, 225), "quotactl": (179, 60), "quotactl_fd": (443, 443)},
    **{"syslog": (103, 116), "settimeofday": (164, 170), "clock_settime": (227, 112)},
    **{"clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161)},
    **{"setdomainname": (171, 162), "vhangup": (153, 58)},
}
_UNCOUNTED = {"memfd_create": (319, 279), "shmget": (29, 194)}  # memory that belongs to no process
_CLONE, _CLONE3, _SOCKET = (56, 220), (435, 435), (41, 198)
_FAMILIES = (
    socket.AF_UNIX,
    socket.AF_INET,
    socket.AF_INET6,
    socket.AF_NETLINK,
)  # not AF_VSOCK: it leaves the box

_MACHINES = {"x86_64": (0, 0xC000_003E), "aarch64": (1, 0xC000_00B7)}  # column above, AUDIT_ARCH_...
_X32 = 0x4000_0000  # x86_64 has a second set of numbers from here
_NAMESPACES = 0x7E02_0000  # all CLONE_NEW... that clone knows

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _KILL, _ERROR = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
_PR_SET_SECCOMP, _FILTER = 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def install(*, count_all_memory: bool) -> None:
    """Filter the system calls of this process and all that it starts. It needs no_new_privs.

    count_all_memory: also refuse memory that no process holds, for where no cgroup counts it. OSError on an
    architecture whose numbers are not known here.
    """
    machine = platform.machine()
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"no filter of system calls for {machine}, only {', '.join(_MACHINES)}")
    code = b"".join(
        _instructions(*_MACHINES[machine], {**_DENIED, **(_UNCOUNTED if count_all_memory else {})})
    )
    program = _Program(len(code) // 8, code)
    system_calls.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program))


def _instructions(column: int, architecture: int, denied: dict[str, tuple[int, int]]) -> Iterator[bytes]:
    yield _step(_LOAD, _ARCHITECTURE)
    yield from _unless_next(_EQUAL, architecture, _KILL)
    yield _step(_LOAD, _NUMBER)
    yield from _if_next(_AT_LEAST, _X32, _ERROR | errno.EPERM)
    for numbers in denied.values():
        yield from _if_next(_EQUAL, numbers[column], _ERROR | errno.EPERM)
    # clone3's flags are out of reach in memory; the C library falls back on clone.
    yield from _if_next(_EQUAL, _CLONE3[column], _ERROR | errno.ENOSYS)
    yield _step(_EQUAL, _CLONE[column], 0, 4)
    yield _step(_LOAD, _FIRST_ARGUMENT)
    yield from _if_next(_ANY_BIT, _NAMESPACES, _ERROR | errno.EPERM)
    yield _step(_RETURN, _ALLOW)
    yield _step(_EQUAL, _SOCKET[column], 1, 0)
    yield _step(_RETURN, _ALLOW)
    yield _step(_LOAD, _FIRST_ARGUMENT)
    for family in _FAMILIES:
        yield from _if_next(_EQUAL, family, _ALLOW)
    yield _step(_RETURN, _ERROR | errno.EAFNOSUPPORT)


def _if_next(test: int, value: int, result: int) -> Iterator[bytes]:
    yield _step(test, value, 0, 1)
    yield _step(_RETURN, result)


def _unless_next(test: int, value: int, result: int) -> Iterator[bytes]:
    yield _step(test, value, 1, 0)
    yield _step(_RETURN, result)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction: struct sock_filter. The jumps count the instructions to leave out."""
    return struct.pack("HBBI", code, if_true, if_false, value)
