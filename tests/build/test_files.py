import os

import pytest

from lessonlib.build.files import write_atomic


def test_it_makes_folders_and_says_what_changed(tmp_path):
    path = tmp_path / "a" / "b.txt"
    assert write_atomic(path, "é\n") is True
    assert path.read_bytes() == "é\n".encode()
    assert write_atomic(path, "é\n") is False
    assert write_atomic(path, "other\n") is True


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "b.txt"
    write_atomic(path, "old")

    def fail(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(type(path), "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
