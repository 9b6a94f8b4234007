"""With this folder first on PYTHONPATH, lessonlib finds what Windows has of the standard library, and no more.

Other packages find what is really there: they are not tested here, and know better than this file what to do. A
program that is started inherits the variable, so this holds for notebooks' kernels and for nbgrader, too.
"""

from __future__ import annotations

import builtins
import ctypes
import os
import platform
import select
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
_NAMES = {
    os: """chown chroot fchmod fchown fork forkpty fwalk getegid geteuid getgid getgroups getpgid getpgrp getuid
        initgroups killpg lchown mkfifo mknod nice openpty pidfd_open posix_spawn pread pwrite register_at_fork
        sched_getaffinity sched_setaffinity setgid setgroups setpgid setpriority setregid setresgid setresuid
        setreuid setsid setuid statvfs sysconf tcgetpgrp ttyname uname wait wait3 wait4 waitid WNOHANG WIFSIGNALED
        WEXITSTATUS WTERMSIG O_CLOEXEC O_DIRECTORY O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH memfd_create sendfile""",
    signal: """SIGALRM SIGCHLD SIGHUP SIGKILL SIGQUIT SIGUSR1 SIGUSR2 SIGXCPU SIGXFSZ SIGSTOP SIGCONT SIGPIPE alarm
        pthread_kill pthread_sigmask setitimer siginterrupt sigwait""",
    socket: """AF_UNIX AF_NETLINK SOCK_SEQPACKET SO_PASSCRED SCM_CREDENTIALS SCM_RIGHTS CMSG_SPACE MSG_CMSG_CLOEXEC
        MSG_NOSIGNAL send_fds recv_fds sethostname""",
    select: "epoll poll POLLIN",
}


class _Elsewhere(ModuleType):
    """A module as it is on another system: without some names, with other values of some."""

    def __init__(self, module: ModuleType, without: Sequence[str] = (), **values: object) -> None:
        self.__dict__.update(_module=module, _without=set(without), _values=values)

    def __getattr__(self, name: str) -> Any:
        if name in self._without:
            raise AttributeError(f"module {self._module.__name__!r} has no attribute {name!r} on Windows")
        return self._values[name] if name in self._values else getattr(self._module, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._module, name, value)

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._module) if name not in self._without]


class _Library(ctypes.CDLL):
    def __init__(self, name: str | None, *arguments: Any, **options: Any) -> None:
        if name is None:
            raise TypeError("bad argument type for built-in operation")
        super().__init__(name, *arguments, **options)


_STAND_INS = {
    **{module: _Elsewhere(module, names.split()) for module, names in _NAMES.items()},
    sys: _Elsewhere(sys, platform="win32"),
    platform: _Elsewhere(platform, system=lambda: "Windows", release=lambda: "11"),
    ctypes: _Elsewhere(ctypes, CDLL=_Library),
}
_import = builtins.__import__


def _import_elsewhere(
    name: str,
    globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    if str((globals or {}).get("__name__")).partition(".")[0] != "lessonlib":
        return _import(name, globals, locals, fromlist, level)
    if name in _MODULES:
        raise ModuleNotFoundError(f"No module named {name!r} on Windows", name=name)
    module = _import(name, globals, locals, fromlist, level)
    return _STAND_INS.get(module, module)


builtins.__import__ = _import_elsewhere
