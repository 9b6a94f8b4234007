"""Dates as Moodle writes them in German, Korean, French and Spanish."""

from __future__ import annotations

import re

# German, French and Spanish months; one that begins with the same three letters as in English is not here.
_MONTHS = {
    1: "jänner enero",
    2: "février",
    3: "märz mär",
    4: "avril abril",
    5: "mai mayo",
    6: "juin",
    7: "juillet",
    8: "août agosto",
    10: "oktober okt",
    12: "dezember dez décembre diciembre",
}
_NUMBERS = {name: number for number, names in _MONTHS.items() for name in names.split()}
_ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_KOREAN = re.compile(
    r"(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일\D*?(오전|오후)?\s*(\d{1,2}):(\d{2})(.*)", re.DOTALL
)
_WESTERN = re.compile(
    r"(?:[^\W\d]+,?\s+)?(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]+)\.?\s+(?:de\s+)?(\d{4})\b(.*)", re.DOTALL
)


def in_english(text: str) -> str:
    """The same date in English, or in digits, for programs that know no other language; another text as it is.

    >>> in_english("Dienstag, 1. Dezember 2026, 23:59")
    '1 Dec 2026, 23:59'
    >>> in_english("2026년 12월 1일 화요일 오후 11:59")
    '2026-12-01 23:59'
    """
    if korean := _KOREAN.fullmatch(text.strip()):
        year, month, day, half, hour, minute, rest = korean.groups()
        hours = int(hour) if half is None else int(hour) % 12 + 12 * (half == "오후")
        return f"{year}-{int(month):02}-{int(day):02} {hours:02}:{minute}{rest}"
    western = _WESTERN.fullmatch(text.strip())
    if western and (month := _month(western[2].casefold())):
        return f"{western[1]} {month} {western[3]}{western[4]}"
    return text


def _month(name: str) -> str:
    """In English; "" where it is none."""
    if name in _NUMBERS:
        return _ENGLISH[_NUMBERS[name] - 1]
    return next((one for one in _ENGLISH if name.startswith(one.casefold())), "")
