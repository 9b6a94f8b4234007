"""Many submissions at a time on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from lessonlib.grading.box.doctor import probe
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.result import Result
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.runner import Warm, run_submission


class ThisMachine:
    """Runs submissions `jobs` at a time, in forks of the zygote that `warm` holds.

    Threads are enough: the code that takes time runs in processes of its own, and these wait for it.
    """

    def __init__(self, warm: Warm, jobs: int) -> None:
        self._warm, self._jobs = warm, jobs

    def __call__(
        self,
        students: Sequence[str],
        read: Callable[[str], Submission],
        keep: Callable[[Submission, Result], None],
        releases: Sequence[Release],
        limits: Limits,
    ) -> Iterator[str]:
        """Raises BoxError when the sandbox does not hold what it promises."""

        def work(student: str) -> str:
            submission = read(student)
            result = run_submission(submission, releases, limits, self._warm)
            if not self._warm.closed:  # what was stopped halfway is no result
                keep(submission, result)
            return student

        if limits.sandbox and students:
            zygote = self._warm.get()
            probe(zygote)
            if zygote.cold:
                print(zygote.cold, file=sys.stderr)
        threads = ThreadPoolExecutor(self._jobs, thread_name_prefix="grade")
        try:
            for done in as_completed([threads.submit(work, student) for student in students]):
                yield done.result()
        except BaseException:
            self._warm.close()  # what still runs ends now
            raise
        finally:
            threads.shutdown(cancel_futures=True)
