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
