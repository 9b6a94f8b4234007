"""Control groups of memory, where this machine lets us make some."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessonlib.grading.box.walls.cgroup import MemoryGroups, find

MB = 1 << 20


@pytest.fixture
def groups() -> Iterator[MemoryGroups]:
    """Groups of this test's own."""
    groups = find(f"lessonlib-test-{os.getpid()}-")
    if groups is None:
        as_root_in_ci = os.environ.get("CI") and os.geteuid() == 0
        (pytest.fail if as_root_in_ci else pytest.skip)("no control groups can be made here by this user")
    yield groups
    groups.remove()


def fill(groups: MemoryGroups, slot: int, megabytes: int) -> int:
    """How a process in the group of `slot` that fills so much memory ends: 0, or minus the signal."""
    group = groups.prepare(slot, 64 * MB)
    program = f"from lessonlib.grading.box.walls.cgroup import join; join({group}); bytearray(b'x' * {megabytes * MB})"
    return subprocess.run([sys.executable, "-c", program], pass_fds=[group]).returncode


def test_a_process_over_the_limit_is_killed_and_this_is_known(groups: MemoryGroups) -> None:
    groups.prepare(3, 64 * MB)
    assert fill(groups, 3, 16) == 0
    assert not groups.ran_out(3)
    assert fill(groups, 3, 80) == -9
    assert [groups.ran_out(3) for _ in range(2)] == [True, False]


def test_the_next_child_in_a_slot_starts_afresh(groups: MemoryGroups) -> None:
    groups.prepare(3, 64 * MB)
    assert fill(groups, 3, 80) == -9
    groups.prepare(3, 32 * MB)
    assert not groups.ran_out(3)
    groups.prepare(3, 128 * MB)  # a limit can be raised as well


def test_groups_are_removed(groups: MemoryGroups) -> None:
    groups.prepare(0, MB)
    groups.prepare(1, MB)
    assert len(list(groups.folder.glob(f"{groups.prefix}*"))) == 2
    groups.remove()
    assert list(groups.folder.glob(f"{groups.prefix}*")) == []


def test_a_folder_where_memory_is_not_counted_is_not_taken(groups: MemoryGroups, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"memory\."):
        MemoryGroups(tmp_path, groups.version, "lessonlib-test-").prepare(0, MB)
