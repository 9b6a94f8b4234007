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
    new = recognised(Sender("parkjisung", "5"), Listed("5", "Park, Ji Sung", "s9"))
    assert new.student == Student("s9", {"first_name": "Ji Sung", "last_name": "Park"})
    by_mail = recognised(Sender("A L", "5"), Listed("5", "A. L.", "", "ADA@example.org"))
    assert by_mail.student == Student("s1", {})


@pytest.mark.parametrize("name", ["../../etc", "a/b", ".hidden", "a*"])
def test_an_id_that_leads_elsewhere(name):
    assert "cannot be used" in recognised(Sender("x", "5"), Listed("5", id=name)).reason


@pytest.mark.parametrize("name", ["Participant", "Teilnehmerin", "참가자", "-"])
def test_a_hidden_name_leaves_the_word_to_the_table(name):
    assert recognised(Sender(name, "5"), Listed("5", "Ada Lovelace")).student.id == "s1"


def test_a_table_of_another_assignment_is_noticed():
    """Moodle numbers people anew in each assignment, so 5 is somebody else there."""
    who = recognised(Sender("Ada Lovelace", "5"), Listed("5", "Kim Lee", "s4"))
    assert who.student is None
    assert who.reason == "the table has Kim Lee for the number 5, the archive Ada Lovelace"
    assert "table of this assignment" in who.step


def test_number_and_name_of_different_people():
    who = recognised(Sender("Ada Lovelace", "901"))
    assert who.student is None
    assert who.reason == "number, address and name mean different people, s2 and s1"


def test_an_id_that_the_gradebook_does_not_have_is_nobody_new_when_the_person_is_known():
    who = recognised(Sender("Ada Lovelace", "5"), Listed("5", "Ada Lovelace", "ada@uni"))
    assert who.student is None
    assert who.reason == "the table calls them ada@uni, the gradebook s1"


@pytest.mark.parametrize(
    "name", ["O'Brien, Anne-Marie", "Anne-Marie O\u2019Brien", "obrienannemarie", "Anne Marie OBrien"]
)
def test_apostrophes_hyphens_and_commas_are_no_part_of_a_name(name):
    people = People((Known("s9", "Anne-Marie", "O'Brien"),))
    assert people.recognise(Sender(name, "1")).student.id == "s9"


def test_a_groups_name_before_the_students():
    assert recognised(Sender("Team 1-Ada Lovelace", "5"), Listed("5", "Ada Lovelace")).student.id == "s1"
    assert recognised(Sender("Team 1-Ada Lovelace", "5")).student is None


def test_moodles_numbers_are_nobodys():
    people = People(CLASS, numbers_last=False)
    assert people.recognise(Sender("Eve Adams", "901")).student is None


def test_hidden_names_without_a_table():
    who = recognised(Sender("Participant 17", "17"))
    assert (who.student, who.reason) == (None, "the archive hides the names")
    assert "--table" in who.step
