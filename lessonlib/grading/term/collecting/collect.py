"""A class's archive into `submitted/`: the files of all are staged, then put in place, so nothing is half there."""

from __future__ import annotations

import secrets
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from nbgrader.api import Gradebook

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.course import Course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.archive import Room, is_archive, opened
from lessonlib.grading.handed_in.plain_file import NotPlain
from lessonlib.grading.handed_in.timestamp import TIMESTAMP
from lessonlib.grading.handed_in.tree import File, files_below
from lessonlib.grading.printable import printable
from lessonlib.grading.private import make_folder
from lessonlib.grading.term.collecting.layouts import LAYOUTS, attempts, sort_out
from lessonlib.grading.term.collecting.listing import Listed
from lessonlib.grading.term.collecting.people import People
from lessonlib.grading.term.collecting.staging import Staged, stage
from lessonlib.grading.term.roster import import_roster
from lessonlib.whole_file import PART

CLASS_ROOM = Room(megabytes=4_000, files=50_000, names=20_000_000)


@dataclass(frozen=True)
class Collected:
    """What became of one sender's files. `student`: the id, "" where it is not known; `taken`: the files that are in
    `submitted/` now; `left`: those that are not, each with the reason; `change`: "new", "replaced", "as before" or "".
    """

    sender: str
    student: str = ""
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    step: str = ""
    change: str = ""


def collect(
    course: Course,
    book: Gradebook,
    archive: Path,
    assignment: Assignment,
    system: str,
    listing: Mapping[str, Listed],
) -> list[Collected]:
    """Put what is in `archive`, the download of `system`, into the students' folders; what came of it, by sender.

    Names and addresses that the gradebook lacked are entered. A student's folder that held something else is kept in
    `.lessonlib/replaced/`. Raises GradingError, and writes nothing, when the archive cannot be read.
    """
    refused: list[str] = []
    try:
        with (
            _staging(course) as staging,
            opened(archive.resolve(), "", CLASS_ROOM, refused) as files,
        ):
            senders, strange = sort_out(files, LAYOUTS[system](config=course.config))
            if not senders:
                raise _no_layout(archive, system, strange)
            people = People.of(book, listing, numbers_last=system == "canvas")
            staged = list(stage(course, book, senders, assignment, people, staging))
            done = [_placed(course, assignment, one) for one in staged]
    except (NotPlain, OSError) as problem:
        raise _not_collected(archive, problem) from None
    import_roster(book, [one.who.student for one in staged if one.who.student and one.taken])
    odd = [f"'{printable(name)}' has an impossible name" for name in refused]
    odd += [f"'{printable(one.name)}' is not named as {system} names files" for one in strange]
    step = "Look at them in the archive; put what counts into submitted/STUDENT/ASSIGNMENT/ by hand."
    return [*done, *([Collected("", left=tuple(odd), step=step)] if odd else [])]


def named_assignment(course: Course, archive: Path, system: str) -> str:
    """The one assignment after which notebooks in `archive` are called. Raises GradingError for none or several."""
    try:
        with opened(archive.resolve(), "", CLASS_ROOM) as files:
            senders, strange = sort_out(files, LAYOUTS[system](config=course.config))
    except (NotPlain, OSError) as problem:
        raise _not_collected(archive, problem) from None
    if not senders:
        raise _no_layout(archive, system, strange)
    released = course.folder("release", "", "x").parent
    known = {path.stem: path.parent.name for path in released.glob("*/*.ipynb")}
    names = [
        name for sent in senders.values() for name in attempts(sent, [f"{one}.ipynb" for one in known])[0]
    ]
    counts = Counter(known[stem] for name in names if (stem := Path(name).stem) in known)
    if len(counts) != 1:
        found = ", ".join(f"{name} ({count})" for name, count in counts.most_common()) or "none"
        raise GradingError(
            f"Which assignment is in {archive}? Notebooks are called after: {found}.\n"
            "  Remedy: say it with --assignment NAME."
        )
    return next(iter(counts))


def _not_collected(archive: Path, problem: NotPlain | OSError) -> GradingError:
    if isinstance(problem, NotPlain):
        return GradingError(f"{archive} is {problem}.\n  Remedy: download it again, as a zip archive.")
    where = f" ({problem.filename})" if problem.filename and str(problem.filename) != str(archive) else ""
    return GradingError(f"{archive} cannot be collected: {problem.strerror or problem}{where}.")


def _no_layout(archive: Path, system: str, strange: Sequence[File]) -> GradingError:
    others = [one for one in LAYOUTS if one != system and sort_out(strange, LAYOUTS[one]())[0]]
    hint = f" They are named as {others[0]} names them: --from {others[0]}." if others else ""
    if not strange:
        return GradingError(f"{archive} holds no files.\n  Remedy: download all submissions again.")
    if not hint and any(is_archive(file.name) for file in strange):
        hint = " Take out the archive that is in it, and collect that."
    shown = ", ".join(f"'{printable(file.name, 80)}'" for file in strange[:3])
    return GradingError(
        f"{archive} holds no files that are named as {system} names them, but {shown}.{hint}\n"
        "  Remedy: download all submissions of the assignment as one archive, and collect it as it is."
    )


@contextmanager
def _staging(course: Course) -> Iterator[Path]:
    """A folder beside the students' that nobody looks into; one collects at a time, so others are left-overs."""
    submitted = course.root / course.directory.submitted_directory
    if submitted.exists() and not submitted.is_dir():
        raise GradingError(f"{submitted} is not a folder.\n  Remedy: remove it, and collect again.")
    make_folder(submitted)
    try:
        with FileLock(course.private / "collect.lock", timeout=0):
            for abandoned in submitted.glob(f".*{PART}"):
                shutil.rmtree(abandoned, ignore_errors=True)
            staging = submitted / f".collect-{secrets.token_hex(4)}{PART}"
            staging.mkdir(mode=0o700)
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except Timeout:
        raise GradingError(f"Another `lessonlib collect` is at work in {course.root}.") from None


def _placed(course: Course, assignment: Assignment, one: Staged) -> Collected:
    """Put the files of one student in place of what is there."""
    student, change = one.who.student.id if one.who.student else "", ""
    if student and one.taken:
        target = course.folder("submitted", student, assignment.name)
        if not target.exists():
            change = "new"
        elif _same(one, target):
            change = "as before"
        else:
            change = "replaced"
            stamp = f"{datetime.now():%Y-%m-%d_%H-%M-%S_%f}"
            kept = course.private / "replaced" / assignment.name / f"{student}_{stamp}"
            make_folder(kept.parent)
            shutil.move(target, kept)
        if change != "as before":
            make_folder(target.parent)
            one.folder.rename(target)
    return Collected(
        one.sender.name, student, tuple(one.taken), tuple(one.left), tuple(one.notes), one.step, change
    )


def _same(one: Staged, target: Path) -> bool:
    """Whether `target` holds the same; a time that somebody entered by hand stays where none is known."""
    ours, theirs = _contents(one.folder), _contents(target)
    if not one.time_is_known:
        ours.pop(TIMESTAMP, None)
        theirs.pop(TIMESTAMP, None)
    return ours == theirs


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        file.name: file.path.read_bytes() for file in files_below(folder) if file.path and file.path.is_file()
    }
