"""A table from the system that belongs to its archive: Moodle's grading worksheet, Canvas's gradebook file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lessonlib.grading.errors import GradingError
from lessonlib.grading.handed_in.timestamp import has_zone, parse_timestamp
from lessonlib.grading.term.collecting.spoken_date import in_english
from lessonlib.grading.term.roster import EMAILS, IDS, NAMES
from lessonlib.grading.term.table import Table, read_table

# What the columns are called, as `table.key` writes headings. "ID" is Canvas's number of a person, and "Identifier" in
# Moodle's German.
_NUMBER = ("identifier", "participant", "participant id", "number", "teilnehmer in", "식별자", "참가자", "id")
_TIME = (
    "last modified submission",
    "submitted at",
    "submission time",
    "timestamp",
    "zuletzt geändert abgabe",
    "최종 수정 제출",
    "마지막 수정 제출",
    "최종 수정일 제출",
    "제출 시각",
)
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
    when the table has no such numbers or one of them twice, or a time cannot be read or has no zone.
    """
    table = read_table(path)
    places = _places(table)
    if "number" not in places:
        raise GradingError(
            f"{path} has no column with the numbers that the files have in their names. "
            f"Its columns are: {table.shown}.\n"
            "  Remedy: take Moodle's grading worksheet (Identifier) or Canvas's gradebook file (ID)."
        )
    found: dict[str, Listed] = {}
    for line in table.lines:
        try:
            one = _listed(line.cells, places, zone)
            if found.setdefault(one.number, one) != one:
                raise ValueError(f"the number {one.number} is there already, for somebody else")
        except ValueError as error:
            raise GradingError(f"{path}, line {line.number}: {error}.") from None
    found.pop("", None)
    return found


def _places(table: Table) -> dict[str, int]:
    """Where the columns are."""
    names = {"number": _NUMBER, "email": EMAILS, "time": _TIME, "name": NAMES}
    found = {kind: at for kind, these in names.items() if (at := table.place(these)) is not None}
    # "Student" and "ID" are a name and Canvas's own number.
    ids = [at for at in table.places(IDS) if at not in found.values()]
    filled = [at for at in ids if any(line.cells[at] for line in table.lines)]
    return found | ({"id": filled[0]} if filled else {})


def _listed(cells: tuple[str, ...], places: Mapping[str, int], zone: str) -> Listed:
    """Raises ValueError."""
    said = {kind: cells[place] for kind, place in places.items()}
    number = re.search(r"\d+$", said["number"])  # "Participant 1234567"
    if number is None:
        return Listed("")
    time = said.get("time", "")
    moment = None if time in _NO_TIME else _moment(time, zone)
    return Listed(number[0], said.get("name", ""), said.get("id", ""), said.get("email", ""), moment)


def _moment(time: str, zone: str) -> datetime:
    """In UTC, without a time zone. Raises ValueError."""
    spoken = in_english(time)
    told = has_zone(spoken)
    if not told and not zone:
        raise ValueError(f"'{time}' says no time zone. Name it: --zone Asia/Seoul, or --zone +0900")
    found = parse_timestamp(spoken if told else f"{spoken} {zone}")
    if found.note:
        raise ValueError(
            f"the time zone of '{time} {zone}'".rstrip() + " stands for no certain offset: --zone +0900"
        )
    return found.moment
