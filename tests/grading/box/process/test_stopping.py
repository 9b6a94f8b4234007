"""Processes that are stopped, counted and ended."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lessonlib.grading.box.process.stopping import all_pids, is_ending, signal_all, standing_still, stop_all

PARENT = """
import os, sys, time
if os.fork():
    print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def parent():
    """A process with a child, in a group of their own."""
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout.readline() == b"started\n"
        yield process.pid
        os.killpg(process.pid, signal.SIGKILL)


def group_of(leader):
    found = set()
    for pid in all_pids():
        try:
            found |= {pid} if os.getpgid(pid) == leader else set()
        except ProcessLookupError:
            continue
    return found


def state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def wait_for(is_so):
    """A signal takes its moment, longer on a busy machine."""
    while not is_so():
        time.sleep(0.01)


def test_all_that_are_found_stand_still_until_they_are_told_to_go_on(parent):
    stopped = stop_all(lambda: group_of(parent))
    assert len(stopped) == 2
    wait_for(lambda: {state(pid) for pid in stopped} == {"T"})
    signal_all(stopped, signal.SIGCONT)
    wait_for(lambda: "T" not in {state(pid) for pid in stopped})


LARGE = """
import sys, time
memory = bytearray(b"x" * (400 << 20))
print("started", flush=True)
time.sleep(60)
"""


def test_one_that_is_being_killed_has_ended_when_all_stand_still(parent):
    command = [sys.executable, "-c", LARGE]  # its memory takes the kernel a while to give back
    with subprocess.Popen(command, stdout=subprocess.PIPE) as large:
        assert large.stdout.readline() == b"started\n"
        with standing_still(lambda: {parent}):
            large.kill()
            with standing_still(lambda: {parent, large.pid}):
                assert [state(parent), state(large.pid)] == ["T", "Z"]


def test_it_is_seen_who_is_ending():
    command = [sys.executable, "-c", LARGE]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as large:
        assert large.stdout.readline() == b"started\n"
        assert not is_ending(large.pid)
        signal_all({large.pid}, signal.SIGSTOP)
        wait_for(lambda: state(large.pid) == "T")
        assert not is_ending(large.pid)
        large.kill()
        seen = []
        while state(large.pid) != "Z":
            seen.append(is_ending(large.pid))
        assert True in seen or not seen
        assert not is_ending(large.pid), "it holds nothing any more"
    assert not is_ending(large.pid)


def test_a_relay_that_is_never_all_found_is_given_up():
    numbers = itertools.count(2**22 + 1)  # no process has such a number
    assert len(stop_all(lambda: {next(numbers)})) == 1


def test_who_has_ended_needs_no_signal():
    signal_all({2**22 + 1}, signal.SIGKILL)
