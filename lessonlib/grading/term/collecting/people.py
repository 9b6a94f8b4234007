"""Which student of the gradebook a sender is: by the system's number, by a table, by the name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nbgrader.api import Gradebook

from lessonlib.grading.course import unusable
from lessonlib.grading.term.collecting.layouts import Sender
from lessonlib.grading.term.collecting.listing import Listed
from lessonlib.grading.term.roster import Student, parts_of_name

_IMPORT = "Enter the class with `lessonlib roster import`, or give the system's table with --table."
_REVEAL = (
    "Give a table that has them with --table, or reveal the identities in the system, and download again."
)
_HIDDEN = frozenset(
    {"participant", "teilnehmer", "teilnehmerin", "참가자", "참여자"}
)  # in the names of files


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
    """The gradebook's students, and the table by the system's numbers. `numbers_last`: whether a person has the same
    number always, as in Canvas, or another one in each assignment, as in Moodle.
    """

    known: tuple[Known, ...]
    listing: Mapping[str, Listed] = field(default_factory=dict)
    numbers_last: bool = True

    @classmethod
    def of(cls, book: Gradebook, listing: Mapping[str, Listed], numbers_last: bool = True) -> People:
        """Read from the gradebook."""
        names = ("first_name", "last_name", "email", "lms_user_id")
        known = (Known(str(one.id), *(getattr(one, name) or "" for name in names)) for one in book.students)
        return cls(tuple(known), listing, numbers_last)

    def recognise(self, sender: Sender) -> Recognised:
        """An id in the table counts first, then number, e-mail address and name; they must all mean one person."""
        listed = self.listing.get(sender.number, Listed(sender.number))
        if listed.name and not (_may_be_hidden(sender.name) or _is_one_name(listed.name, sender.name)):
            return Recognised(
                None,
                f"the table has {listed.name} for the number {sender.number}, the archive {sender.name}",
                "Take the table of this assignment: Moodle numbers people anew in each.",
            )
        ways = (
            [one for one in self.known if self.numbers_last and one.lms_user_id == sender.number],
            [one for one in self.known if listed.email and one.email.lower() == listed.email.lower()],
            [one for one in self.known if _has_name(one, listed.name or sender.name)],
        )
        if listed.id:
            return self._with_id(listed, ways)
        found = next(filter(None, ways), [])
        if len(found) > 1:
            several = ", ".join(one.id for one in found)
            return Recognised(None, f"the name could be each of {several}", f"Say who it is. {_IMPORT}")
        if not found and _may_be_hidden(sender.name):
            return Recognised(None, "the archive hides the names", _REVEAL)
        if not found:
            return Recognised(None, "the gradebook has nobody of this name or number", _IMPORT)
        if other := next((one for way in ways for one in way if way == [one] and one != found[0]), None):
            return Recognised(
                None,
                f"number, address and name mean different people, {found[0].id} and {other.id}",
                "Give the system's table with --table, or correct the gradebook with `lessonlib roster import`.",
            )
        return Recognised(_completed(found[0], listed))

    def _with_id(self, listed: Listed, ways: Sequence[Sequence[Known]]) -> Recognised:
        """Who has the id in the table: somebody known, or new; not somebody whom the gradebook has under another id."""
        if reason := unusable(listed.id):
            return Recognised(None, f"the id {listed.id} cannot be used: {reason}", "Correct the table.")
        known = next((one for one in self.known if one.id == listed.id), None)
        if known is None and (others := [one.id for way in ways for one in way if len(way) == 1]):
            return Recognised(
                None,
                f"the table calls them {listed.id}, the gradebook {others[0]}",
                "Let the table have the gradebook's ids, or no ids at all. Somebody new of the same name is entered "
                "with `lessonlib roster import`.",
            )
        return Recognised(_completed(known or Known(listed.id), listed))


def _completed(known: Known, listed: Listed) -> Student:
    """With a name and an address where the gradebook has none; what it has stays."""
    about = {}
    if listed.email and not known.email:
        about["email"] = listed.email
    if listed.name and not (known.first_name or known.last_name):
        about |= parts_of_name(listed.name)
    return Student(known.id, about)


def _has_name(known: Known, name: str) -> bool:
    wanted = set(_keys(name))
    orders = (known.first_name + known.last_name, known.last_name + known.first_name)
    return bool(wanted & {key for order in orders for key in _keys(order)})


def _is_one_name(listed: str, sent: str) -> bool:
    """Whether a file's name has the name in the table: "Lovelace, Ada", "Ada Lovelace" and "lovelaceada" are one, and
    Moodle writes a group's name before it, "Team 1-Ada Lovelace".
    """
    words = listed.split()
    orders = [listed, *(" ".join([*words[cut:], *words[:cut]]) for cut in range(1, len(words)))]
    pieces = sent.split("-")
    ends = {key for cut in range(len(pieces)) for key in _keys("-".join(pieces[cut:]))}
    return any(key in ends for order in orders for key in _keys(order))


def _may_be_hidden(name: str) -> bool:
    """Whether it is what Moodle writes for a name that graders are not to see, or says nothing."""
    letters = "".join(filter(str.isalpha, name))
    return not letters or not set(_keys(letters)).isdisjoint(_HIDDEN)


def _keys(name: str) -> Iterator[str]:
    """A name as systems write it in the names of files: letters alone, with accents or without."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))
    if letters:
        yield letters
        yield "".join(one for one in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(one))
