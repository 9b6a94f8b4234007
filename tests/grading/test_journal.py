"""The journal: whole entries or none, by run and by key."""

from __future__ import annotations

import pytest

from lessonlib.grading.journal import Journal


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "journal")
    journal.begin()
    return journal


def test_an_entry_is_found_under_its_key_only(journal):
    journal.record("ada", "key", {"score": 1})
    assert journal.result("ada", "key") == {"score": 1}
    assert journal.result("ada", "another key") is None
    assert journal.result("bob", "key") is None
    assert journal.latest("ada") == {"score": 1}


def test_another_process_finds_what_was_recorded(journal, tmp_path):
    journal.record("ada", "key", {"score": 1})
    assert Journal(tmp_path / "journal").result("ada", "key") == {"score": 1}


def test_a_new_run_takes_older_entries_only_when_asked(journal):
    journal.record("ada", "key", {"score": 1})
    journal.begin()
    assert journal.result("ada", "key") is None
    assert journal.result("ada", "key", this_run=False) == {"score": 1}


def test_a_new_entry_has_to_be_written_again(journal):
    journal.record("ada", "key", {})
    assert journal.written("ada") is None
    journal.mark_written("ada", {"score": 1})
    assert journal.written("ada") == {"score": 1}
    journal.record("ada", "key", {})
    assert journal.written("ada") is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300, "-rf", "*", ".hidden", "김", "a\nb"])
def test_any_name_has_an_entry(journal, name, tmp_path):
    journal.record(name, "key", {"of": name})
    assert journal.result(name, "key") == {"of": name}
    assert list(journal.students()) == [name]
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path / "journal"}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff"])
def test_a_damaged_entry_is_none(journal, tmp_path, damage):
    journal.record("ada", "key", {})
    [entry] = [path for path in (tmp_path / "journal").glob("*.json") if path.name != "run.json"]
    entry.write_bytes(damage)
    assert journal.result("ada", "key") is None
    assert list(journal.students()) == []
