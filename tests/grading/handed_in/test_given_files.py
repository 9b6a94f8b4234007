"""The assignment's own files beside what a student handed in."""

from __future__ import annotations

import pytest

from lessonlib.grading.handed_in.given_files import GivenFiles, unpack

GIVEN = GivenFiles({"data/x.csv": b"1", "helper.py": b"given"}, {"data/x.csv": b"1", "hidden.csv": b"2"})


def test_who_hands_in_the_notebook_alone_has_them():
    assert GIVEN.beside({}) == (dict(GIVEN.learners), ())


def test_an_unchanged_copy_is_not_worth_a_note():
    files, notes = GIVEN.beside({"helper.py": b"given", "own.txt": b"mine"})
    assert files == {**GIVEN.learners, "own.txt": b"mine"}
    assert notes == ()


def test_a_changed_copy_is_not_used():
    files, notes = GIVEN.beside({"helper.py": b"mine"})
    assert files == GIVEN.learners
    assert notes == ("'helper.py' was not as the exercise gave it; the exercise's own was used.",)


def test_a_changed_copy_is_used_where_the_instructor_allows_it():
    given = GivenFiles(GIVEN.learners, editable=frozenset({"helper.py"}))
    assert given.beside({"helper.py": b"mine"}) == ({"data/x.csv": b"1", "helper.py": b"mine"}, ())
    assert given.beside({}) == (dict(GIVEN.learners), ())


@pytest.mark.parametrize("name", ["data", "helper.py/inside.txt"])
def test_what_stands_in_the_way_of_a_given_file_is_left_out(tmp_path, name):
    files, notes = GIVEN.beside({name: b"mine"})
    unpack(files, tmp_path)
    assert (tmp_path / "data/x.csv").read_bytes() == b"1"
    assert (tmp_path / "helper.py").read_bytes() == b"given"
    assert name in notes[0]


def test_the_key_changes_with_every_part():
    others = [
        GivenFiles({**GIVEN.learners, "helper.py": b"other"}, GIVEN.tests),
        GivenFiles(GIVEN.learners, {}),
        GivenFiles(GIVEN.learners, GIVEN.tests, frozenset({"helper.py"})),
        GivenFiles({}, GIVEN.tests),
    ]
    assert len({GIVEN.key(), *(other.key() for other in others)}) == 5
    assert GivenFiles(dict(GIVEN.learners), dict(GIVEN.tests)).key() == GIVEN.key()
