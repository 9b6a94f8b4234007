"""Dates in the languages of other systems."""

import pytest

from lessonlib.grading.term.collecting.spoken_date import in_english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Dienstag, 1. Dezember 2026, 23:59", "1 Dec 2026, 23:59"),
        ("3. März 2026, 08:00", "3 Mar 2026, 08:00"),
        ("Mittwoch, 2. September 2026, 10:00", "2 Sep 2026, 10:00"),
        ("mardi 1 décembre 2026, 10:00", "1 Dec 2026, 10:00"),
        ("miércoles, 3 de junio de 2026, 10:00", "3 Jun 2026, 10:00"),
        ("Tuesday, 1 December 2026, 1:00 PM", "1 Dec 2026, 1:00 PM"),
        ("2026년 12월 1일 화요일 오후 11:59", "2026-12-01 23:59"),
        ("2026년 1월 2일(금) 오전 12:05 +0900", "2026-01-02 00:05 +0900"),
        ("2026년 1월 2일 오후 12:05", "2026-01-02 12:05"),
        ("2026년 12월 1일 13:00", "2026-12-01 13:00"),
        ("2026-12-01 13:00", "2026-12-01 13:00"),
        ("1. Brumaire 2026", "1. Brumaire 2026"),
    ],
)
def test_in_english(text, english):
    assert in_english(text) == english
