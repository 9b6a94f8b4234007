"""Many submissions at a time on an existing Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.printable import printable
from lessonlib.grading.running.executor import Outcomes, Submissions, ended
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import not_run, run_submission
from lessonlib.grading.running.warm_process import WarmProcess, warm_process
from lessonlib.grading.states import State

if TYPE_CHECKING:
    from distributed import Client

_QUEUED = 2  # submissions sent for each thread of the cluster: no worker waits for the next one


@contextmanager
def cluster(address: str, seconds: float = 30) -> Iterator[Cluster]:
    """The cluster whose scheduler listens at `address`, such as tcp://10.0.0.1:8786. Raises GradingError."""
    try:
        from distributed import Client
    except ImportError:
        raise GradingError("--scheduler needs Dask: pip install 'lessonlib[cluster]'") from None
    try:
        client = Client(address, timeout=seconds, set_as_default=False)
        client.wait_for_workers(1, timeout=seconds)
    except (OSError, ValueError, TimeoutError) as error:
        raise GradingError(
            f"There is no Dask cluster with a worker at {printable(address)} ({printable(str(error))}). "
            "Start one: dask scheduler, then dask worker ADDRESS on each machine."
        ) from error
    with client:
        yield Cluster(client)


class Cluster:
    """Runs submissions on the workers of `client`. They need lessonlib, and no folder of the course.

    When a worker dies, Dask gives its submissions to another one; what a submission did before is void, so
    nothing is counted twice.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.at_a_time = sum(client.nthreads().values()) or 1
        self.remarks: Sequence[str] = ()

    def __call__(
        self, submissions: Submissions, assignment: Assignment, limits: Limits, *, alone: bool = False
    ) -> Outcomes:
        # A task, not scattered data: it is made again when the worker that has it dies.
        shared = self._client.submit(_together, assignment, limits, pure=False)
        pool = self._client.get_executor(pure=False)

        def submit(submission: Submission) -> Future[Outcome]:
            return cast("Future[Outcome]", pool.submit(run_here, submission, shared))

        try:
            for submission, future in ended(submit, submissions, 1 if alone else _QUEUED * self.at_a_time):
                yield submission, _outcome(future, submission, assignment)
        finally:
            pool.shutdown(wait=False)  # what nobody waits for any more is cancelled


def _together(assignment: Assignment, limits: Limits) -> tuple[Assignment, Limits]:
    return assignment, limits


def _outcome(future: Future[Outcome], submission: Submission, assignment: Assignment) -> Outcome:
    error = future.exception()
    if error is None:
        return future.result()
    reason = f"the cluster could not run it: {type(error).__name__}: {printable(str(error))}"
    return not_run(submission.student, assignment, State.CRASHED, reason)


def run_here(submission: Submission, shared: tuple[Assignment, Limits]) -> Outcome:
    """What a worker does. Its zygote lives as long as it does."""
    assignment, limits = shared
    return run_submission(submission, assignment, limits, _warm(limits.sandbox))


@lru_cache(maxsize=2)
def _warm(sandbox: bool) -> WarmProcess:
    """Raises BoxError when the sandbox does not hold on this machine."""
    warm = warm_process(sandbox)
    if sandbox:
        warm.probe()
    return warm
