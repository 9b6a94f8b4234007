"""Files written whole or not at all, and what killed writers leave behind."""

import os

import pytest

from lessonlib.whole_file import PART, write_text, write_whole


def abandoned(folder, name):
    file = folder / f".{name}.0123abcd{PART}"
    file.write_bytes(b"half of")
    return file


def test_a_file_is_replaced(tmp_path):
    file = tmp_path / "m.safetensors"
    write_whole(file, b"old")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    file = tmp_path / "m"
    write_whole(file, b"old")
    with pytest.raises(TypeError):
        write_whole(file, "text")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_what_killed_writers_left_is_removed(tmp_path):
    abandoned(tmp_path, "m"), abandoned(tmp_path, "checkpoint")
    other = tmp_path / ".hidden"
    other.write_text("of somebody else")
    write_whole(tmp_path / "m", b"new")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".hidden", "m"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no flock")
def test_the_temporary_file_of_a_writer_at_work_stays(tmp_path):
    import fcntl

    unfinished = abandoned(tmp_path, "m")
    at_work = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(at_work, fcntl.LOCK_SH)
    write_whole(tmp_path / "n", b"new")
    assert unfinished.exists()
    os.close(at_work)
    write_whole(tmp_path / "n", b"new")
    assert not unfinished.exists()


def test_a_text_makes_its_folders_and_says_whether_it_changed(tmp_path):
    path = tmp_path / "a" / "b.txt"
    assert write_text(path, "é\n") is True
    assert path.read_bytes() == "é\n".encode()
    assert write_text(path, "é\n") is False
    assert write_text(path, "other\n") is True


def test_a_text_that_cannot_be_written_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "b.txt"
    write_text(path, "old")

    def fail(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(type(path), "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
