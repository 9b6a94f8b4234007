"""Free names, and what is in the way of a file."""

import errno

import pytest

from lessonlib.work.place import cannot_write, free_name


def test_a_taken_name_gets_a_number(tmp_path):
    (tmp_path / "a.zip").touch()
    (tmp_path / "a_2.zip").touch()
    assert free_name(tmp_path, "a.zip").name == "a_3.zip"
    assert free_name(tmp_path / "nowhere", "a.zip").name == "a.zip"


@pytest.mark.parametrize("way", ["work", "work/01", "work/01/data"])
def test_a_file_in_the_place_of_a_folder_is_named(tmp_path, way):
    (tmp_path / way).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / way).write_text("mine")
    target = tmp_path / "work/01/data/rows.csv"
    with pytest.raises(OSError, match=r"File exists|Not a directory") as caught:
        target.parent.mkdir(parents=True)
    message = str(cannot_write(tmp_path / "work/01/01.ipynb", caught.value))
    assert f"{tmp_path / way} is a file, where a folder has to be" in message
    assert "Remedy: move that away" in message


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    message = str(cannot_write(tmp_path, IsADirectoryError(errno.EISDIR, "Is a directory")))
    assert f"{tmp_path} is a folder. Nothing that was there is lost" in message


def test_otherwise_the_disk_is_to_blame(tmp_path):
    error = OSError(errno.ENOSPC, "No space left on device")
    assert "No space left on device. Nothing" in str(cannot_write(tmp_path / "x", error))
