"""A table from the system that belongs to its archive: Moodle's grading worksheet, Canvas's gradebook file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dateutil.parser

from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.timestamp import parse_timestamp
from lessonlib.grading.term.roster import IDS, table_rows

# What the columns are called, in small letters. "ID" is Canvas's number of a person.
_NUMBER = ("identifier", "participant", "participant id", "number", "id")
_NAME = ("full name", "student", "name", "성명", "이름")
_EMAIL = ("email address", "email", "e-mail", "이메일")
_TIME = ("last modified (submission)", "submitted at", "submission time", "timestamp")
_NO_TIME = ("", "-")


@dataclass(frozen=True)
class Listed:
    """What a table says of one person; empty where it says nothing. `moment`: when they handed in, in UTC."""

    number: str
    name: str = ""
    id: str = ""
    email: str = ""
    moment: datetime | None = None


def read_listing(path: Path, zone: str = "") -> dict[str, Listed]:
    """The people in a table by the number that the names of their files have.

    `zone`, such as "Asia/Seoul" or "+0900", is that of the times, which Moodle writes without one. Raises GradingError
    when the table has no such numbers, or a time cannot be read or has no zone.
    """
    rows = table_rows(path)
    headings = [name.strip().lower() for name in rows[0]] if rows else []
    places = _places(headings)
    if "number" not in places:
        found = ", ".join(filter(None, headings)) or "none"
        raise GradingError(
            f"{path} has no column with the numbers that the files have in their names. Its columns are: {found}.\n"
            "  Remedy: take Moodle's grading worksheet (Identifier) or Canvas's gradebook file (ID)."
        )
    listed = (_listed(path, line, row, places, zone) for line, row in enumerate(rows[1:], start=2))
    return {one.number: one for one in listed if one.number}


def _places(headings: list[str]) -> dict[str, int]:
    """Where the columns are."""
    kinds = {"number": _NUMBER, "name": _NAME, "email": _EMAIL, "time": _TIME}
    found = {
        kind: next((headings.index(name) for name in names if name in headings), None)
        for kind, names in kinds.items()
    }
    found["id"] = next((headings.index(name) for name in IDS if name in headings), None)
    taken = {kind: place for kind, place in found.items() if place is not None}
    if taken.get("id") in (taken.get("name"), taken.get("number")):
        taken.pop("id", None)  # "Student" and "ID" are a name and Canvas's own number
    return taken


def _listed(path: Path, line: int, row: list[str], places: Mapping[str, int], zone: str) -> Listed:
    cells = {kind: row[place].strip() if place < len(row) else "" for kind, place in places.items()}
    number = re.search(r"\d+$", cells["number"])  # "Participant 1234567"
    time = cells.get("time", "")
    try:
        moment = None if time in _NO_TIME else _moment(time, zone)
    except ValueError as error:
        raise GradingError(f"{path}, line {line}: {error}.") from None
    return Listed(
        number[0] if number else "",
        cells.get("name", ""),
        cells.get("id", ""),
        cells.get("email", ""),
        moment,
    )


def _moment(time: str, zone: str) -> datetime:
    """In UTC, without a time zone. Raises ValueError."""
    try:
        has_zone = dateutil.parser.parse(time).tzinfo is not None
    except (ValueError, ArithmeticError):
        has_zone = False
    if not has_zone and not zone:
        raise ValueError(f"'{time}' says no time zone. Name it: --zone Asia/Seoul, or --zone +0900")
    return parse_timestamp(time if has_zone else f"{time} {zone}").moment
