"""Files that a test and the learner's code hand to each other, with two folders in the place of two processes."""

from __future__ import annotations

import pytest

from lessonlib.check.ordinary.shared_files import SharedFiles, file_names, named_files


@pytest.fixture
def sides(tmp_path, monkeypatch):
    """The test's folder, which is the current one, the learner's, and what connects them."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    monkeypatch.chdir(here)
    (here / "given.csv").write_text("1,2")

    def put(name, content):
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            (there / name).write_bytes(content)

    def get(names):
        return {name: (there / name).read_bytes() for name in names if (there / name).is_file()}

    return here, there, SharedFiles(put, get, ["given.csv"])


def test_names_of_files_in_a_test():
    source = "data = open('a/b.csv')\nassert f('Hello, world.', 3.5) == 'x'\nPath('out.txt').read_text()"
    assert file_names(source) == ["a/b.csv", "out.txt"]
    assert file_names("this is no Python") == []
    assert named_files(["a.txt", 3, None, "no name", b"c.txt", "a.txt"]) == ["a.txt"]


def test_what_the_test_writes_is_there(sides):
    here, there, files = sides
    (here / "lines.txt").write_text("a")
    files.give(["lines.txt", "missing.txt"])
    assert (there / "lines.txt").read_text() == "a"
    (here / "lines.txt").write_text("b")
    files.give(["lines.txt"])
    assert (there / "lines.txt").read_text() == "b"


def test_the_folder_of_a_file_that_is_to_be_written_is_there(sides):
    _, there, files = sides
    files.give(["new/out.txt"])
    assert (there / "new").is_dir()


def test_what_the_learner_writes_comes_back(sides):
    here, there, files = sides
    (there / "out.txt").write_text("1 2")
    files.take(["out.txt", "missing.txt"])
    assert (here / "out.txt").read_text() == "1 2"


def test_given_files_code_and_files_elsewhere_stay_as_they_are(sides, tmp_path):
    here, there, files = sides
    for name in ("given.csv", "helper.py", "numpy.so"):
        (there / name).write_text("changed")
    files.take(["given.csv", "helper.py", "numpy.so", "/etc/passwd.txt", "../outside.txt"])
    assert (here / "given.csv").read_text() == "1,2"
    assert sorted(path.name for path in here.iterdir()) == ["given.csv"]
    assert not (tmp_path / "outside.txt").exists()
