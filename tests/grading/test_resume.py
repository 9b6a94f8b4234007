"""`lessonlib grade`, killed for real in the middle, and gone on with."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from lessonlib.build.lesson import Lesson
from lessonlib.grading.demo.course import make_course
from lessonlib.grading.journal import journal_of

pytestmark = [pytest.mark.slow, pytest.mark.thorough]

STUDENTS = 10
LESSONLIB = str(Path(sys.executable).parent / "lessonlib")


@pytest.fixture
def course(checkout, answered, tmp_path):
    """A class in which every second student is right."""
    course = make_course(checkout, tmp_path / "class", [Lesson(checkout, "01_xor")])
    course.release("01_xor")
    for number in range(STUDENTS):
        layers = 1 if number % 2 else 0
        right = answered(
            xor=f"import time\ntime.sleep(0.5)\ndef xor(a, b):\n    return int(a != b)  # {number}",
            layers=f"hidden_layers = {layers}",
        )
        course.submit(f"s{number}", "01_xor", right)
    return course


@pytest.fixture
def start(course):
    """Starts the command; what still runs at the end is killed."""
    with ExitStack() as stack:

        def start(*options):
            process = subprocess.Popen(
                [LESSONLIB, "grade", "01_xor", "--jobs", "2", *options],
                cwd=course.root,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def entries(course):
    """Each student's journal entry by its file number, which changes whenever it is recorded again."""
    folder = course.root / ".lessonlib" / "journal" / "01_xor"
    return {path.name: path.stat().st_ino for path in folder.glob("*.json") if path.name != "run.json"}


def wait_until(condition, seconds=400):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_after_sigkill_and_ctrl_c_at_any_moment_nothing_is_lost_or_run_twice(course, start):
    moments = random.Random()
    recorded = {}
    for options, count, sent in (((), 1, signal.SIGKILL), (("--resume",), 5, signal.SIGINT)):
        process = start(*options)
        wait_until(lambda: len(entries(course)) >= count or process.poll() is not None)  # noqa: B023
        time.sleep(moments.uniform(0, 0.3))
        os.kill(process.pid, sent)
        shown, _ = process.communicate(timeout=600)
        if (
            process.returncode != 0
        ):  # else this process slept too long, and the command was done before the signal
            assert process.returncode == (-signal.SIGKILL if sent == signal.SIGKILL else 130), shown
            assert sent == signal.SIGKILL or "with --resume goes on" in shown
        assert recorded.items() <= entries(course).items()
        recorded = entries(course)

    last = start("--resume")
    shown, _ = last.communicate(timeout=400)
    assert last.returncode == 0, shown
    assert recorded.items() <= entries(course).items()
    assert len(entries(course)) == STUDENTS
    with Gradebook(course.db_url) as book:
        scores = {one.student.id: one.score for one in book.assignment_submissions("01_xor")}
    assert scores == {f"s{number}": 10 if number % 2 else 6 for number in range(STUDENTS)}
    for student in scores:
        assert course.notebook("feedback", student, "01_xor").with_suffix(".html").exists()
    assert all(journal_of(course, "01_xor").entry(student).entered for student in scores)

    before = {path: path.stat().st_mtime_ns for path in (course.root / "autograded").rglob("*.ipynb")}
    again = start("--resume")
    again.communicate(timeout=400)
    assert again.returncode == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before


def kill_when_alone(course, start, times, *options):
    """Start the command, and kill it for good when all others are done and s0 has begun to run for the nth time."""
    process = start(*options)
    folder = course.root / ".lessonlib" / "journal" / "01_xor"

    def is_alone():
        try:
            marks = [json.loads(mark.read_text()) for mark in folder.glob("*.started")]
        except FileNotFoundError:  # its run came to an end in the meantime
            return False
        return len(entries(course)) == STUDENTS - 1 and [mark["times"] for mark in marks] == [times]

    wait_until(lambda: is_alone() or process.poll() is not None)
    process.kill()
    process.communicate(timeout=600)
    assert process.returncode == -signal.SIGKILL


def test_who_was_running_when_the_command_died_runs_once_more_alone_and_is_then_set_aside(
    course, start, answered
):
    endless = answered(xor="while True:\n    pass", layers="hidden_layers = 1")
    course.submit("s0", "01_xor", endless)
    kill_when_alone(course, start, 1)
    kill_when_alone(course, start, 2, "--resume")
    last = start("--resume")
    shown, _ = last.communicate(timeout=400)
    assert last.returncode == 1, shown
    entry = journal_of(course, "01_xor").entry("s0")
    assert entry.outcome.state == "set-aside"
    assert "set-aside" in shown
    assert "without --resume" in " ".join(shown.split())
    with Gradebook(course.db_url) as book:
        assert len(book.assignment_submissions("01_xor")) == STUDENTS
        assert book.find_submission("01_xor", "s0").score == 0
