"""Which files beside a notebook are taken along, and under which names."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessonlib.grading.handed_in import beside
from lessonlib.grading.handed_in.beside import files_beside
from lessonlib.grading.handed_in.file_patterns import FilePatterns
from lessonlib.grading.handed_in.plain_file import NotPlain, TooLarge
from lessonlib.grading.handed_in.tree import File

ASKED = FilePatterns(asked=frozenset({"runs/*/final.pt"}))


def file(name, content=b"1", packed=False):
    def read(most):
        if isinstance(content, Exception):
            raise content
        if len(content) > most:
            raise TooLarge(most, len(content))
        return content

    return File(name, read, None if packed else Path(name))


def take(files, folder="", patterns=ASKED, reserved=("ex.ipynb",)):
    notes = []
    return files_beside(files, folder, patterns, reserved, notes), notes


def test_files_have_their_names_as_the_notebook_sees_them():
    files = [file("x.csv"), file("a/y.csv"), file("a/b/z.csv"), file("c/u.csv")]
    assert list(take(files)[0]) == ["x.csv", "a/y.csv", "c/u.csv", "a/b/z.csv"]
    taken, notes = take(files, "a")
    assert list(taken) == ["x.csv", "y.csv", "b/z.csv"]
    assert notes == [
        "What is not in 'a' was left out, such as 'c/u.csv'. What the notebook needs has to lie beside it."
    ]


def test_the_nearest_file_of_a_name_counts_and_no_file_is_where_a_folder_is():
    files = [
        file("x", b"far"),
        file("a/x", b"near"),
        file("y"),
        file("a/y/z"),
        file("ex.ipynb/z"),
        file("ex.ipynb"),
    ]
    assert take(files, "a")[0] == {"x": b"near", "y/z": b"1"}


def test_an_archive_is_a_file_unless_the_notebook_was_in_it():
    files = [file("d.csv"), file("w.zip"), file("v.zip"), file("w.zip/ex/x.csv", packed=True)]
    assert set(take(files)[0]) == {"d.csv", "w.zip", "v.zip"}
    assert take(files, "w.zip/ex") == ({"x.csv": b"1", "d.csv": b"1", "v.zip": b"1"}, [])


@pytest.mark.parametrize("name", ["runs.zip/a/final.pt", "work.zip/runs/a/final.pt"])
def test_what_tests_ask_for_is_taken_out_of_an_archive(name):
    archive = name.partition("/")[0]
    taken, notes = take(
        [file(archive), file(name, b"2", packed=True), file(f"{archive}/other.pt", packed=True)]
    )
    assert taken == {archive: b"1", "runs/a/final.pt": b"2"}
    assert notes == [f"'runs/a/final.pt' was taken out of '{archive}'."]
    taken, notes = take([file(archive), file("runs/a/final.pt", b"3"), file(name, b"2", packed=True)])
    assert taken["runs/a/final.pt"] == b"3"
    assert notes == []


def test_of_too_many_files_those_that_tests_ask_for_come_first(monkeypatch):
    monkeypatch.setattr(beside, "MAX_FILES", 3)
    many = [file(f"{number}.png") for number in range(9)]
    taken, notes = take([*many, file("runs/a/final.pt"), file("runs/a/log.txt")])
    assert list(taken) == ["runs/a/final.pt", "0.png", "1.png"]
    assert notes == [
        "8 files were left out, such as '2.png', '3.png', '4.png': 3 is the most. Hand in only what the notebook "
        "needs."
    ]


def test_of_too_large_files_too(monkeypatch):
    monkeypatch.setattr(beside, "MAX_FILES_MB", 1)
    taken, notes = take([file("a", bytes(600_000)), file("b"), file("runs/a/final.pt", bytes(600_000))])
    assert list(taken) == ["runs/a/final.pt", "b"]
    assert notes == [
        "'a' was left out: 1 MB is the most for all files. Hand in only what the notebook needs."
    ]


def test_what_cannot_be_taken_is_said_but_not_a_thousand_times():
    files = [file("p", NotPlain("a pipe")), file("q", OSError("no")), file("\udcff")]
    assert take(files) == (
        {},
        [
            "'p' was left out: it is a pipe. Hand in the file itself, as an ordinary file.",
            "'q' was left out: it cannot be read. Collect it again, with a plain name.",
            "'' was left out: it cannot be read. Collect it again, with a plain name.",
        ],
    )
    _, notes = take([file(f"{number:03}", NotPlain("a link")) for number in range(500)])
    assert len(notes) == 11
    assert notes[-1] == "490 more files were left out for such reasons."
