"""What this machine really enforces: each promise of the sandbox, tried out by an attempt to break it."""

from __future__ import annotations

import glob
import os
import platform
import secrets
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lessonlib.grading.box import errors
from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.limits import IMPORTS_MB, Box
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import RemoteCall

_SMALL = Box(memory_mb=64, cpu_seconds=1, processes=16, open_files=64, file_mb=8, disk_mb=32, disk_files=200)
_AS_GRADING = ("lessonlib.grading.box.cells.preload",)
_PATIENCE = 120  # seconds for the attacks in one box, which need one or two where the machine is not busy
_HELD = 10  # seconds that memory is held, where nothing ends that before
_SOURCE = Path(__file__).with_name("attacks.py").read_text(encoding="utf-8")
_UNKNOWN = "This holds on every machine that we know. Please report it, with the output of `uname -a`."

Attack = tuple[str, dict[str, Any]]  # a function of attacks.py and its arguments


@dataclass(frozen=True)
class Promise:
    """Something that holds for all boxes, and the attacks that try to break it. `deadly`: the kernel ends an
    attack by killing it; `slow`: that takes seconds.
    """

    text: str
    attacks: tuple[Attack, ...]
    remedy: str
    deadly: bool = False
    slow: bool = False


@dataclass(frozen=True)
class Finding:
    """Whether a promise holds here; `detail` is how it was broken, or ""."""

    promise: Promise
    detail: str = ""

    @property
    def holds(self) -> bool:
        return not self.detail


@dataclass(frozen=True)
class _Target:
    """What only the grader may reach: made for the attacks to find."""

    secrets: list[str]
    port: int
    abstract: str
    path: str
    pid: int = field(default_factory=os.getpid)


def promises(target: _Target, *, cold: bool = False) -> list[Promise]:
    """Every promise of the sandbox. All are needed: grading is refused where one is broken.

    `cold`: boxes import by themselves, and have memory for that.
    """
    box = _SMALL
    too_much = 2 * (box.memory_mb + box.disk_mb) + (IMPORTS_MB if cold else 0)
    reach = {"port": target.port, "abstract": target.abstract, "path": target.path}
    return [
        Promise(
            "a notebook finds its Python environment",
            (("import_modules", {"names": ["tqdm", "xmlrpc.client"]}),),
            "Make the environment readable for all users: chmod -R a+rX on its folder, and a+x on those above.",
        ),
        Promise(
            "it sees no files of this machine but the system's and its own",
            (("read_files", {"paths": target.secrets}),),
            _UNKNOWN,
        ),
        Promise("it cannot change what other boxes see", (("write_system", {}),), _UNKNOWN),
        Promise(
            "it has no network, and does not reach this machine",
            (("reach_network", reach),),
            _UNKNOWN,
        ),
        Promise("it sees no other processes", (("see_processes", {"pid": target.pid}),), _UNKNOWN),
        Promise("it has no privileges and gains none", (("gain_privileges", {}),), _UNKNOWN),
        Promise(
            "nothing that it started is left when it ends",
            (("leave_daemon", {}),),
            _UNKNOWN,
        ),
        Promise(
            "its memory is limited, also shared and in children",
            tuple(
                ("fill_memory", {"how": how, "megabytes": too_much, "seconds": _HELD})
                for how in ("heap", "shared", "memfd", "children")
            ),
            "Grade in a systemd user session or as root, so that control groups of memory can be used.",
            deadly=True,
        ),
        Promise(
            "the number of its processes is limited",
            (("fork_bomb", {"most": box.processes}),),
            "Linux 5.14 or newer is needed where grading does not run as root.",
        ),
        Promise(
            "the number of its open files is limited", (("open_files", {"most": box.open_files}),), _UNKNOWN
        ),
        Promise(
            "its disk is limited: bytes, files, size of a file",
            (
                ("large_file", {"most_mb": box.file_mb}),
                ("many_files", {"most": box.disk_files}),
                ("fill_disk", {"most_mb": box.disk_mb}),
            ),
            _UNKNOWN,
        ),
        Promise(
            "its time of computing is limited",
            (("use_cpu", {"most_seconds": box.cpu_seconds}),),
            _UNKNOWN,
            deadly=True,
            slow=True,
        ),
    ]


def examine(zygote: Zygote) -> Iterator[Finding]:
    """Try out each promise in boxes of `zygote`."""
    zygote.wait()
    with _target() as target:
        for promise in promises(target, cold=bool(zygote.cold)):
            yield Finding(promise, next(filter(None, (how for _, how in _try(zygote, [promise]))), ""))


def probe(zygote: Zygote) -> None:
    """Try out the promises; BoxError when one is broken.

    For the start of each grading run: the machine may have changed since the last `lessonlib doctor`. What that
    tries in a box each is tried in one here, and what takes long is left out: half a second.
    """
    zygote.wait()
    with _target() as target:
        quick = [promise for promise in promises(target, cold=bool(zygote.cold)) if not promise.slow]
        broken = [(promise.text, how, promise.remedy) for promise, how in _try(zygote, quick) if how]
    if broken:
        raise BoxError(errors.broken_promises(broken))


def doctor(console: Console | None = None) -> int:
    """Print which promises hold on this machine; the exit status: 1 when one does not."""
    console = console or Console()
    try:
        with Zygote(_AS_GRADING) as zygote, console.status("trying to break out"):
            findings = list(examine(zygote))
    except BoxError as error:
        console.print(f"[bold red]No sandbox.[/] {escape(str(error))}", soft_wrap=True)
        return 1
    console.print(_table(findings))
    if zygote.cold:
        console.print(f"[yellow]{escape(zygote.cold)}[/]", soft_wrap=True)
    return int(not all(finding.holds for finding in findings))


def _table(findings: list[Finding]) -> Table:
    user = "root" if os.geteuid() == 0 else "an ordinary user"
    title = f"In a box, on {platform.system()} {platform.release()} as {user}"
    table = Table("holds", "promise", title=title, title_justify="left")
    for finding in findings:
        table.add_row("[green]yes[/]" if finding.holds else "[bold red]NO[/]", _promise(finding))
    return table


def _promise(finding: Finding) -> str:
    text = escape(finding.promise.text)
    if finding.holds:
        return text
    return f"{text}\n[red]{escape(finding.detail)}[/]\n{escape(finding.promise.remedy)}"


def _try(zygote: Zygote, promises: list[Promise]) -> Iterator[tuple[Promise, str]]:
    """Run the attacks on these promises: for each box that was needed, a promise and how it was broken, if so.

    Attacks that can cost their process its life have a box each, all others share one.
    """
    gentle = [(promise, attack) for promise in promises if not promise.deadly for attack in promise.attacks]
    groups = [[(p, attack)] for p in promises if p.deadly for attack in p.attacks]
    for group in filter(None, [gentle, *groups]):
        number, how = _attack(zygote, [attack for _, attack in group], deadly=group is not gentle)
        yield group[number][0], how


def _attack(zygote: Zygote, attacks: list[Attack], *, deadly: bool) -> tuple[int, str]:
    """Which of the attacks got through and how, or why they could not be tried; (0, "") when all were stopped."""
    call = RemoteCall(zygote, _SMALL, _SOURCE, "several", attacks=attacks)
    result, ending = call.finish(_PATIENCE)
    if not call.all_gone:
        return 0, "processes that it started outlived it"
    match result:
        case [int(number), str(how)]:
            return number, how
        case None if deadly and ending.signal == signal.SIGKILL and ending.wall_seconds < _PATIENCE:
            return 0, ""
        case _:
            return 0, f"it could not be tried: {result or ending}"


@contextmanager
def _target() -> Iterator[_Target]:
    """Things on this machine that no box may reach."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lessonlib-doctor-")))
        folder.chmod(0o755)  # the walls are to hold, not the permissions
        (folder / "secret").write_text("secret", encoding="utf-8")
        tcp, abstract, path = (
            stack.enter_context(socket.socket(family))
            for family in (socket.AF_INET, socket.AF_UNIX, socket.AF_UNIX)
        )
        name = f"lessonlib-{secrets.token_hex(8)}"
        addresses: tuple[Any, ...] = (("127.0.0.1", 0), "\0" + name, f"{folder}/socket")
        for listener, address in zip((tcp, abstract, path), addresses, strict=True):
            listener.bind(address)
            listener.listen()
        (folder / "socket").chmod(0o777)
        home = glob.glob(os.path.expanduser("~/.*"))  # which may not be there
        yield _Target([f"{folder}/secret", *home], tcp.getsockname()[1], name, f"{folder}/socket")
