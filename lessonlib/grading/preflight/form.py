"""Looking at a notebook as grading will take it: which file, of which exercise, and what would be put right."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

from lessonlib import LessonlibError
from lessonlib.grading.handed_in.archive import is_archive
from lessonlib.grading.handed_in.belonging import origin
from lessonlib.grading.handed_in.contents import MAX_NOTEBOOK_MB, Contents, Malformed, read_contents
from lessonlib.grading.handed_in.intake import Submission, read_archive, read_submission
from lessonlib.grading.handed_in.plain_file import NotPlain, read_plain
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import Repaired, repair
from lessonlib.grading.preflight import exercise
from lessonlib.grading.printable import LONG, printable, sentence

_STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class Taken:
    """A notebook as grading takes it: with the files beside it, as the learner wrote it, and put right."""

    submission: Submission
    release: Release
    contents: Contents
    repaired: Repaired


@dataclass(frozen=True)
class Findings:
    """`problems`: what nobody can put right but the learner. `repairs`: what grading puts right by itself.

    `unanswered`: the tasks that hold no answer. `exercise`: what it was compared with, empty for nothing.
    `taken` is None where there is nothing that could run.
    """

    problems: tuple[str, ...]
    repairs: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    exercise: str = ""
    taken: Taken | None = None


def check_form(path: Path, release: Path | None = None) -> Findings:
    """Look at `path` as grading will: a notebook, or what is handed in as a whole, a folder or a zip archive.

    `release`: the exercise as it was handed out; found in the checkout by itself. Raises LessonlibError when `path`
    or `release` is not there, or it is not known which exercise a folder is.
    """
    if not path.exists():
        raise LessonlibError(f"There is no {path}. Name the notebook that you want to hand in.")
    given = exercise.given(release) if release else None
    try:
        whole = path.is_dir() or is_archive(path.name)
        return _whole(path, given) if whole else _notebook(path, given)
    except Malformed as malformed:
        return Findings((f"{sentence(malformed.reason, LONG)} {malformed.step}",))


def _whole(path: Path, given: Release | None) -> Findings:
    """A folder or an archive."""
    place = path.resolve() if path.is_dir() else path.resolve().parent
    reference = given or exercise.found(
        place, [path.resolve().stem, *(one.stem for one in sorted(path.glob("*.ipynb")))]
    )
    if reference is None:
        raise LessonlibError(f"It is not known which exercise {path} is. Name it with --release.")
    read = read_submission if path.is_dir() else read_archive
    submission = read(path.resolve(), "", [reference])
    data = submission.notebooks[reference.name]
    if isinstance(data, Malformed):
        raise data
    return _findings(submission, reference, read_contents(data), reference.assignment)


def _notebook(path: Path, given: Release | None) -> Findings:
    data = _read(path)
    contents = read_contents(data)
    kind, lesson = origin(contents)
    if kind == "chapter":
        raise Malformed(
            f"this is the chapter {lesson}, in which there is nothing to hand in",
            f"Its exercise is exercises/{lesson}/{lesson}.ipynb.",
        )
    reference = given or exercise.found(path.parent, [*exercise.names_in(contents), path.stem])
    known = reference.assignment if reference else ""
    reference = reference or exercise.of_itself(contents, path.stem)
    submission = read_submission(path.resolve().parent, "", [reference])
    found = _findings(submission, reference, contents, known)
    other = submission.notebooks.get(reference.name)
    if other == data:
        return found
    why = str(other) if isinstance(other, Malformed) else " ".join(submission.notes)
    problem = f"If you hand in this folder, another notebook than {path.name} is graded, or none: {why}"
    alone = replace(submission, notebooks={reference.name: data})
    taken = found.taken and replace(found.taken, submission=alone)
    return replace(found, problems=(*found.problems, problem), taken=taken)


def _read(path: Path) -> bytes:
    try:
        return read_plain(path, MAX_NOTEBOOK_MB * 1_000_000)
    except NotPlain as problem:
        raise Malformed(f"the notebook is {problem}", problem.step) from None
    except OSError as error:
        raise LessonlibError(f"{path} cannot be read: {error.strerror}.") from None


def _findings(submission: Submission, release: Release, contents: Contents, known: str) -> Findings:
    repaired = repair(contents, release)
    tasks = [cell for cell in release.cells if cell.is_answer]
    # Compared with itself it has no stubs but those that it still holds.
    stubs = tuple(cell.grade_id for cell in tasks if _STUB in cell.source)
    unanswered = repaired.unanswered if known else stubs
    if tasks and len(unanswered) == len(tasks) and not repaired.answers:
        problem = "Nothing is answered yet: this is the exercise as it was handed out."
        return Findings((problem,), submission.notes, unanswered, known)
    return Findings(
        tuple(_unreadable_code(contents)),
        (*submission.notes, *repaired.notes),
        unanswered,
        known,
        Taken(submission, release, contents, replace(repaired, unanswered=unanswered)),
    )


def _unreadable_code(contents: Contents) -> list[str]:
    """The cells that Python cannot read. Commands of IPython are left to it."""
    problems = []
    for number, cell in enumerate(contents.cells, start=1):
        if cell.cell_type != "code" or re.search(r"^\s*[%!?]|\?\s*$", cell.source, re.MULTILINE):
            continue
        try:
            with warnings.catch_warnings(action="ignore"):
                ast.parse(cell.source)
        except SyntaxError as error:
            name = f"'{printable(cell.grade_id)}'" if cell.grade_id else str(number)
            problems.append(f"Cell {name} cannot run: {error.msg} in its line {error.lineno}. Correct it.")
        except (ValueError, RecursionError, MemoryError):
            problems.append(f"Cell {number} cannot run: Python cannot read it. Write it more simply.")
    return problems
