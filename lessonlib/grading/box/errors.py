"""What can go wrong with the sandbox itself; learners' own mistakes are not errors here."""

from __future__ import annotations

import errno
from collections.abc import Iterable

from lessonlib import LessonlibError


class BoxError(LessonlibError):
    """The sandbox cannot be had, or was lost. Nothing of the learner's has run outside it."""


class FolderError(BoxError):
    """A submission's folder does not fit into the box."""


_WITHOUT = "Where you trust all who handed in, --unsafe-in-process grades without a sandbox."
_NO_NAMESPACES = (
    "Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0. Docker: run the container with "
    "--cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined. "
    f"Elsewhere: grade as root. {_WITHOUT}"
)
_REMEDIES = {
    errno.EPERM: _NO_NAMESPACES,
    errno.EACCES: _NO_NAMESPACES,
    errno.ENOSPC: "User namespaces are switched off: sudo sysctl user.max_user_namespaces=10000.",
    errno.ENOSYS: "Linux 5.14 or newer is needed, on x86_64 or aarch64.",
    errno.EINVAL: "Linux 5.14 or newer is needed, with namespaces.",
}


def no_linux(system: str) -> str:
    """Why there is no sandbox on another system."""
    return (
        f"The sandbox needs Linux, and this is {system}: grade in a container or a virtual machine with Linux (on "
        "Windows: WSL 2), or, where you trust all who handed in, without a sandbox (--unsafe-in-process)."
    )


def no_sandbox(error: OSError) -> str:
    """Why there are no walls on this machine, and what to do."""
    remedy = _REMEDIES.get(error.errno or 0, "Grade on a machine of your own, or as root.")
    return f"This machine does not let lessonlib make a sandbox ({error}). {remedy}"


def broken_promises(broken: Iterable[tuple[str, str, str]]) -> str:
    """Why grading is refused: each promise, how it was broken, what to do."""
    lines = [f"  {promise}: {how}. {remedy}" for promise, how, remedy in broken]
    return "\n".join(["The sandbox does not hold on this machine, so nothing is graded:", *lines])


def not_started(error: BaseException) -> str:
    """Why a child ended before its target was called."""
    return (
        f"A process in the sandbox could not be started: {type(error).__name__}: {error}. "
        "`lessonlib doctor` says what this machine lacks."
    )


def folder_too_large(most_bytes: int, error: Exception) -> str:
    """Why a submission's folder was not copied."""
    return (
        f"The submission's folder does not fit in {most_bytes >> 20} MB of disk ({error}). Remove what the "
        "notebook does not need, or allow more with Box(disk_mb=..., disk_files=...)."
    )


def zygote_failed(reason: str) -> str:
    """Why there is no warm process to fork from."""
    return f"The process that boxes are forked from ended: {reason.strip() or 'it was killed'}"


def not_imported(module: str, error: BaseException) -> str:
    """Why the zygote did not start."""
    return f"{module!r} in Zygote(modules=...) cannot be imported: {type(error).__name__}: {error}"


def target_not_loaded(target: str, modules: list[str]) -> str:
    """Why `spawn` cannot call `target`."""
    return (
        f"{target!r} cannot be called: its module is not loaded. Expected 'module:function' of one of "
        f"{', '.join(modules) or 'no module'}. Name the module in Zygote(modules=...)."
    )


def too_many_children(most: int) -> str:
    """Why `spawn` refuses."""
    return f"{most} children of this zygote are alive, and more are not possible. End one first."


def too_many_threads(names: list[str]) -> str:
    """Why the zygote refuses to fork."""
    return f"it has {len(names)} threads ({', '.join(names)}) once its modules are imported, and a fork copies only one"


def hung(seconds: float) -> str:
    """How a trial of forking went that did not end."""
    return f"a fork of it did not come to its end in {seconds:g} s, as where a lock is held"


def broke(written: str) -> str:
    """How a trial of forking went that ended in an error; `written` ends with the error's traceback."""
    return f"a fork of it does not work: {written.strip().rpartition(chr(10))[2] or 'it was killed'}"


def cold_start(reason: str) -> str:
    """What it means that there is no warm process."""
    return (
        "The processes of each submission import all libraries by themselves, which takes some seconds more, for no "
        f"process that has imported them can be forked here: {reason}."
    )
