"""Who is who: numbers, tables, names."""

import pytest

from lessonlib.grading.term.collecting.layouts import Sender
from lessonlib.grading.term.collecting.listing import Listed
from lessonlib.grading.term.collecting.people import Known, People
from lessonlib.grading.term.roster import Student

CLASS = (
    Known("s1", "Ada", "Lovelace", "ada@example.org"),
    Known("s2", "길동", "홍", lms_user_id="901"),
    Known("s3", "José", "Núñez"),
    Known("s4", "Kim", "Lee"),
    Known("s5", "Lee", "Kim"),
    Known("s6"),
)


def recognised(sender, *listed):
    return People(CLASS, {one.number: one for one in listed}).recognise(sender)


@pytest.mark.parametrize(
    ("name", "number", "student"),
    [
        ("Ada Lovelace", "1", "s1"),
        ("lovelaceada", "1", "s1"),
        ("홍길동", "1", "s2"),
        ("anything", "901", "s2"),
        ("nunezjose", "1", "s3"),
        ("Jose\u0301 Nu\u0301n\u0303ez", "1", "s3"),
    ],
)
def test_by_number_or_name(name, number, student):
    assert recognised(Sender(name, number)).student.id == student


def test_two_people_of_one_name_are_not_guessed():
    who = recognised(Sender("Kim Lee", "1"))
    assert who.student is None
    assert who.reason == "the name could be each of s4, s5"


def test_nobody():
    who = recognised(Sender("Eve", "1"))
    assert (who.student, who.reason) == (None, "the gradebook has nobody of this name or number")
    assert "roster import" in who.step


def test_a_table_says_who_it_is_and_what_the_gradebook_lacked():
    assert recognised(
        Sender("Participant", "5"), Listed("5", "Eve Adams", "s6", "eve@example.org")
    ).student == (Student("s6", {"email": "eve@example.org", "first_name": "Eve", "last_name": "Adams"}))
    new = recognised(Sender("x", "5"), Listed("5", "Park, Ji Sung", "s9"))
    assert new.student == Student("s9", {"first_name": "Ji Sung", "last_name": "Park"})
    by_mail = recognised(Sender("x", "5"), Listed("5", "A. L.", "", "ADA@example.org"))
    assert by_mail.student == Student("s1", {})


@pytest.mark.parametrize("name", ["../../etc", "a/b", ".hidden", "a*"])
def test_an_id_that_leads_elsewhere(name):
    assert "cannot be used" in recognised(Sender("x", "5"), Listed("5", id=name)).reason
