"""Running one submission: repair, run apart. Whatever it holds, it ends in a named state."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.box.errors import BoxError, FolderError
from lessonlib.grading.box.process.client import has_zygotes
from lessonlib.grading.handed_in.contents import Contents, Malformed, read_contents
from lessonlib.grading.handed_in.given_files import unpack
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import repair, stand_in
from lessonlib.grading.outcome import Outcome, RanNotebook
from lessonlib.grading.printable import sentence
from lessonlib.grading.receipt.marks import mark_graded
from lessonlib.grading.running.apart import Executed, run_apart
from lessonlib.grading.running.in_kernel import run_in_kernel
from lessonlib.grading.running.limits import Limits
from lessonlib.grading.running.warm_process import WarmProcess
from lessonlib.grading.states import State


def key_of(submission: Submission, release: str, limits: Limits) -> str:
    """A digest of the submission, the assignment (`release` is its key) and the limits."""
    parts = [submission.digest, release, json.dumps(asdict(limits))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def run_submission(
    submission: Submission, assignment: Assignment, limits: Limits, warm: WarmProcess
) -> Outcome:
    """Grade a submission, without telling the gradebook. Raises nothing: what goes wrong is a state."""
    started = time.perf_counter()
    beside, notes = assignment.files.beside(submission.at_hand)
    notes = (*submission.notes, *notes)
    runner = _Runner(submission, assignment, beside, limits, warm)
    outcome = Outcome.merged(runner.outcome(release) for release in assignment.releases)
    if notes and outcome.state is State.GRADED:
        outcome = replace(outcome, state=State.REPAIRED)
    return replace(
        outcome,
        notes=tuple(dict.fromkeys([*notes, *outcome.notes])),
        seconds=round(time.perf_counter() - started, 3),
        sandboxed=limits.sandbox,
    )


def repaired_notebook(submission: Submission, assignment: Assignment, name: str) -> NotebookNode:
    """A notebook of a submission, put right; the release itself where it cannot be read."""
    release = next(release for release in assignment.releases if release.name == name)
    try:
        return repair(_contents(submission, release), release).notebook
    except Malformed:
        return stand_in(release)


def not_run(student: str, assignment: Assignment, state: State, reason: str) -> Outcome:
    """The outcome of a submission that did not come to its end through no fault that is known."""
    ran = {release.name: _nothing(release) for release in assignment.releases}
    return Outcome(student, state, sentence(reason), ran=ran)


def _contents(submission: Submission, release: Release) -> Contents:
    """The cells of a notebook as they were handed in. Raises Malformed."""
    data = submission.notebooks.get(release.name)
    if data is None:
        raise Malformed(
            f"the notebook {release.name}.ipynb was not handed in", f"Hand in {release.name}.ipynb."
        )
    if isinstance(data, Malformed):
        raise data
    return read_contents(data)


class _Runner:
    """One submission with all that it is run with."""

    def __init__(
        self,
        submission: Submission,
        assignment: Assignment,
        beside: Mapping[str, bytes],
        limits: Limits,
        warm: WarmProcess,
    ) -> None:
        self._submission, self._assignment = submission, assignment
        self._beside, self._limits, self._warm = beside, limits, warm

    def outcome(self, release: Release) -> Outcome:
        """What comes of one notebook."""
        student, nothing = self._submission.student, {release.name: _nothing(release)}
        try:
            return self._graded(release)
        except Malformed as malformed:
            return Outcome(student, State.MALFORMED, sentence(malformed.reason), malformed.step, ran=nothing)
        except FolderError as error:
            return Outcome(student, State.MALFORMED, sentence(str(error)), ran=nothing)
        except Exception as error:  # one bad notebook never stops a batch
            reason = f"the grader could not run it: {type(error).__name__}: {error}"
            return Outcome(student, State.CRASHED, sentence(reason), ran=nothing)

    def _graded(self, release: Release) -> Outcome:
        """One notebook, repaired and run. Raises Malformed, BoxError."""
        repaired = repair(_contents(self._submission, release), release)
        executed = self._run(repaired.notebook, release.name)
        mark_graded(executed.notebook, self._submission.notebooks[release.name], release)
        state = (
            State(executed.state) if executed.state else State.REPAIRED if repaired.notes else State.GRADED
        )
        answers = repaired.answers.strip()
        return Outcome(
            self._submission.student,
            state,
            sentence(executed.reason),
            notes=repaired.notes,
            ran={
                release.name: RanNotebook(
                    nbformat.writes(executed.notebook),
                    executed.earned,
                    said=executed.said,
                    seconds=executed.seconds,
                    endings=executed.endings,
                )
            },
            answers=hashlib.sha256(answers.encode()).hexdigest() if answers else "",
        )

    def _run(self, notebook: NotebookNode, name: str) -> Executed:
        """Run a notebook; a zygote that was lost is replaced once, for it may not be this notebook's fault."""
        limits = self._limits
        with _unpacked(self._beside) as folder, _unpacked(self._assignment.files.tests) as files:
            conditions = replace(self._assignment.conditions[name], files=files)
            if not limits.sandbox and not has_zygotes():
                return run_in_kernel(notebook, folder, limits, conditions)
            zygote = self._warm.get()
            try:
                return run_apart(notebook, folder, limits, zygote, conditions, with_notebooks=True)
            except FolderError:
                raise
            except BoxError:
                self._warm.replace(zygote)
            return run_apart(notebook, folder, limits, self._warm.get(), conditions, with_notebooks=True)


@contextmanager
def _unpacked(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A temporary folder with these files."""
    with tempfile.TemporaryDirectory(prefix="lessonlib-", ignore_cleanup_errors=True) as folder:
        unpack(files, Path(folder))
        yield Path(folder)


def _nothing(release: Release) -> RanNotebook:
    return RanNotebook(nbformat.writes(stand_in(release)), handed_in=False)
