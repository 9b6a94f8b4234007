"""The journal: whole entries or none, by run and by key; marks of what was running when a process died."""

from __future__ import annotations

import pytest

from lessonlib.grading.journal import Journal, RunNote
from lessonlib.grading.outcome import Outcome, RanNotebook
from lessonlib.grading.states import State


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "journal")
    journal.begin(RunNote())
    return journal


def outcome(student, earned=1.0):
    ran = {"hw": RanNotebook("a long notebook", {"test": earned})}
    return Outcome(student, State.TIMEOUT, "Too long.", notes=("a", "b"), ran=ran, seconds=1.5)


def record(journal, student="ada", key="key", release="release"):
    journal.record(outcome(student), key, release)


def test_an_entry_says_what_was_graded_and_how_it_ended(journal):
    record(journal)
    entry = journal.entry("ada")
    assert (entry.student, entry.key, entry.release, entry.run) == ("ada", "key", "release", journal.note.run)
    assert entry.outcome == outcome("ada").summary
    assert entry.outcome.ran["hw"].notebook == ""
    assert journal.outcome("ada") == outcome("ada")
    assert journal.entry("bob") is None


def test_another_process_finds_what_was_recorded(journal, tmp_path):
    record(journal)
    again = Journal(tmp_path / "journal")
    assert again.entries() == journal.entries()
    assert again.note == journal.note


def test_a_new_run_keeps_older_entries_and_another_number(journal):
    record(journal)
    before = journal.note.run
    journal.begin(RunNote(skipped=("test",), remarks=("Mind the step.",)))
    assert journal.entry("ada").run == before != journal.note.run


def test_a_new_entry_has_to_be_entered_again(journal):
    record(journal)
    assert journal.entry("ada").entered is None
    journal.enter("ada", {"points": {"test": 1}})
    assert journal.entry("ada").entered == {"points": {"test": 1}}
    record(journal)
    assert journal.entry("ada").entered is None


def test_what_could_not_be_entered_says_why(journal):
    record(journal)
    journal.fail("ada", "the disk is full")
    assert (journal.entry("ada").entered, journal.entry("ada").problem) == (None, "the disk is full")
    journal.enter("ada", {"points": {}})
    assert (journal.entry("ada").entered, journal.entry("ada").problem) == ({"points": {}}, "")


def test_deaths_are_counted_until_there_is_an_outcome(journal, tmp_path):
    folder = tmp_path / "journal"
    for deaths in range(3):
        again = Journal(folder)
        assert again.deaths("ada", "key") == deaths
        assert again.has_mark("ada") == (deaths > 0)
        again.start("ada", "key")
    assert journal.deaths("ada", "another submission") == 0
    record(journal)
    assert journal.deaths("ada", "key") == 0


def test_a_mark_goes_when_it_is_stopped_or_a_new_run_begins(journal):
    journal.start("ada", "key")
    journal.start("bob", "key")
    journal.stop("ada")
    assert (journal.deaths("ada", "key"), journal.deaths("bob", "key")) == (0, 1)
    journal.begin(journal.note)
    assert journal.deaths("bob", "key") == 1
    journal.begin(RunNote())
    assert journal.deaths("bob", "key") == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300, "-rf", "*", ".hidden", "김", "a\nb"])
def test_any_name_has_an_entry(journal, name, tmp_path):
    record(journal, name)
    assert journal.entry(name).outcome.student == name
    assert list(journal.entries()) == [name]
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path / "journal"}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b'{"version": 2}\n{}'])
def test_a_damaged_entry_is_none(journal, tmp_path, damage):
    record(journal)
    [entry] = [path for path in (tmp_path / "journal").glob("*.json") if path.name != "run.json"]
    entry.write_bytes(damage)
    assert journal.entry("ada") is None
    assert journal.entries() == {}


def test_nobody_else_can_look_into_it(journal, tmp_path):
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o700
