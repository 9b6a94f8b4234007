"""Which student of the gradebook a sender is: by the system's number, by a table, by the name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nbgrader.api import Gradebook

from lessonlib.grading.course import unusable
from lessonlib.grading.term.collecting.layouts import Sender
from lessonlib.grading.term.collecting.listing import Listed
from lessonlib.grading.term.roster import Student

_IMPORT = "Enter the class with `lessonlib roster import`, or give the system's table with --table."


@dataclass(frozen=True)
class Known:
    """Somebody whom the gradebook has."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Recognised:
    """Who a sender is: the student to enter, with what the gradebook lacked; or None, the reason and the next step."""

    student: Student | None
    reason: str = ""
    step: str = ""


@dataclass(frozen=True)
class People:
    """The gradebook's students, and the table by the system's numbers."""

    known: tuple[Known, ...]
    listing: Mapping[str, Listed] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Gradebook, listing: Mapping[str, Listed]) -> People:
        """Read from the gradebook."""
        names = ("first_name", "last_name", "email", "lms_user_id")
        known = (Known(str(one.id), *(getattr(one, name) or "" for name in names)) for one in book.students)
        return cls(tuple(known), listing)

    def recognise(self, sender: Sender) -> Recognised:
        """An id in the table counts first, then number, e-mail address and name, which must mean one person."""
        listed = self.listing.get(sender.number, Listed(sender.number))
        if listed.id:
            if reason := unusable(listed.id):
                return Recognised(None, f"the id {listed.id} cannot be used: {reason}", "Correct the table.")
            known = next((one for one in self.known if one.id == listed.id), Known(listed.id))
            return Recognised(_completed(known, listed))
        ways = (
            [one for one in self.known if one.lms_user_id == sender.number],
            [one for one in self.known if listed.email and one.email.lower() == listed.email.lower()],
            [one for one in self.known if _has_name(one, listed.name or sender.name)],
        )
        found = next(filter(None, ways), [])
        if len(found) > 1:
            several = ", ".join(one.id for one in found)
            return Recognised(None, f"the name could be each of {several}", f"Say who it is. {_IMPORT}")
        if not found:
            return Recognised(None, "the gradebook has nobody of this name or number", _IMPORT)
        return Recognised(_completed(found[0], listed))


def _completed(known: Known, listed: Listed) -> Student:
    """With a name and an address where the gradebook has none; what it has stays."""
    about = {}
    if listed.email and not known.email:
        about["email"] = listed.email
    if listed.name and not (known.first_name or known.last_name):
        about |= _parts(listed.name)
    return Student(known.id, about)


def _parts(name: str) -> dict[str, str]:
    """First and last name; "Lovelace, Ada" is Canvas's order. A name of one word is a first name."""
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.rpartition(" ")
    parts = {"first_name": first.strip() or last.strip(), "last_name": last.strip() if first else ""}
    return {key: value for key, value in parts.items() if value}


def _has_name(known: Known, name: str) -> bool:
    wanted = set(_keys(name))
    orders = (known.first_name + known.last_name, known.last_name + known.first_name)
    return bool(wanted & {key for order in orders for key in _keys(order)})


def _keys(name: str) -> Iterator[str]:
    """A name as systems write it in the names of files: letters alone, with accents or without."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))
    if letters:
        yield letters
        yield "".join(one for one in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(one))
