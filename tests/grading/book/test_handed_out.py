"""Releases that are remembered."""

from __future__ import annotations

import pytest

from lessonlib.grading.book.handed_out import HandedOutReleases
from lessonlib.grading.handed_in.reference import GivenCell


def release(number):
    return {"q": GivenCell(f"digest {number}", "code", {"solution": True, "points": 0.0})}


def test_the_newest_comes_first_and_each_once(tmp_path):
    memory = HandedOutReleases(tmp_path, "hw")
    for number in (1, 2, 1):
        memory.remember("hw", release(number))
    memory.remember("other", release(3))
    again = HandedOutReleases(tmp_path, "hw")
    assert again.of("hw") == [release(1), release(2)]
    assert again.of("other") == [release(3)]
    assert HandedOutReleases(tmp_path, "hw2").of("hw") == []


def test_old_ones_are_forgotten(tmp_path):
    memory = HandedOutReleases(tmp_path, "hw")
    for number in range(60):
        memory.remember("hw", release(number))
    assert memory.of("hw") == [release(number) for number in range(59, 9, -1)]


@pytest.mark.parametrize("text", ["", "{", "\xff"])
def test_a_damaged_file_remembers_nothing(tmp_path, text):
    HandedOutReleases(tmp_path, "hw").remember("hw", release(1))
    (tmp_path / "releases" / "hw.json").write_text(text, encoding="latin-1")
    memory = HandedOutReleases(tmp_path, "hw")
    assert memory.of("hw") == []
    memory.remember("hw", release(2))
    assert HandedOutReleases(tmp_path, "hw").of("hw") == [release(2)]
