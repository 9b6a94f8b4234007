"""Many submissions at a time: on this machine, or wherever a pool of `concurrent.futures` runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol, TypeVar

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import run_submission
from lessonlib.grading.running.warm_process import WarmProcess

Submissions = Iterable[Submission]
Outcomes = Iterator[tuple[Submission, Outcome]]
_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")


class Executor(Protocol):
    """Takes submissions and gives their outcomes, in the order in which they end. `at_a_time` of them run side by
    side, and one when `alone`. `remarks`: what the report says of the machine.
    """

    at_a_time: int

    @property
    def remarks(self) -> Sequence[str]: ...

    def __call__(
        self, submissions: Submissions, assignment: Assignment, limits: Limits, *, alone: bool = False
    ) -> Outcomes: ...


def ended(
    submit: Callable[[_Thing], Future[_Result]], things: Iterable[_Thing], window: int
) -> Iterator[tuple[_Thing, Future[_Result]]]:
    """Each thing with what `submit` gave for it, when that is done. At most `window` things are taken and not given
    back, so that memory does not grow with their number.
    """
    running: dict[Future[_Result], _Thing] = {}
    for thing in things:
        running[submit(thing)] = thing
        if len(running) >= window:
            yield from _done(running)
    while running:
        yield from _done(running)


def _done(running: dict[Future[_Result], _Thing]) -> Iterator[tuple[_Thing, Future[_Result]]]:
    """Wait for one or more of them, and take them out."""
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        yield running.pop(future), future


class ThisMachine:
    """Runs submissions in forks of the zygote that `warm` holds.

    Threads are enough: the code that takes time runs in processes of its own, and these wait for it.
    """

    def __init__(self, warm: WarmProcess, jobs: int) -> None:
        self._warm, self.at_a_time = warm, jobs

    @property
    def remarks(self) -> Sequence[str]:
        return self._warm.remarks

    def __call__(
        self, submissions: Submissions, assignment: Assignment, limits: Limits, *, alone: bool = False
    ) -> Outcomes:
        """Raises BoxError when the sandbox does not hold what it promises."""
        jobs = 1 if alone else self.at_a_time
        if limits.sandbox:
            self._warm.probe()
        threads = ThreadPoolExecutor(jobs, thread_name_prefix="grade")

        def submit(submission: Submission) -> Future[Outcome]:
            return threads.submit(run_submission, submission, assignment, limits, self._warm)

        try:
            # One more than can run waits, so that no thread does.
            for submission, future in ended(submit, submissions, jobs if alone else jobs + 1):
                yield submission, future.result()
        except BaseException:
            self._warm.close()  # what still runs ends now
            raise
        finally:
            threads.shutdown(cancel_futures=True)
