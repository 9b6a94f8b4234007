"""Times of submission in the forms that people and systems write."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.utils import parse_utc

from lessonlib.grading.handed_in.timestamp import has_zone, parse_timestamp, read_timestamp

NOON = datetime(2024, 3, 1, 12)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01 12:00:00 UTC",
        "2024-03-01 12:00:00.000000 UTC",
        "2024-03-01 12:00:00",
        "2024-03-01T12:00:00Z",
        "2024-03-01 13:00:00 +0100",
        "2024-03-01 13:00:00 +01:00",
        "2024-03-01 13:00:00+01:00",
        "2024-03-01 13:00 +01",
        "2024-03-01 06:30:00 -0530",
        "2024-03-01 21:00:00 KST",
        "2024-03-01 21:00:00 JST",
        "2024-03-01 13:00:00 CET",
        "2024-03-01 07:00:00 EST",
        "2024-03-01 21:00:00 Asia/Seoul",
        "2024-03-01 04:00:00 America/Los_Angeles",
        "2024-03-01 21:00:00 UTC+9",
        "2024-03-01 21:00 GMT+0900",
        "Fri Mar  1 21:00:00 KST 2024",
        " 2024-03-01 12:00:00 GMT\n",
    ],
)
def test_the_same_moment_in_many_forms(text):
    assert parse_timestamp(text).moment == NOON
    assert parse_timestamp(text).note == ""


def test_summer_time_is_of_the_zone_and_of_the_day():
    assert parse_timestamp("2024-07-01 14:00 Europe/Berlin").moment == datetime(2024, 7, 1, 12)
    assert parse_timestamp("2024-07-01 14:00:00 CEST").moment == datetime(2024, 7, 1, 12)


@pytest.mark.parametrize("zone", ["CST", "IST", "PST", "XYZ"])
def test_a_name_that_stands_for_no_certain_zone_is_told(zone):
    found = parse_timestamp(f"2024-03-01 12:00:00 {zone}")
    assert found.moment == NOON
    assert f"time zone '{zone}'" in found.note
    assert found.note.endswith("such as +0900, and grade again.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2024-13-01 12:00:00 UTC",
        "2024-03-01 12:00:00 +9900",
        "2024-03-01 12:00:00 No/Where",
        "\0",
    ],
)
def test_what_is_no_time_is_an_error(text):
    with pytest.raises(ValueError, match="is not a date and time"):
        parse_timestamp(text)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(["Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Adelaide", "UTC"]),
)
def test_what_python_writes_with_an_offset_is_read_back(moment, zone):
    local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    assert parse_timestamp(local.strftime("%Y-%m-%d %H:%M:%S.%f %z")).moment == moment
    assert parse_timestamp(local.isoformat()).moment == moment


@given(st.text(max_size=40) | st.text("0123456789:-+/ .TZKSUC", max_size=40))
def test_any_text_is_a_time_or_an_error(text):
    try:
        found = parse_timestamp(text)
    except ValueError:
        return
    assert found.moment.tzinfo is None


def test_what_nbgrader_writes_means_the_same_to_both():
    text = "2015-02-02 15:58:23.948203 UTC"
    assert parse_timestamp(text).moment == parse_utc(text)


def test_nbgrader_still_takes_an_offset_for_seconds():
    """When this fails, nbgrader was mended: docs/grading.md says that it was not."""
    assert parse_utc("2024-03-01 13:00:00 +0100") == datetime(2024, 3, 1, 12, 58, 20)


@pytest.mark.parametrize("text", ["3.12.2026 23:59", "03.12.2026, 23:59", "3. 12. 2026 23:59"])
def test_with_dots_the_day_comes_first(text):
    assert parse_timestamp(text).moment == datetime(2026, 12, 3, 23, 59)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12/3/2026 23:59", "could be two days"),
        ("23:59 3/12/2026", "could be two days"),
        ("23:59", "does not say the day"),
        ("Monday 23:59", "does not say the day"),
        ("2026", "does not say the day"),
        ("26-12-03 23:59", "does not say the day with its year"),
        ("2026-12-03 23:59 Asia/Soul", "there is no time zone 'Asia/Soul'"),
    ],
)
def test_a_day_is_not_guessed(text, why):
    with pytest.raises(ValueError, match=why):
        parse_timestamp(text)


@pytest.mark.parametrize("text", ["13/12/2026 10:00", "12/13/2026 10:00", "2026/12/13 10:00"])
def test_a_day_that_can_be_only_one(text):
    assert parse_timestamp(text).moment == datetime(2026, 12, 13, 10, 0)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("2026-12-03 23:59", False),
        ("2026-12-03 23:59 +0900", True),
        ("2026-12-03 23:59 KST", True),
        ("2026-12-03T23:59Z", True),
        ("2026-12-03 23:59 Asia/Seoul", True),
        ("2026/12/03 23:59", False),
        ("soon", False),
    ],
)
def test_whether_it_says_its_zone(text, has):
    assert has_zone(text) is has


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_as_windows_writes_it(encoding):
    found = read_timestamp("2024-03-01 21:00 +0900\r\n".encode(encoding))
    assert (found.moment, found.note) == (NOON, "")


def test_a_day_alone_is_its_start_and_said():
    found = read_timestamp(b"2024-03-01")
    assert found.moment == datetime(2024, 3, 1)
    assert "says no time of day" in found.note


@pytest.mark.parametrize("data", [b"", b"\x80", b"soon", b"3/4/2024 10:00"])
def test_a_file_that_is_no_time(data):
    with pytest.raises(ValueError, match=r"not a date|decode"):
        read_timestamp(data)
