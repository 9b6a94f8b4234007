"""When something was handed in: the text of `timestamp.txt`, as nbgrader, a person or another system wrote it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, cast
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
    the note tells. With dots the day comes first (1.12.2026). Raises ValueError when it is no time, lacks a day, or
    could be two days (1/12/2026).

    >>> parse_timestamp("2024-03-01 12:30:00 +0100").moment
    datetime.datetime(2024, 3, 1, 11, 30)
    >>> parse_timestamp("2024-03-01 20:00:00 KST").moment
    datetime.datetime(2024, 3, 1, 11, 0)
    """
    zones = _Zones()
    try:
        moment = _read(_year_first(text.strip()), zones)
    except (ValueError, LookupError, ArithmeticError, OSError, TypeError) as error:  # dateutil raises many
        why = f": {error}" if isinstance(error, _Unclear) else ""
        raise ValueError(f"'{printable(text, 80)}' is not a date and time{why}") from error
    if not zones.unknown:
        return Timestamp(moment)
    return Timestamp(
        moment,
        f"The time zone '{zones.unknown[0]}' of {TIMESTAMP} stands for no certain offset, so the time was taken for "
        "UTC. Write the offset instead, such as +0900, and grade again.",
    )


def read_timestamp(data: bytes) -> Timestamp:
    """The moment in a `timestamp.txt`, in UTF-8 or as Windows writes it. Raises ValueError when it is no time."""
    encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    text = data.decode(encoding)
    found = parse_timestamp(text)
    if found.note or has_time_of_day(text):
        return found
    note = f"{TIMESTAMP} says no time of day, so the start of the day was taken. Write the time, and grade again."
    return Timestamp(found.moment, note)


def has_zone(text: str) -> bool:
    """Whether a date and time says its time zone."""
    told: list[str | int] = []

    def note(name: str | None, offset: int | None) -> tzinfo:
        told.extend(one for one in (name, offset) if one is not None)
        return UTC

    try:
        dateutil.parser.parse(text, tzinfos=note)
    except (ValueError, ArithmeticError, LookupError, TypeError):
        return _named_zone(text) is not None
    return bool(told)


def has_time_of_day(text: str) -> bool:
    """Whether a date and time says more than the day."""
    return bool(re.search(r"\d:\d|\dT\d|\d\s*[ap]m\b", text, re.IGNORECASE))


class _Unclear(ValueError):
    """A date that says too little."""


def _year_first(text: str) -> str:
    """Days of digits alone, in the order in which they cannot be mistaken. Raises _Unclear."""
    if dotted := re.search(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b", text):
        day = f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}"
        return text[: dotted.start()] + day + text[dotted.end() :]
    slashed = re.search(r"\b(\d{1,2})[/-](\d{1,2})[/-]\d{4}\b", text)
    if slashed and slashed[1] != slashed[2] and int(slashed[1]) <= 12 and int(slashed[2]) <= 12:
        raise _Unclear("it could be two days. Write the year first, such as 2026-12-01 23:59")
    return text


def _named_zone(text: str) -> tuple[str, str] | None:
    """The time, and the name of the zone behind it; None where there is none."""
    rest, _, last = text.strip().rpartition(" ")
    return (rest, last) if "/" in last and ":" in rest and not re.search(r"\d{4}", last) else None


def _read(text: str, zones: _Zones) -> datetime:
    if named := _named_zone(text):
        try:
            zone = ZoneInfo(named[1])
        except (ValueError, LookupError, OSError):
            raise _Unclear(f"there is no time zone '{printable(named[1])}'") from None
        return _utc(_whole(named[0], ignoretz=True).replace(tzinfo=zone))
    # "UTC+9" is nine hours east for those who write it, and nine hours west for dateutil, as POSIX has it.
    return _utc(_whole(re.sub(r"\b(UTC|GMT)(?=[+-]\d)", "", text), tzinfos=zones))


def _whole(text: str, **options: Any) -> datetime:
    """What dateutil reads, which takes what is not said from today. Raises _Unclear where that is the day."""
    first, second = (
        dateutil.parser.parse(text, default=default, **options)
        for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))
    )
    if first.date() != second.date() or str(first.year) not in text:
        raise _Unclear("it does not say the day with its year")
    return cast(datetime, first)


def _utc(moment: datetime) -> datetime:
    """Without a time zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
