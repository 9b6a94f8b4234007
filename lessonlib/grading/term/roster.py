"""Who is in the class: a table of another system (Moodle, Canvas, a spreadsheet), read into nbgrader's gradebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from lessonlib.grading.course import unusable
from lessonlib.grading.errors import GradingError

# What the columns are called, in small letters; of several names for an id the first one that is there counts.
IDS = (
    "student_id",
    "sis login id",
    "sis user id",
    "username",
    "user name",
    "id number",
    "login_id",
    "id",
    "student",
)
_COLUMNS = {
    "first_name": ("first_name", "first name", "given name", "이름"),
    "last_name": ("last_name", "last name", "surname", "family name", "성"),
    "email": ("email", "email address", "e-mail", "mail", "이메일"),
}
_CANVAS_ID = "id"  # Canvas's own number, where another column has the student's


@dataclass(frozen=True)
class Student:
    """One line of a roster. `about`: what the gradebook keeps besides the id, by nbgrader's names."""

    id: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """How many students are new, and how many have new entries."""

    added: int
    changed: int


def read_roster(path: Path) -> list[Student]:
    """The students in a table with a line of headings; commas, semicolons or tabs between the columns.

    Raises GradingError when it is no such table, no column holds an id, an id is empty, there twice or none that
    nbgrader can use: then all lines that are wrong are told.
    """
    rows = table_rows(path)
    headings = [name.strip().lower() for name in rows[0]] if rows else []
    place = next((headings.index(name) for name in IDS if name in headings), None)
    if place is None:
        found = ", ".join(filter(None, headings)) or "none"
        raise GradingError(
            f"{path} has no column with the students' ids. Its columns are: {found}.\n"
            f"  Remedy: call one of them {' or '.join(IDS[:4])}."
        )
    known = {
        key: headings.index(name)
        for key, names in _COLUMNS.items()
        for name in names[::-1]
        if name in headings
    }
    if headings[place] != _CANVAS_ID and "sis user id" in headings and _CANVAS_ID in headings:
        known["lms_user_id"] = headings.index(_CANVAS_ID)
    students: list[Student] = []
    wrong: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        if _is_no_student(row):
            continue
        cells = [*row, *[""] * len(headings)]
        student = Student(
            cells[place].strip(), {key: cells[at].strip() for key, at in known.items() if cells[at].strip()}
        )
        reason = "it has no id" if not student.id else unusable(student.id)
        if not reason and any(student.id == other.id for other in students):
            reason = f"the id {student.id} is there already"
        if reason:
            wrong.append(f"line {number}: {reason}")
        students.append(student)
    if wrong:
        raise GradingError(f"{path} was not read:\n  " + "\n  ".join(wrong))
    return students


def import_roster(book: Gradebook, students: Sequence[Student]) -> Imported:
    """Enter the students; those who are in the gradebook and not in the table stay, as do entries that it lacks."""
    added = changed = 0
    for student in students:
        try:
            before = book.find_student(student.id)
        except MissingEntry:
            added += 1
        else:
            new = {key: value for key, value in student.about.items() if getattr(before, key) != value}
            changed += bool(new)
        book.update_or_create_student(student.id, **student.about)
    return Imported(added, changed)


def table_rows(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    raise GradingError(f"{path} is no table in UTF-8 or CP949.\n  Remedy: save it as CSV UTF-8.")


def _is_no_student(row: Sequence[str]) -> bool:
    """Canvas's line of possible points, and its test student."""
    return row[0].strip().lower() in ("points possible", "student, test")
