"""When something was handed in: the text of `timestamp.txt`, as nbgrader, a person or another system wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import dateutil.parser

from lessonlib.grading.printable import printable

TIMESTAMP = "timestamp.txt"  # by it nbgrader knows what is late, and which page is up to date
SECRET = (
    "submission_secret.txt"  # by it nbgrader's exchange names a student's page so that nobody else finds it
)
OF_NBGRADER = (TIMESTAMP, SECRET)

# Hours east of Greenwich of the abbreviations that stand for one offset in all zones of the tz database which use
# them today. CST, CDT, IST and PST stand for several, so they are not here.
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "IDT": 3, "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "PKT": 5, "WIB": 7, "WITA": 8, "WIT": 9,
    "HKT": 8, "JST": 9, "KST": 9, "AWST": 8, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13, "NST": -3.5, "NDT": -2.5, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "MST": -7, "MDT": -6,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "HDT": -9, "SST": -11,
}  # fmt: skip
_MOST = timedelta(hours=14)  # the largest offset in use


@dataclass(frozen=True)
class Timestamp:
    """A moment in UTC, without a time zone, as nbgrader's gradebook has it. `note`: what could not be known."""

    moment: datetime
    note: str = ""


@dataclass
class _Zones:
    """What dateutil asks for the time zones that a text names; those that stand for nothing certain are kept."""

    unknown: list[str] = field(default_factory=list)

    def __call__(self, name: str | None, offset: int | None) -> tzinfo:
        if offset is None:
            offset = self._seconds(name or "UTC")
        if abs(offset) > _MOST.total_seconds():
            raise ValueError(f"an offset of {offset / 3600:g} hours")
        return timezone(timedelta(seconds=offset))

    def _seconds(self, name: str) -> int:
        if name not in _HOURS:
            self.unknown.append(name)
        return int(_HOURS.get(name, 0) * 3600)


def parse_timestamp(text: str) -> Timestamp:
    """Read a date and time with an offset (+0100, +09:00, Z), an abbreviation (KST) or a zone's name (Asia/Seoul).

    Without any of them, and where an abbreviation stands for several offsets, it is taken for UTC; of the latter
    the note tells. Raises ValueError when it is no time.

    >>> parse_timestamp("2024-03-01 12:30:00 +0100").moment
    datetime.datetime(2024, 3, 1, 11, 30)
    >>> parse_timestamp("2024-03-01 20:00:00 KST").moment
    datetime.datetime(2024, 3, 1, 11, 0)
    """
    zones = _Zones()
    try:
        moment = _read(text.strip(), zones)
    except (ValueError, LookupError, ArithmeticError, OSError, TypeError) as error:  # dateutil raises many
        raise ValueError(f"'{printable(text)}' is not a date and time") from error
    if not zones.unknown:
        return Timestamp(moment)
    return Timestamp(
        moment,
        f"The time zone '{zones.unknown[0]}' of {TIMESTAMP} stands for no certain offset, so the time was taken for "
        "UTC. Write the offset instead, such as +0900, and grade again.",
    )


def _read(text: str, zones: _Zones) -> datetime:
    rest, _, last = text.rpartition(" ")
    if "/" in last and ":" in rest:
        local: datetime = dateutil.parser.parse(rest, ignoretz=True).replace(tzinfo=ZoneInfo(last))
    else:
        # "UTC+9" is nine hours east for those who write it, and nine hours west for dateutil, as POSIX has it.
        local = dateutil.parser.parse(re.sub(r"\b(UTC|GMT)(?=[+-]\d)", "", text), tzinfos=zones)
    return local.astimezone(UTC).replace(tzinfo=None) if local.tzinfo else local
