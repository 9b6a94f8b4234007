"""Moodle's grading worksheet and Canvas's gradebook file."""

from datetime import datetime

import pytest

from lessonlib.grading.errors import GradingError
from lessonlib.grading.term.collecting.listing import Listed, read_listing

MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Last modified (submission)\n"
    'Participant 17,Ada Lovelace,ada@example.org,Submitted,,"Tuesday, 1 December 2026, 10:00 AM"\n'
    "Participant 18,Bob,bob@example.org,No submission,,-\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,ex\n    Points Possible,,,,,10\n"
    '"Lovelace, Ada",901,u1,ada,A,9\n'
)


def table(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("zone", ["Asia/Seoul", "+0900", "KST"])
def test_moodle_writes_times_without_a_zone(tmp_path, zone):
    assert read_listing(table(tmp_path, MOODLE), zone) == {
        "17": Listed("17", "Ada Lovelace", "", "ada@example.org", datetime(2026, 12, 1, 1, 0)),
        "18": Listed("18", "Bob", "", "bob@example.org"),
    }


def test_a_time_without_a_zone_is_not_guessed(tmp_path):
    with pytest.raises(GradingError, match=r"line 2: 'Tuesday(.|\n)*--zone Asia/Seoul"):
        read_listing(table(tmp_path, MOODLE))


def test_moodle_with_id_numbers(tmp_path):
    text = "Identifier,Full name,ID number,Email address\nParticipant 17,Ada Lovelace,s1,\n"
    assert read_listing(table(tmp_path, text))["17"].id == "s1"


def test_canvas(tmp_path):
    assert read_listing(table(tmp_path, CANVAS)) == {"901": Listed("901", "Lovelace, Ada", "ada")}
    without = "Student,ID,Section\n'Lovelace',901,A\n"
    assert read_listing(table(tmp_path, without))["901"].id == ""


def test_no_numbers(tmp_path):
    with pytest.raises(
        GradingError, match=r"no column with the numbers(.|\n)*are: name, mail(.|\n)*worksheet"
    ):
        read_listing(table(tmp_path, "name,mail\nAda,a\n"))


def test_a_time_that_is_none(tmp_path):
    with pytest.raises(GradingError, match=r"line 2: 'soon \+0900' is not a date and time"):
        read_listing(table(tmp_path, "identifier,timestamp\n1,soon\n"), "+0900")


def test_german_moodle(tmp_path):
    text = (
        "ID;Vollständiger Name;E-Mail-Adresse;Zuletzt geändert (Abgabe)\n"
        'Teilnehmer/in17;Ada Lovelace;a@x;"Dienstag, 1. Dezember 2026, 23:59"\n'
    )
    assert read_listing(table(tmp_path, text), "Europe/Berlin") == {
        "17": Listed("17", "Ada Lovelace", "", "a@x", datetime(2026, 12, 1, 22, 59))
    }


def test_korean_moodle(tmp_path):
    text = (
        "식별자,성명,이메일 주소,최종 수정 (제출)\n참가자 17,홍길동,h@x,2026년 12월 1일 화요일 오후 11:59\n"
    )
    assert read_listing(table(tmp_path, text), "Asia/Seoul") == {
        "17": Listed("17", "홍길동", "", "h@x", datetime(2026, 12, 1, 14, 59))
    }


@pytest.mark.parametrize(
    ("time", "zone", "message"),
    [
        ("1/12/2026 10:00", "+0900", "could be two days. Write the year first"),
        ("2026-12-01 10:00", "Asia/Soul", "there is no time zone 'Asia/Soul'"),
        ("2026-12-01 10:00", "CST", r"stands for no certain offset: --zone \+0900"),
        ("10:00", "+0900", "does not say the day"),
    ],
)
def test_a_time_that_could_be_another_is_refused(tmp_path, time, zone, message):
    with pytest.raises(GradingError, match=rf"line 2: (.|\n)*{message}"):
        read_listing(table(tmp_path, f"identifier,timestamp\n1,{time}\n"), zone)


def test_a_number_that_two_people_have(tmp_path):
    with pytest.raises(GradingError, match="line 3: the number 1 is there already, for somebody else"):
        read_listing(table(tmp_path, "identifier,full name\n1,Ada\n1,Bob\n"))


def test_the_column_of_ids_is_one_that_has_ids(tmp_path):
    text = "Student,ID,SIS User ID,SIS Login ID\nAda,901,,ada\n"
    assert read_listing(table(tmp_path, text))["901"].id == "ada"
