"""Grading on a real Dask cluster: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from nbgrader.api import Gradebook

from lessonlib.build.lesson import Lesson
from lessonlib.grading.demo.course import make_course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.grade import Options, grade_class
from lessonlib.grading.running.cluster import cluster
from lessonlib.grading.states import State

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed")]

STUDENTS = 8


@pytest.fixture
def workers(tmp_path):
    """The address of a cluster's scheduler, and its workers' processes."""
    file = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    scheduler = subprocess.Popen([*command, "--no-dashboard", "--scheduler-file", file], **quiet)
    command = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--scheduler-file",
        file,
        "--no-dashboard",
    ]
    workers = [subprocess.Popen([*command, "--nthreads", "1", "--no-nanny"], **quiet) for _ in range(2)]
    try:
        end = time.monotonic() + 600
        while not file.exists() or not file.read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"], workers
    finally:
        for process in [*workers, scheduler]:
            process.kill()
            process.wait()


@pytest.mark.nightly
def test_a_worker_that_dies_in_the_middle_loses_and_doubles_nothing(checkout, answered, tmp_path, workers):
    address, processes = workers
    course = make_course(checkout, tmp_path / "class", [Lesson(checkout, "01_xor")])
    course.release("01_xor")
    for number in range(STUDENTS):
        xor = f"def xor(a, b):\n    return int(a {'!=' if number % 2 else '=='} b)"
        course.submit(f"s{number}", "01_xor", answered(xor=xor, layers="hidden_layers = 1"))
    kept = []

    def watched(submissions, assignment, limits, *, alone=False):
        with cluster(address) as execute:
            for submission, outcome in execute(submissions, assignment, limits, alone=alone):
                kept.append(submission.student)
                if len(kept) == 3:
                    os.kill(processes[0].pid, signal.SIGKILL)
                yield submission, outcome

    watched.at_a_time, watched.remarks = 2, ()
    graded = grade_class(course, "01_xor", watched, Options())
    assert sorted(kept) == [*(f"s{number}" for number in range(STUDENTS)), "solution", "untouched"]
    assert {row.student: (row.score, row.state) for row in graded.rows} == {
        f"s{number}": (10 if number % 2 else 4, State.GRADED) for number in range(STUDENTS)
    }
    with Gradebook(course.db_url) as book:
        assert len(book.assignment_submissions("01_xor")) == STUDENTS


def test_no_cluster_there_is_told():
    with (
        pytest.raises(
            GradingError, match=r"no Dask cluster with a worker at tcp://127\.0\.0\.1:9 .*dask scheduler"
        ),
        cluster("tcp://127.0.0.1:9", seconds=1),
    ):
        pass
