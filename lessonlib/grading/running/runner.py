"""Running one submission: read, repair, run apart. Whatever it holds, it ends in a named state."""

from __future__ import annotations

import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lessonlib.grading.box.client import Zygote, has_zygotes
from lessonlib.grading.box.errors import BoxError, FolderError
from lessonlib.grading.handed_in.contents import Malformed, read_contents
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import repair, stand_in
from lessonlib.grading.printable import printable
from lessonlib.grading.result import Ran, Result
from lessonlib.grading.running.apart import Executed, run_apart
from lessonlib.grading.running.in_kernel import run_in_kernel
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.states import State

# The first of these that a submission's notebooks reached is the submission's state.
_WORST = (
    State.TAMPERED,
    State.CRASHED,
    State.OUT_OF_MEMORY,
    State.TIMEOUT,
    State.MALFORMED,
    State.PARTIAL,
    State.REPAIRED,
    State.GRADED,
)


def key_of(submission: Submission, releases: Sequence[Release], limits: Limits) -> str:
    """A text that is another one when the submission, the release or the limits change."""
    parts = [submission.digest, *(release.key() for release in releases), json.dumps(asdict(limits))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Warm:
    """A zygote for all threads of this process, started when it is first needed and again when it was lost."""

    def __init__(self, start: Callable[[], Zygote]) -> None:
        self._start, self._lock = start, threading.Lock()
        self._zygote: Zygote | None = None
        self.closed = False

    def get(self) -> Zygote:
        """Raises BoxError when this is closed."""
        with self._lock:
            if self.closed:
                raise BoxError("Grading was stopped.")
            if self._zygote is None:
                self._zygote = self._start().__enter__()
            return self._zygote

    def replace(self, lost: Zygote) -> None:
        """Let go of `lost`, unless another thread has done so."""
        with self._lock:
            if self._zygote is lost:
                self._zygote = None
                with suppress(OSError):
                    lost.__exit__(None, None, None)

    def close(self) -> None:
        """End the zygote and all that it forked, for good."""
        self.closed = True
        if self._zygote is not None:
            self.replace(self._zygote)


def run_submission(submission: Submission, releases: Sequence[Release], limits: Limits, warm: Warm) -> Result:
    """Grade a submission, without telling the gradebook. Raises nothing: what goes wrong is a state."""
    started = time.perf_counter()
    parts = [_part(submission, release, limits, warm) for release in releases]
    worst = min(parts, key=lambda part: _WORST.index(part.state))
    answers = "\n".join(part.answers for part in parts).strip()
    return Result(
        submission.student,
        worst.state,
        worst.reason,
        worst.step,
        tuple(dict.fromkeys([*submission.notes, *(note for part in parts for note in part.notes)])),
        {release.name: part.ran for release, part in zip(releases, parts, strict=True)},
        hashlib.sha256(answers.encode()).hexdigest() if answers else "",
        round(time.perf_counter() - started, 3),
        limits.sandbox,
    )


def not_run(student: str, releases: Sequence[Release], reason: str) -> Result:
    """The result of a submission that the grader itself lost."""
    ran = {release.name: Ran(nbformat.writes(stand_in(release)), frozenset()) for release in releases}
    return Result(student, State.CRASHED, _sentence(reason), ran=ran)


@dataclass(frozen=True)
class _Part:
    """What came of one notebook of a submission."""

    state: State
    ran: Ran
    reason: str = ""
    step: str = ""
    notes: tuple[str, ...] = ()
    answers: str = ""


def _part(submission: Submission, release: Release, limits: Limits, warm: Warm) -> _Part:
    nothing = Ran(nbformat.writes(stand_in(release)), frozenset())
    try:
        return _graded(submission, release, limits, warm)
    except Malformed as malformed:
        return _Part(State.MALFORMED, nothing, _sentence(malformed.reason), malformed.step)
    except FolderError as error:
        return _Part(State.MALFORMED, nothing, _sentence(str(error)))
    except Exception as error:  # one bad notebook never stops a batch
        reason = f"the grader could not run it: {type(error).__name__}: {error}"
        return _Part(State.CRASHED, nothing, _sentence(reason))


def _graded(submission: Submission, release: Release, limits: Limits, warm: Warm) -> _Part:
    """One notebook, repaired and run. Raises Malformed, BoxError."""
    data = submission.notebooks.get(release.name)
    if data is None:
        raise Malformed(f"{release.name}.ipynb was not handed in", f"Hand in {release.name}.ipynb.")
    if isinstance(data, Malformed):
        raise data
    repaired = repair(read_contents(data), release)
    with tempfile.TemporaryDirectory(prefix="lessonlib-", ignore_cleanup_errors=True) as folder:
        submission.unpack(Path(folder))
        executed = _run(repaired.notebook, Path(folder), limits, warm)
    passed = frozenset(name for name, points in executed.earned.items() if points == release.points[name])
    ran = Ran(nbformat.writes(executed.notebook), passed)
    by_hand = sorted(release.by_hand - set(repaired.unanswered))
    if executed.state:
        state, reason = State(executed.state), executed.reason
    elif by_hand:
        state, reason = State.PARTIAL, f"to be graded by hand: {', '.join(by_hand)}"
    else:
        state, reason = State.REPAIRED if submission.notes or repaired.notes else State.GRADED, ""
    return _Part(state, ran, _sentence(reason), "", repaired.notes, repaired.answers)


def _run(notebook: NotebookNode, folder: Path, limits: Limits, warm: Warm) -> Executed:
    """Run a notebook; a zygote that was lost is replaced once, for it may not be this notebook's fault."""
    if not limits.sandbox and not has_zygotes():
        return run_in_kernel(notebook, folder, limits)
    zygote = warm.get()
    try:
        return run_apart(notebook, folder, limits, zygote, with_notebooks=True)
    except FolderError:
        raise
    except BoxError:
        warm.replace(zygote)
    return run_apart(notebook, folder, limits, warm.get(), with_notebooks=True)


def _sentence(text: str) -> str:
    text = printable(text)
    return f"{text[:1].upper()}{text[1:]}{'' if not text or text.endswith(('.', '…')) else '.'}"
