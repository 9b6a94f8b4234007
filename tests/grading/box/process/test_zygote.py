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


def settled(zygote: Zygote, most: int) -> dict[str, int]:
    """The state once no more than `most` descriptors are open: the last child's ending is told before it is over."""
    deadline = time.monotonic() + 600
    while (found := state(zygote))["descriptors"] > most and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def test_nothing_grows_with_the_number_of_children(zygote: Zygote) -> None:
    zygote.wait()
    idle, states = state(zygote), []
    for _ in range(2):
        for _ in range(SPAWNS // 2):
            zygote.spawn("time:time", boxed=Box()).kill()
        states.append(settled(zygote, most=idle["descriptors"]))
    assert states[0] == pytest.approx(states[1], abs=1)
    assert states[0] | {"megabytes": 0} == states[1] | {"megabytes": 0}


def test_a_child_too_many_is_refused(zygote: Zygote) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_CHILDREN):
            ours, theirs = socket.socketpair()
            stack.enter_context(ours)
            stack.enter_context(zygote.spawn(TARGET, [theirs], boxed=Box()))
        with pytest.raises(BoxError, match="64 children of this zygote are alive"):
            zygote.spawn("time:time", boxed=Box())
