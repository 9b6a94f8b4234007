"""Attempts to get out of a box, or to use more than it allows. `lessonlib doctor` runs them inside real ones.

Each returns how it got through, or "" when it was stopped. Each stops by itself, so that no wall is needed to
survive it. The text of this file is sent into the box, and needs only the standard library.
"""

from __future__ import annotations

import ctypes
import importlib
import mmap
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MB = 1 << 20


def several(attacks: list[tuple[str, dict[str, Any]]]) -> tuple[int, str]:
    """Run attacks, given by name and arguments, one after the other in one box: the first that gets through
    and how, or (0, "").
    """
    for number, (name, arguments) in enumerate(attacks):
        if how := globals()[name](**arguments):
            return number, how
    return 0, ""


def import_modules(names: list[str]) -> str:
    """Not an attack: import what the zygote has not loaded, as a notebook would."""
    for name in names:
        importlib.import_module(name)
    return ""


def read_files(paths: list[str]) -> str:
    """Read files of the grader's."""
    return next((f"{path} could be read" for path in paths if _succeeds(Path(path).read_bytes)), "")


def write_system() -> str:
    """Change the system or the Python environment that all boxes share."""
    for folder in ("/", "/usr", "/etc", "/dev", sys.prefix, sys.base_prefix, str(Path(os.__file__).parent)):
        if _succeeds(Path(folder, "lessonlib-attack").touch):
            return f"{folder} could be written to"
    for name in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches"):
        if _succeeds(Path(name).write_text, "1"):
            return f"{name} could be written to"
    return ""


def reach_network(port: int, abstract: str, path: str) -> str:
    """Connect to what listens on the grader's machine: TCP, an abstract Unix socket, one in a folder."""
    addresses: list[tuple[int, Any]] = [
        (socket.AF_INET, ("127.0.0.1", port)),
        (socket.AF_UNIX, "\0" + abstract),
        (socket.AF_UNIX, path),
        (socket.AF_INET, ("192.0.2.1", 53)),  # for documentation (RFC 5737): a route to it is one to anywhere
    ]
    for family, address in addresses:
        with socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            if client.connect_ex(address) == 0:
                return f"{address!r} could be reached"
    if hasattr(socket, "AF_VSOCK") and _succeeds(socket.socket, socket.AF_VSOCK, socket.SOCK_STREAM):
        return "sockets to the machine's host can be made (AF_VSOCK)"
    return ""


def see_processes(pid: int) -> str:
    """See or stop processes outside the box; `pid` is the grader's."""
    if _succeeds(os.kill, pid, 0):
        return "the grader could be sent a signal"
    others = [name for name in os.listdir("/proc") if name.isdecimal() and int(name) != os.getpid()]
    return f"{len(others)} other processes are visible" if others else ""


def gain_privileges() -> str:
    """Become root, take a capability, make namespaces, trace, mount."""
    lines = [line.split() for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines()]
    held = [line[0] for line in lines if line[0].startswith("Cap") and int(line[1], 16)]
    if held:
        return f"capabilities are left: {held}"
    if os.getuid() and _succeeds(os.setuid, 0):
        return "it could become root"
    library = ctypes.CDLL(None)
    calls = {
        "unshare": (0x1000_0000,),  # CLONE_NEWUSER
        "ptrace": (0, 0, 0, 0),
        "mount": (b"none", b"/learner/tmp", b"tmpfs", 0, None),
        "chroot": (b"/learner",),
    }
    return next(
        (f"{name} is possible" for name, given in calls.items() if getattr(library, name)(*given) == 0), ""
    )


def fill_memory(how: str, megabytes: int, seconds: float) -> str:
    """Hold `megabytes` of memory in one of several ways, each page touched, for `seconds`: who watches from outside
    may have to wait for a processor.
    """
    hold = {"heap": _heap, "shared": _shared, "memfd": _memfd, "children": _children}[how]
    try:
        kept = hold(megabytes)
        if not kept:
            return ""
        time.sleep(seconds)
    except (MemoryError, OSError):
        return ""
    return f"{megabytes} MB could be held ({how})"


def _heap(megabytes: int) -> object:
    return [bytearray(b"x" * (16 * MB)) for _ in range(megabytes // 16)]


def _shared(megabytes: int) -> object:
    areas = [mmap.mmap(-1, 16 * MB) for _ in range(megabytes // 16)]
    for area in areas:
        area.write(b"x" * (16 * MB))
    return areas


def _memfd(megabytes: int) -> object:
    descriptors = []
    for _ in range(megabytes // 4):  # small, for the size of a file is limited, too
        descriptors.append(os.memfd_create("attack"))
        if os.write(descriptors[-1], b"x" * (4 * MB)) < 4 * MB:
            return []
    return descriptors


def _children(megabytes: int) -> bool:
    """Four children hold a quarter each, so that no limit for one process sees it, until this process ends."""
    read, write = os.pipe()
    lives, parent = os.pipe()

    def hold() -> None:
        os.close(parent)
        kept = _heap(megabytes // 4)
        os.write(write, b"x")
        os.read(lives, 1)
        del kept

    for _ in range(4):
        _start(hold)
    alive = 0
    while alive < 4 and os.waitpid(-1, os.WNOHANG) == (0, 0):
        if select.select([read], [], [], 0.02)[0]:
            alive += len(os.read(read, 4))
    return alive == 4


def fork_bomb(most: int) -> str:
    """Have more than `most` processes at the same time; they end with this one at the latest."""
    born: list[int] = []
    lives, parent = os.pipe()

    def live() -> None:
        os.close(parent)
        os.read(lives, 1)

    try:
        while len(born) <= most:
            born.append(_start(live))
    except OSError:
        pass
    for pid in born:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os.close(lives)
    os.close(parent)
    return f"{len(born)} processes could be started" if len(born) > most else ""


def open_files(most: int) -> str:
    """Have more than `most` files open."""
    kept: list[int] = []
    try:
        while len(kept) <= most:
            kept.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        pass
    for descriptor in kept:
        os.close(descriptor)
    return f"{len(kept)} files could be open" if len(kept) > most else ""


def fill_disk(most_mb: int) -> str:
    """Write more than `most_mb` in all places that can be written to together."""
    places = (".", os.environ["HOME"], "/tmp", "/var/tmp", "/dev/shm")
    files = [Path(places[number % len(places)], f"fill-{number}") for number in range(2 * most_mb)]
    written = sum(_succeeds(file.write_bytes, bytes(MB)) for file in files)
    for file in files:
        file.unlink(missing_ok=True)
    return f"{written} MB could be written" if written > most_mb else ""


def large_file(most_mb: int) -> str:
    """Write one file of more than `most_mb`."""
    file = Path("large")
    through = _succeeds(file.write_bytes, bytes((most_mb + 1) * MB))
    file.unlink()
    return f"a file of {most_mb + 1} MB could be written" if through else ""


def many_files(most: int) -> str:
    """Make more than `most` files."""
    files = [Path(f"many-{number}") for number in range(most + 1)]
    made = sum(_succeeds(file.touch) for file in files)
    for file in files:
        file.unlink(missing_ok=True)
    return f"{made} files could be made" if made > most else ""


def use_cpu(most_seconds: int) -> str:
    """Compute for more than `most_seconds`, with signals ignored."""
    for number in (signal.SIGXCPU, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    while time.process_time() < most_seconds + 2:
        pass
    return f"it could compute for {time.process_time():.1f} seconds"


def leave_daemon() -> str:
    """Leave a process behind that is in a session of its own, ignores signals, and holds the box's socket."""

    def stay() -> None:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        time.sleep(20)

    def leave() -> None:
        os.setsid()
        _start(stay)

    _start(leave)
    return ""


def _start(work: Callable[[], None]) -> int:
    """The number of a new process that does this work, and ends whatever happens: only one is to reply."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return pid


def _succeeds(attempt: Callable[..., object], *arguments: object) -> bool:
    try:
        attempt(*arguments)
    except (OSError, MemoryError):
        return False
    return True
