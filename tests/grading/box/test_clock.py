"""A clock that does not count the time that others took."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from lessonlib.grading.box.clock import OwnTime

BUSY = "while True: pass"


@pytest.fixture
def busy():
    """Starts processes that compute for ever, `count` on each processor."""
    started = []

    def start(count):
        for _ in range(count * (os.cpu_count() or 1)):
            # Sessions share the processors with each other, not processes: these are to be of our own.
            started.append(subprocess.Popen([sys.executable, "-c", BUSY], start_new_session=False))
        return started

    yield start
    for process in started:
        process.kill()
        process.wait()


def compute(seconds):
    """Use the processor for this long."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_sleeping_and_computing_count():
    clock = OwnTime()
    time.sleep(0.2)
    compute(0.1)
    assert clock.elapsed() >= 0.29


def test_waiting_for_processes_that_are_nobodys_does_not_count(busy):
    child = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        before, clock, start = time.monotonic(), OwnTime(child.pid), time.monotonic()
        busy(4)  # these are not among its descendants
        time.sleep(2)
        passed, own, lost = time.monotonic() - start, clock.elapsed(), clock.lost()
        after = time.monotonic()
    finally:
        child.kill()
        child.wait()
    assert own < 0.8 * passed
    assert passed - (after - start - passed) <= own + lost <= after - before


def test_processes_of_its_own_that_wait_for_each_other_count(busy):
    clock, start = OwnTime(), time.monotonic()
    busy(8)
    time.sleep(1.5)
    passed = time.monotonic() - start
    # What they computed counts as if they had all processors; on a machine that does other work it is less.
    spent = sum(_spent(process.pid) for process in busy(0))
    assert clock.elapsed() >= min(passed, 0.9 * spent / (os.cpu_count() or 1))


def test_a_process_that_has_ended_is_no_error():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert OwnTime(child.pid).elapsed() >= 0


def _spent(pid):
    with open(f"/proc/{pid}/stat") as file:
        return sum(map(int, file.read().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")
