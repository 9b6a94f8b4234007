"""The tests, tried on the instructor's own solution before they grade anybody: one that fails there is broken."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

import lessonlib
from lessonlib.grading.assignment import Assignment
from lessonlib.grading.box.cells.credit import NUMBER, TRUTH
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.intake import Submission
from lessonlib.grading.outcome import Outcome
from lessonlib.grading.printable import printable
from lessonlib.grading.running.limits import Limits
from lessonlib.notebook.cell import error_of
from lessonlib.notebook.metadata import grade_id, is_test
from lessonlib.whole_file import write_whole

Said = Mapping[str, Mapping[str, Sequence[str]]]
"""What objects had to say of themselves, by notebook and by the grade_id of a test."""
Endings = Mapping[str, Mapping[str, str]]
"""What kind of value a test ended in (`credit.ending`), by notebook and by grade_id."""

UNPROVEN = "The tests could not be tried on a solution, for there is none on disk."
_PACKAGES = ("ipython", "nbgrader", "numpy", "torch")


@dataclass(frozen=True)
class Tried:
    """What came of trying the tests. `said`: what the solution's objects had to say of themselves. `endings`: what the
    tests ended in on the solution. `untouched`: the tests that give points to an exercise in which nothing was done,
    with these points.
    """

    said: Said
    endings: Endings
    untouched: Mapping[str, float]

    @property
    def counting(self) -> dict[str, list[str]]:
        """By notebook, the tests that end in points."""
        return {name: _ending_in(NUMBER, found) for name, found in self.endings.items()}

    def remarks(self, assignment: Assignment) -> tuple[str, ...]:
        """What is to be said of it."""
        return (*self._given_away(assignment), *self._truths(assignment))

    def _truths(self, assignment: Assignment) -> tuple[str, ...]:
        """A last line such as `square(3) == 9` looks like a test, and is none."""
        found = [
            release.question(test)
            for release in assignment.releases
            for test in _ending_in(TRUTH, self.endings.get(release.name, {}))
        ]
        return tuple(
            f"The test '{printable(name)}' ends in a truth value, which counts nothing: by nbgrader's rule it gives "
            "all its points, also where it ends in False. Write `assert` before it, or let it end in a number."
            for name in found
            if name in assignment.possible
        )

    def _given_away(self, assignment: Assignment) -> tuple[str, ...]:
        free = {name: points for name, points in self.untouched.items() if name in assignment.possible}
        if not free:
            return ()
        names = ", ".join(f"'{printable(name)}'" for name in free)
        earned, possible = sum(free.values()), assignment.max_score
        return (
            f"An exercise in which nothing was done earns {earned:g} of {possible:g} points, by {names}. A test that "
            "cannot fail, such as unittest.main(exit=False), gives its points to everybody.",
        )


def prove_tests(
    solutions: Mapping[str, bytes],
    releases: Mapping[str, bytes],
    assignment: Assignment,
    limits: Limits,
    run: Callable[[Submission, Assignment], Outcome],
    folder: Path,
) -> Tried:
    """Run the solutions (notebook files by name) as a submission, and the `releases`, as learners got them. Raises
    GradingError for a test that does not give the solutions all its points; those that are skipped or dropped may fail.

    What held once is not tried again: `folder` keeps a note of it, as long as nothing changes.
    """
    submission = Submission("solution", dict(solutions))
    path = folder / "proven" / f"{assignment.name}.json"
    key = _key(submission, assignment, limits)
    note = _read(path)
    if note.get("key") == key and "untouched" in note:
        return Tried(note["said"], note["endings"], note["untouched"])
    outcome = run(submission, assignment)
    broken = list(_broken(outcome, assignment))
    if broken:
        raise GradingError(_message(broken, outcome, assignment))
    said = {name: ran.said for name, ran in outcome.ran.items()}
    endings = {name: ran.endings for name, ran in outcome.ran.items()}
    tried = Tried(said, endings, {})
    tried = Tried(said, endings, _given_away(releases, assignment.believing(said, tried.counting), run))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, json.dumps({"key": key, **asdict(tried)}).encode())
    return tried


def _ending_in(kind: str, endings: Mapping[str, str]) -> list[str]:
    return [test for test, found in endings.items() if found == kind]


def _given_away(
    releases: Mapping[str, bytes], assignment: Assignment, run: Callable[[Submission, Assignment], Outcome]
) -> dict[str, float]:
    """The tests that give points to the releases as they are, and how many."""
    if not releases:
        return {}
    outcome = run(Submission("untouched", dict(releases)), assignment)
    every = {
        release.question(test): outcome.ran[release.name].earned.get(test, 0.0)
        for release in assignment.releases
        if release.name in outcome.ran
        for test in release.tests
    }
    return {name: points for name, points in every.items() if points > 0}


def _key(submission: Submission, assignment: Assignment, limits: Limits) -> str:
    versions = [f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES]
    exceptions = sorted(assignment.skipped | assignment.dropped)
    parts = [
        "3",  # of what is noted
        submission.digest,
        assignment.key(),
        repr(limits),
        lessonlib.__version__,
        *versions,
        repr(exceptions),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(note: Path) -> dict[str, Any]:
    try:
        read = json.loads(note.read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _broken(outcome: Outcome, assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Each test that the solution does not pass with all points: its name, and the error with its line."""
    for release in assignment.releases:
        ran = outcome.ran[release.name]
        cells = {grade_id(cell): cell for cell in nbformat.reads(ran.notebook, as_version=4).cells}
        for test in release.tests:
            name = release.question(test)
            earned, possible, error = ran.earned.get(test, 0.0), release.points[test], _error(cells[test])
            if name in assignment.skipped | assignment.dropped or (earned == possible and not error):
                continue
            yield name, error or f"it gives {earned:g} of {possible:g} points"


def _error(cell: NotebookNode) -> str:
    """The error in which a test ended, in words; empty where there is none."""
    found = error_of(cell)
    if found is None:
        return ""
    number = cell.metadata.get("lessonlib", {}).get("failed_line")
    lines = cell.source.split("\n")
    line = f", in line {number}: {lines[number - 1].strip()}" if number and number <= len(lines) else ""
    return f"{found.ename}: {' '.join(found.evalue.split())}{line}"


def _message(broken: Sequence[tuple[str, str]], outcome: Outcome, assignment: Assignment) -> str:
    lines = [f"the test '{name}': {error}" for name, error in broken]
    lines += [f"the solution itself: {error}" for error in _own_errors(outcome)]
    if outcome.reason:
        lines.append(f"the run ended early: {outcome.reason}")
    listed, name = "\n".join(f"  {printable(line, 500)}" for line in lines), shlex.quote(broken[0][0])
    return (
        f"The solution of {assignment.name} does not pass its own tests, so nobody is graded and nothing is entered:\n"
        f"{listed}\nCorrect the test or the solution, make the release again, and grade again. To grade all the same: "
        f"--skip-test {name} gives its points to all who handed in, --drop-test {name} takes them out of the maximum."
    )


def _own_errors(outcome: Outcome) -> Iterator[str]:
    """The errors in which cells of the solution ended that are no tests."""
    for ran in outcome.ran.values():
        for cell in nbformat.reads(ran.notebook, as_version=4).cells:
            if cell.cell_type == "code" and not is_test(cell) and (error := _error(cell)):
                yield f"{grade_id(cell) or 'a cell'}: {error}"
