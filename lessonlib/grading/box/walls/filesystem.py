"""What a boxed process sees: the system and its Python, read-only; a home of its own; nothing else.

The zygote makes the read-only part its own root, once, and lets go of all other files; a child adds its part.
"""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from lessonlib.grading.box.limits import MB
from lessonlib.grading.box.walls import system_calls
from lessonlib.grading.box.walls.system_calls import MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY

HOME = Path("/learner")
WORK = HOME / "work"
MATPLOTLIB = HOME / ".config" / "matplotlib"
DATA = Path("/data")

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
_FEW = {
    "/etc": ("alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime"),
    "/dev": ("null", "zero", "full", "random", "urandom"),
    "/sys/devices/system": ("cpu",),  # os.cpu_count and torch read it
}
_ENVIRONMENT = (
    "bin",
    "lib",
    "lib64",
    "include",
    "pyvenv.cfg",
)  # a prefix such as ~/.local holds other things, too
_LINKS = {
    "/tmp": "/learner/tmp",
    "/var/tmp": "/learner/tmp",
    "/dev/shm": "/learner/.shm",
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    "/dev/ptmx": "pts/ptmx",
}
_FILES = {
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
}


def enter_root(root: Path, modules: Iterable[str], data: Iterable[str], users: Iterable[int]) -> None:
    """Make a new root of the parts that children need, and leave the old one. Needs a mount namespace.

    root: an empty folder to mount it on; modules: what will be imported; data: folders of data sets, of which
    each folder, the first of its name, appears in /data; users: the ids that are called "learner".
    """
    system_calls.mount("tmpfs", str(root), "tmpfs", MS_NOSUID, "mode=755,size=1m")
    for source, target in _parts(modules, data):
        _show(source, _within(root, target))
    for link, aim in _LINKS.items():
        if not _within(root, link).exists():
            _within(root, link).symlink_to(aim)
    for name, text in {**_FILES, **_names(users)}.items():
        _within(root, name).write_text(text, encoding="utf-8")
    for folder in (HOME, "/proc", "/dev/pts"):
        _within(root, folder).mkdir()
    _mount_proc(root / "proc")
    system_calls.mount_setattr(str(root), MS_RDONLY | MS_NOSUID, deep=False)
    system_calls.change_root(str(root))


def enter_home(user: int, disk_mb: int, disk_files: int, fonts: Mapping[str, bytes]) -> None:
    """Mount a new home, the only place that can be written to.

    user: the user id that will own it. The home, /tmp and /dev/shm share `disk_mb` and `disk_files`. fonts:
    matplotlib's lists of fonts by file name, which it would take seconds to make.
    """
    options = f"mode=700,size={disk_mb * MB},nr_inodes={disk_files}"
    system_calls.mount("tmpfs", str(HOME), "tmpfs", MS_NOSUID | MS_NODEV, options)
    open_to_all = (HOME / "tmp", HOME / ".shm")
    for folder in (WORK, *open_to_all, MATPLOTLIB.parent, MATPLOTLIB):
        folder.mkdir()
        folder.chmod(0o1777 if folder in open_to_all else 0o700)
        os.chown(folder, user, -1)
    os.chown(HOME, user, -1)
    for name, content in fonts.items():
        (MATPLOTLIB / name).write_bytes(content)
    for name in ("/tmp", "/var/tmp"):
        if not os.path.islink(name):
            _lay_over(HOME / "tmp", Path(name))


def _lay_over(folder: Path, place: Path) -> None:
    """Show `folder` at `place`, with what is mounted within `place`: a checkout or environment in /tmp."""
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    for mounted in {Path(line.split()[4]) for line in mounts}:
        if mounted.is_relative_to(place) and mounted != place:
            within = mounted.relative_to(place)
            _show(mounted, _within(folder, within))
            for parent in list(within.parents)[:-1]:
                (folder / parent).chmod(0o555)
    system_calls.mount(str(folder), str(place), flags=system_calls.MS_BIND | system_calls.MS_REC)


def enter_processes() -> None:
    """Mount what belongs to a pid namespace: its view of the processes, and terminals of its own."""
    _mount_proc(Path("/proc"))
    system_calls.mount(
        "devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620"
    )


def environment(*, data: bool) -> dict[str, str]:
    """The variables of a boxed process, besides those that the zygote was started with."""
    return {
        "HOME": str(HOME),
        "USER": "learner",
        "LOGNAME": "learner",
        "SHELL": "/bin/sh",
        "TMPDIR": str(HOME / "tmp"),
        "MPLCONFIGDIR": str(MATPLOTLIB),
        **({"LESSONLIB_DATA": str(DATA)} if data else {}),
    }


def _parts(modules: Iterable[str], data: Iterable[str]) -> Iterator[tuple[Path, Path]]:
    """Each file or folder to show, and where."""
    shown = [Path(name) for name in _SYSTEM]
    yield from ((path, path) for path in shown if os.path.lexists(path))
    few = [Path(folder, name) for folder, names in _FEW.items() for name in names]
    yield from ((path, path) for path in few if path.exists())
    for path in _python(modules):
        if path.exists() and not any(path.is_relative_to(other) for other in shown):
            shown.append(path)
            yield path, path
    sets = [folder for root in data for folder in Path(root).iterdir() if folder.is_dir()]
    first = {folder.name: folder for folder in reversed(sets)}
    yield from ((folder, DATA / name) for name, folder in first.items())


def _python(modules: Iterable[str]) -> Iterator[Path]:
    """The environment, and what is imported from elsewhere: of a package that is installed as editable only
    its own folder, not the checkout around it.
    """
    for prefix in (sys.base_prefix, sys.prefix, sys.base_exec_prefix, sys.exec_prefix):
        yield from (Path(prefix, name) for name in _ENVIRONMENT)
    if site.ENABLE_USER_SITE and site.USER_SITE:
        yield Path(site.USER_SITE)
    for name in sorted({"lessonlib", *(module.partition(".")[0] for module in modules)}):
        spec = find_spec(name)
        if spec and spec.submodule_search_locations:
            yield from map(Path, spec.submodule_search_locations)
        elif spec and spec.has_location and spec.origin:
            yield Path(spec.origin)
    for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":"):
        if os.path.isabs(folder):
            yield Path(folder)


def _show(source: Path, target: Path) -> None:
    """Bind `source` to `target`; /lib and its like, where they are links into /usr, stay links."""
    if source.is_symlink() and str(source) in _SYSTEM:
        target.symlink_to(source.readlink())
        return
    if source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    system_calls.bind(str(source), str(target))


def _names(users: Iterable[int]) -> dict[str, str]:
    ids = list(users)
    return {
        "/etc/passwd": "".join(f"learner:x:{user}:{user}::{HOME}:/bin/sh\n" for user in ids),
        "/etc/group": "".join(f"learner:x:{user}:\n" for user in ids),
    }


def _within(root: Path, name: str | Path) -> Path:
    """`name` below `root`, in a folder that is there."""
    path = root / str(name).lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _mount_proc(target: Path) -> None:
    system_calls.mount("proc", str(target), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
