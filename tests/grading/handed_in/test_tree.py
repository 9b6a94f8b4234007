"""Listing a folder that may hold anything."""

from __future__ import annotations

import os
import unicodedata

import pytest

from lessonlib.grading.handed_in import tree
from lessonlib.grading.handed_in.plain_file import NotPlain
from lessonlib.grading.handed_in.tree import files_below, holds_anything


def put(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


def names(folder, **options):
    return [file.name for file in files_below(folder, **options)]


def test_outer_files_come_first_and_what_systems_leave_does_not(tmp_path):
    put(tmp_path, "b/z.py", "c.py", "a/b/x.py", "a/y.py", ".hidden")
    put(
        tmp_path,
        ".ipynb_checkpoints/c.ipynb",
        "__pycache__/c.pyc",
        "c.pyc",
        "__MACOSX/c",
        "a/._y.py",
        "a/.DS_Store",
    )
    found = files_below(tmp_path)
    assert [file.name for file in found] == [".hidden", "c.py", "a/y.py", "b/z.py", "a/b/x.py"]
    assert [(file.parent, file.base, file.depth) for file in found[1:3]] == [
        ("", "c.py", 0),
        ("a", "y.py", 1),
    ]
    assert [file.read(100) for file in found] == [file.name.encode() for file in found]


def test_links_to_folders_are_files_that_cannot_be_read(tmp_path):
    put(tmp_path, "real/secret")
    (tmp_path / "handed_in").mkdir()
    (tmp_path / "handed_in" / "link").symlink_to(tmp_path / "real")
    (found,) = files_below(tmp_path / "handed_in")
    with pytest.raises(NotPlain, match=r"a link"):
        found.read(1)


def test_of_too_many_files_the_same_ones_are_kept_those_first_that_are_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(tree, "_MOST_ENTRIES", 4)
    put(tmp_path, *(f"{number}" for number in range(9)), "wanted", "a_folder/x")
    assert names(tmp_path) == ["0", "1", "2"]
    assert names(tmp_path, first=lambda name: name in ("wanted", "a_folder/x")) == ["0", "1", "wanted"]
    monkeypatch.setattr(tree, "_MOST_ENTRIES", 9)
    assert "a_folder/x" not in names(tmp_path)
    monkeypatch.setattr(tree, "_MOST_ENTRIES", 20)
    assert "a_folder/x" in names(tmp_path)


def test_what_is_to_be_left_is_not_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(tree, "_MOST_ENTRIES", 3)
    put(tmp_path, "made/1", "made/2", "x", "y")
    assert names(tmp_path, leave=lambda name: name == "made") == ["x", "y"]


def test_folders_too_deep_are_not_entered(tmp_path):
    put(tmp_path, "/".join(["d"] * 9 + ["x"]), "/".join(["d"] * 8 + ["y"]))
    assert names(tmp_path) == ["/".join(["d"] * 8 + ["y"])]


def test_a_name_has_the_form_in_which_it_is_typed(tmp_path):
    put(tmp_path, unicodedata.normalize("NFD", "데이터/über.csv"))
    assert names(tmp_path) == ["데이터/über.csv"]


def test_names_may_be_anything(tmp_path):
    put(tmp_path, "-rf", "a\nb", "$(touch x)", "*")
    with open(os.fsencode(tmp_path) + b"/\xff\xfe", "wb"):
        pass
    assert len(names(tmp_path)) == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_folder_that_cannot_be_read_is_a_file_that_cannot(tmp_path):
    put(tmp_path, "closed/x")
    (tmp_path / "closed").chmod(0)
    (found,) = files_below(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert found.name == "closed"


def test_what_an_editor_leaves_is_nothing(tmp_path):
    assert not holds_anything(tmp_path)
    put(tmp_path, ".ipynb_checkpoints/x-checkpoint.ipynb", "timestamp.txt", ".DS_Store")
    assert not holds_anything(tmp_path)
    put(tmp_path, "a/x")
    assert holds_anything(tmp_path)
    assert holds_anything(tmp_path / "a" / "x")
