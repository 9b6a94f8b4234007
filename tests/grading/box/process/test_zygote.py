"""A zygote that lives long and forks much."""

from __future__ import annotations

import os
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from lessonlib.grading.box.errors import BoxError
from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import TARGET
from lessonlib.grading.box.walls.namespaces import MOST_CHILDREN

SPAWNS = 60


def state(zygote: Zygote) -> dict[str, int]:
    """What grows when something leaks."""
    guard = zygote.pid
    (pid,) = map(int, Path(f"/proc/{guard}/task/{guard}/children").read_text().split())
    process = Path(f"/proc/{pid}")
    (memory,) = (
        line for line in (process / "smaps_rollup").read_text().splitlines() if line.startswith("Anonymous:")
    )
    return {
        "descriptors": len(os.listdir(process / "fd")),
        "mounts": len((process / "mountinfo").read_text().splitlines()),
        "mounts of this process": len(Path("/proc/self/mountinfo").read_text().splitlines()),
        "children": len((process / f"task/{pid}/children").read_text().split()),
        "descriptors of this process": len(os.listdir("/proc/self/fd")),
        "megabytes": int(memory.split()[1]) >> 10,
    }


def settled(zygote: Zygote, **most: int) -> dict[str, int]:
    """The state once nothing of `most` is above it: the last child's ending is told before it is over."""
    deadline = time.monotonic() + 120
    while any((found := state(zygote))[name] > limit for name, limit in most.items()):
        assert time.monotonic() < deadline, f"{found} stays above {most}"
        time.sleep(0.01)
    return found


def test_nothing_grows_with_the_number_of_children(zygote: Zygote) -> None:
    zygote.wait()
    idle = state(zygote)
    most = {"descriptors": idle["descriptors"], "children": idle["children"]}
    for _ in range(2):
        for _ in range(SPAWNS // 2):
            zygote.spawn("time:time", boxed=Box()).kill()
        found = settled(zygote, **most)
        most = found | {"megabytes": found["megabytes"] + 1}


def test_a_child_too_many_is_refused(zygote: Zygote) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_CHILDREN):
            ours, theirs = socket.socketpair()
            stack.enter_context(ours)
            stack.enter_context(zygote.spawn(TARGET, [theirs], boxed=Box()))
        with pytest.raises(BoxError, match="64 children of this zygote are alive"):
            zygote.spawn("time:time", boxed=Box())
