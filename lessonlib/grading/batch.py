"""Grading many submissions, a few at a time, each in a process whose end stops no other submission."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue

from lessonlib.grading.course import Course
from lessonlib.grading.states import Grade, State

LOG = "grading.log"


def grade_all(root: Path, submissions: Iterable[tuple[str, str]], jobs: int | None = None) -> Iterator[Grade]:
    """Grade the (student, exercise) pairs of the course in `root`; yield each grade when it is there.

    `jobs`: how many at a time, as many as there are processors by default. What kernels and nbgrader print
    goes to grading.log in `root`.
    """
    jobs = jobs or os.cpu_count() or 1
    idle: SimpleQueue[Worker] = SimpleQueue()
    for _ in range(jobs):
        idle.put(Worker(root))

    def grade(student: str, exercise: str) -> Grade:
        worker = idle.get()
        try:
            return worker.grade(student, exercise)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(jobs)
    try:
        for done in as_completed([threads.submit(grade, *submission) for submission in submissions]):
            yield done.result()
    finally:
        threads.shutdown(cancel_futures=True)
        for _ in range(jobs):
            idle.get().stop()


class Worker:
    """A process that grades one submission after another, replaced when one of them takes it down."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._start()

    def grade(self, student: str, exercise: str) -> Grade:
        try:
            return self._process.submit(_grade, self._root, student, exercise).result()
        except BrokenProcessPool:
            self.stop()
            self._start()
            reason = "the process that graded it was killed"
        except Exception as error:  # whatever it was, the others are graded
            reason = f"{type(error).__name__}: {error}"
        return self._process.submit(_failed, self._root, student, exercise, reason).result()

    def stop(self) -> None:
        self._process.shutdown()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._process = ProcessPoolExecutor(1, context, _quiet, (self._root / LOG,))


def _quiet(log: Path) -> None:
    """Send this process's output, and that of the kernels it starts, to a file; leave processors to the
    others.
    """
    os.environ["OMP_NUM_THREADS"] = "1"
    with open(log, "ab", buffering=0) as file:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(file.fileno(), stream.fileno())


def _grade(root: Path, student: str, exercise: str) -> Grade:
    return _course(root).grade(student, exercise)


def _failed(root: Path, student: str, exercise: str, reason: str) -> Grade:
    score = _course(root).score(student, exercise)
    return Grade(student, exercise, State.FAILED, reason, *score, feedback=None)


@lru_cache(maxsize=1)
def _course(root: Path) -> Course:
    return Course(root)
