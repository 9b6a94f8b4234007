"""The files of each student in a folder of their own, with the time, and with what grading will make of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from lessonlib.grading.assignment import Assignment
from lessonlib.grading.course import Course
from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.contents import Malformed, read_contents
from lessonlib.grading.handed_in.given_files import unpack
from lessonlib.grading.handed_in.intake import Submission, read_submission
from lessonlib.grading.handed_in.plain_file import NotPlain
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import repair
from lessonlib.grading.handed_in.timestamp import TIMESTAMP
from lessonlib.grading.printable import printable
from lessonlib.grading.term.collecting.layouts import Sender, Sent, attempts
from lessonlib.grading.term.collecting.people import People, Recognised

_STUDENT_MB, _CLASS_MB = 150, 8_000  # unpacked
_LATE = timedelta(minutes=1)


@dataclass
class Staged:
    """The files of one student on their way. `time_is_known`: whether a table said when they were handed in."""

    sender: Sender
    who: Recognised
    folder: Path
    time_is_known: bool = False
    taken: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    step: str = ""


def stage(
    course: Course,
    book: Gradebook,
    senders: Mapping[Sender, Sequence[Sent]],
    assignment: Assignment,
    people: People,
    staging: Path,
) -> Iterator[Staged]:
    """Everybody's files, in `staging`. Raises GradingError when they are too large, or cannot be put in place later."""
    due = _due_date(book, assignment.name)
    found = {sender: people.recognise(sender) for sender in senders}
    times = Counter(who.student.id for who in found.values() if who.student)
    room = _CLASS_MB * 1_000_000
    for number, (sender, sent) in enumerate(senders.items()):
        who = found[sender]
        if who.student and times[who.student.id] > 1:
            twice = f"{times[who.student.id]} people in the archive are {who.student.id} in the gradebook"
            who = Recognised(None, twice, "Say with --table who is who.")
        one = Staged(sender, who, staging / str(number))
        if who.student is None:
            one.left += [f"'{printable(file.name)}': {who.reason}" for file in sent]
            one.step = who.step
            yield one
            continue
        listed = people.listing.get(sender.number)
        _write(one, sent, [f"{release.name}.ipynb" for release in assignment.releases], room)
        room -= sum(file.stat().st_size for file in one.folder.rglob("*") if file.is_file())
        _say_when(one, sent, listed.moment if listed else None, due)
        _look(one, who.student.id, assignment)
        if one.taken:
            submitted = course.root / course.directory.submitted_directory
            _expect_folder(course.folder("submitted", who.student.id, assignment.name), submitted)
        yield one


def _write(one: Staged, sent: Sequence[Sent], expected: Sequence[str], room: int) -> None:
    """Write the latest file of each name, and say which were left."""
    one.folder.mkdir()
    files = [file for file in sent if not file.typed]
    latest, earlier = attempts(files, expected)
    one.left += [f"'{printable(file.name)}': an earlier attempt" for file in earlier]
    one.left += ["text that was typed into the system, no file" for file in sent if file.typed]
    left_room = _STUDENT_MB * 1_000_000
    for name, file in sorted(latest.items()):
        if Path(name).name == TIMESTAMP:
            one.left.append(f"'{TIMESTAMP}': when it was handed in is not a student's to say")
            continue
        try:
            content = file.file.read(left_room)
            left_room -= len(content)
            unpack({name: content}, one.folder)
        except NotPlain as problem:
            one.left.append(f"'{printable(name)}': {problem}")
            one.step = problem.step
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            one.left.append(f"'{printable(name)}': a file and a folder have this name")
        else:
            one.taken.append(name)
        if _STUDENT_MB * 1_000_000 - left_room > room:
            raise GradingError(f"What the class handed in takes more than {_CLASS_MB / 1000:g} GB unpacked.")


def _say_when(one: Staged, sent: Sequence[Sent], moment: datetime | None, due: datetime | None) -> None:
    """Write when it was handed in, as far as that is known."""
    one.time_is_known = moment is not None
    if moment is None and any(file.late for file in sent):
        if due is None:
            one.notes.append("late, says the file's name; the gradebook has no due date, so nothing follows")
            return
        moment = due + _LATE
        one.notes.append(
            "late, says the file's name, but not how late: entered as a minute after the due date. Where it matters, "
            f"correct {TIMESTAMP} before grading"
        )
    if moment is not None and one.taken:
        unpack({TIMESTAMP: f"{moment:%Y-%m-%d %H:%M:%S} UTC\n".encode()}, one.folder)
        if due is not None and moment > due and not one.notes:
            one.notes.append(f"late: {moment:%Y-%m-%d %H:%M} UTC")


def _look(one: Staged, student: str, assignment: Assignment) -> None:
    """Say which notebook grading will take, or why none."""
    if not one.taken:
        one.step = one.step or "Ask the student for the notebook."
        return
    submission = read_submission(one.folder, student, assignment.releases)
    one.notes += submission.notes
    for release in assignment.releases:
        try:
            if not _answers(submission, release):
                one.notes.append(f"nothing in {release.name}.ipynb is answered")
        except Malformed as malformed:
            one.notes.append(malformed.reason)
            one.step = malformed.step


def _answers(submission: Submission, release: Release) -> str:
    """What the student wrote, as grading will read it. Raises Malformed."""
    content = submission.notebooks[release.name]
    if isinstance(content, Malformed):
        raise content
    try:
        return repair(read_contents(content), release).answers.strip()
    except Malformed as malformed:
        raise Malformed(
            f"{release.name}.ipynb cannot be graded: {malformed.reason}", malformed.step
        ) from None
    except Exception as error:  # whatever is in it, it never stops a batch
        raise Malformed(f"{release.name}.ipynb cannot be made sense of ({type(error).__name__})") from None


def _due_date(book: Gradebook, assignment: str) -> datetime | None:
    try:
        due: datetime | None = book.find_assignment(assignment).duedate
    except MissingEntry:
        return None
    return due


def _expect_folder(target: Path, submitted: Path) -> None:
    """Raise GradingError where a file or a link is in the way of a student's folder."""
    for place in (target, *target.parents):
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise GradingError(f"{place} is not a folder.\n  Remedy: remove it, and collect again.")
        if place == submitted:
            return
