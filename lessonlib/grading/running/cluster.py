"""Many submissions at a time on an existing Dask cluster."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lessonlib.grading.box.client import Zygote
from lessonlib.grading.box.doctor import probe
from lessonlib.grading.course import GradingError
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.printable import printable
from lessonlib.grading.result import Result
from lessonlib.grading.running.apart import WARM
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import Warm, not_run, run_submission

if TYPE_CHECKING:
    from distributed import Client, Future

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

    def __call__(
        self,
        students: Sequence[str],
        read: Callable[[str], Submission],
        keep: Callable[[Submission, Result], None],
        releases: Sequence[Release],
        limits: Limits,
    ) -> Iterator[str]:
        from distributed import as_completed

        waiting = iter(students)
        sent: dict[Future[Any], Submission] = {}
        run = secrets.token_hex(4)

        def send() -> Iterator[Future[Any]]:
            for student in waiting:
                submission = read(student)
                key = f"grade-{run}-{hashlib.sha256(student.encode()).hexdigest()[:16]}"
                future = self._client.submit(run_here, submission, releases, limits, key=key, pure=False)
                sent[future] = submission
                yield future

        sending = send()
        threads = sum(self._client.nthreads().values()) or 1
        first = itertools.islice(sending, _QUEUED * threads)
        done = as_completed(list(first), loop=self._client.loop)
        for future in done:
            submission = sent.pop(future)
            keep(submission, _result(future, submission, releases))
            future.release()
            yield submission.student
            if (another := next(sending, None)) is not None:
                done.add(another)


def _result(future: Future[Any], submission: Submission, releases: Sequence[Release]) -> Result:
    error = future.exception()
    if error is None:
        return Result.from_plain(future.result())
    reason = f"the cluster could not run it: {type(error).__name__}: {printable(str(error))}"
    return not_run(submission.student, releases, reason)


def run_here(submission: Submission, releases: Sequence[Release], limits: Limits) -> dict[str, Any]:
    """What a worker does. Its zygote lives as long as it does."""
    return run_submission(submission, releases, limits, _warm(limits.sandbox)).to_plain()


@lru_cache(maxsize=2)
def _warm(sandbox: bool) -> Warm:
    """Raises BoxError when the sandbox does not hold on this machine."""
    warm = Warm(lambda: Zygote(WARM, sandbox=sandbox))
    if sandbox:
        probe(warm.get())
    return warm
