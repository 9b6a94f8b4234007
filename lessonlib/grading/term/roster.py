"""Who is in the class: a table of another system (Moodle, Canvas, a spreadsheet), read into nbgrader's gradebook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from lessonlib.grading.course import unusable
from lessonlib.grading.errors import GradingError
from lessonlib.grading.printable import printable
from lessonlib.grading.term.table import Table, read_table

# What the columns are called, as `table.key` writes headings, in English, German and Korean. Of several that could be
# the id, the first one that has entries counts.
IDS = (
    "student id",
    "sis login id",
    "sis user id",
    "username",
    "user name",
    "id number",
    "login id",
    "student number",
    "anmeldename",
    "id nummer",
    "matrikelnummer",
    "학번",
    "아이디",
    "id 번호",
    "id",
    "student",
)
NAMES = ("full name", "student", "student name", "name", "vollständiger name", "전체 이름", "성명", "이름")
EMAILS = ("email address", "email", "e mail", "mail", "e mail adresse", "이메일 주소", "이메일")
_COLUMNS = {
    "first_name": ("first name", "firstname", "given name", "given names", "vorname", "이름"),
    "last_name": ("last name", "lastname", "surname", "family name", "family names", "nachname", "성"),
    "email": EMAILS,
}
_CANVAS_ID = "id"  # Canvas's own number of a person, which each line of a person has
_CANVAS = ("sis user id", "sis login id")  # one of them beside "student" makes it a table of Canvas's
_LONGEST = 128  # characters of a name in nbgrader's tables
_SHORTENED = re.compile(r"\d[.,]\d+E\+\d+")  # a number as a spreadsheet shows it where it is too long


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
    """The students in a table with a line of headings (`table.read_table` says of which form).

    Raises GradingError when it is no such table, no column holds an id, an id is empty, there twice or none that
    nbgrader can use: then all lines that are wrong are told.
    """
    table = read_table(path)
    place = _id_column(table)
    number = table.place([_CANVAS_ID]) if _is_canvas(table) else None
    known = {
        kind: at for kind, names in _COLUMNS.items() if (at := table.place(names)) is not None and at != place
    }
    if number is not None:
        known["lms_user_id"] = number
    whole = next((at for at in table.places(NAMES) if at != place and at not in known.values()), None)
    students: dict[str, Student] = {}
    wrong: list[str] = []
    for line in table.lines:
        if _is_no_student(line.cells, number):
            continue
        about = {kind: line.cells[at] for kind, at in known.items() if line.cells[at]}
        if whole is not None and not about.keys() & {"first_name", "last_name"}:
            about |= parts_of_name(line.cells[whole])
        student = Student(line.cells[place], about)
        if reason := _reason(student, students):
            wrong.append(f"line {line.number}: {reason}")
        students.setdefault(student.id, student)
    if wrong:
        raise GradingError(f"{path} was not read:\n  " + "\n  ".join(wrong))
    return list(students.values())


def parts_of_name(name: str) -> dict[str, str]:
    """First and last name; "Lovelace, Ada" is Canvas's order. A name of one word is a first name."""
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.rpartition(" ")
    parts = {"first_name": first.strip() or last.strip(), "last_name": last.strip() if first else ""}
    return {key: value for key, value in parts.items() if value}


def _id_column(table: Table) -> int:
    places = table.places(IDS)
    if not places:
        raise GradingError(
            f"{table.path} has no column with the students' ids. Its columns are: {table.shown}.\n"
            "  Remedy: call one of them student_id, or write a line of headings above the first student."
        )
    filled = (place for place in places if any(line.cells[place] for line in table.lines))
    return next(filled, places[0])


def _is_canvas(table: Table) -> bool:
    return table.place(["student"]) is not None and table.place(_CANVAS) is not None


def _is_no_student(cells: Sequence[str], number: int | None) -> bool:
    """Canvas's lines of possible points and of what is hidden or muted, which have no number, and its test student."""
    is_a_persons = number is None or cells[number]
    return not is_a_persons or cells[0].casefold() in ("points possible", "student, test")


def _reason(student: Student, others: Mapping[str, Student]) -> str:
    """Why a line is wrong; "" when it is not."""
    if not student.id:
        return "it has no id"
    if student.id in others:
        return f"the id {student.id} is there already"
    if _SHORTENED.fullmatch(student.id):
        return (
            f"the id {student.id} was shortened by a spreadsheet: let its column be text, and save it again"
        )
    if long := next((value for value in student.about.values() if len(value) > _LONGEST), ""):
        return f"'{printable(long, 40)}' has {len(long)} characters; {_LONGEST} is the most that the gradebook takes"
    return unusable(student.id)


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
