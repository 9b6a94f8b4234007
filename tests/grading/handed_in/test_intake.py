"""Reading a submission's folder, whatever is in it."""

from __future__ import annotations

import os
import socket

import pytest

from lessonlib.grading.handed_in import intake
from lessonlib.grading.handed_in.contents import Malformed
from lessonlib.grading.handed_in.intake import read_submission


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "submitted" / "ada" / "ex"
    folder.mkdir(parents=True)
    return folder


def read(folder, names=("ex",)):
    return read_submission(folder, "ada", names)


def test_the_notebook_and_the_files_beside_it(folder):
    (folder / "ex.ipynb").write_bytes(b"{}")
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_bytes(b"1,2")
    (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "ex-checkpoint.ipynb").write_bytes(b"{}")
    found = read(folder)
    assert found.notebooks == {"ex": b"{}"}
    assert found.files == {"data/x.csv": b"1,2", "timestamp.txt": b"2026-01-02 03:04:05 UTC"}
    assert found.notes == ()


def test_the_digest_changes_with_any_content(folder):
    (folder / "ex.ipynb").write_bytes(b"{}")
    first = read(folder).digest
    assert read(folder).digest == first
    (folder / "x").write_bytes(b"")
    second = read(folder).digest
    (folder / "ex.ipynb").write_bytes(b"{ }")
    assert len({first, second, read(folder).digest}) == 3


def test_a_renamed_notebook_is_taken_and_several_are_not(folder):
    (folder / "ex (1).ipynb").write_bytes(b"{}")
    found = read(folder)
    assert found.notebooks == {"ex": b"{}"}
    assert "was named 'ex (1).ipynb'; it was taken for ex.ipynb" in found.notes[0]
    (folder / "copy.ipynb").write_bytes(b"{}")
    refused = read(folder).notebooks["ex"]
    assert isinstance(refused, Malformed)
    assert "cannot be known: copy.ipynb, ex (1).ipynb" in refused.reason
    assert refused.step == "Name the notebook ex.ipynb."


def test_an_empty_folder_has_no_notebook(folder):
    assert read(folder).notebooks == {}


def make_symlink(path):
    path.symlink_to("/etc/passwd")


def make_socket(path):
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)
    os.chdir(here)


def make_giant(path):
    with path.open("wb") as file:
        file.truncate(500_000_000)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_symlink, r"the notebook is a link to another file"),
        (os.mkfifo, r"the notebook is a pipe or a device, not a file"),
        (lambda path: path.mkdir(), r"the notebook is a folder"),
        (make_socket, r"the notebook is a socket"),
        (make_giant, r"the notebook is larger than 50 MB \(500 MB\)"),
    ],
)
def test_a_notebook_that_is_no_plain_file_is_refused_without_waiting(folder, make, reason):
    make(folder / "ex.ipynb")
    refused = read(folder).notebooks["ex"]
    with pytest.raises(Malformed, match=reason):
        raise refused
    assert refused.step.endswith(".")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_is_refused(folder):
    try:
        os.mknod(folder / "ex.ipynb", 0o20600, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("this machine lets nobody make a device")
    assert isinstance(read(folder).notebooks["ex"], Malformed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody")
def test_a_hard_link_to_the_file_of_somebody_else_is_refused_and_the_other_one_is_not(folder, tmp_path):
    theirs = tmp_path / "submitted" / "bob" / "ex"
    theirs.mkdir(parents=True)
    (theirs / "ex.ipynb").write_bytes(b"{}")
    os.link(theirs / "ex.ipynb", folder / "ex.ipynb")
    os.chown(folder, 65534, -1)
    refused = read(folder).notebooks["ex"]
    assert isinstance(refused, Malformed)
    assert "a second name (hard link) of another's file" in refused.reason
    assert read(theirs).notebooks == {"ex": b"{}"}


def test_links_pipes_and_links_to_folders_beside_the_notebook_are_left_out(folder, tmp_path):
    (folder / "ex.ipynb").write_bytes(b"{}")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("key")
    (folder / "folder").symlink_to(tmp_path / "secret")
    (folder / "file").symlink_to(tmp_path / "secret" / "key")
    os.mkfifo(folder / "pipe")
    (folder / "timestamp.txt").write_text("yesterday")
    found = read(folder)
    assert found.files == {}
    assert len(found.notes) == 4
    assert "'pipe' was left out: it is a pipe or a device, not a file." in found.notes
    assert "'timestamp.txt' was left out: it is a file that cannot be read." in found.notes


@pytest.mark.parametrize("level", ["student", "assignment"])
def test_a_folder_that_is_a_link_is_refused(folder, tmp_path, level):
    real = folder if level == "assignment" else folder.parent
    real.rename(tmp_path / "real")
    real.symlink_to(tmp_path / "real")
    refused = read(folder).notebooks["ex"]
    assert isinstance(refused, Malformed)
    assert "a link to another place" in refused.reason


def test_names_of_files_may_be_anything(folder):
    for name in ("-rf", "a\nb", "김.txt", "$(touch x)"):
        (folder / name).write_bytes(b"1")
    with open(os.fsencode(folder) + b"/\xff\xfe", "wb"):
        pass
    found = read(folder)
    assert set(found.files) == {"-rf", "a\nb", "김.txt", "$(touch x)"}
    assert len(found.notes) == 1


def test_too_many_and_too_large_files_are_left_out(folder, monkeypatch):
    monkeypatch.setattr(intake, "MAX_FILES", 5)
    monkeypatch.setattr(intake, "MAX_FILES_MB", 1)
    (folder / "zz.ipynb").write_bytes(b"{}")
    (folder / "a_giant").write_bytes(b"0" * 1_000_001)
    for number in range(9):
        (folder / f"{number}").write_bytes(b"")
    found = read(folder)
    assert found.notebooks == {"ex": b"{}"}
    assert set(found.files) == {"0", "1", "2", "3", "4"}
    assert "5 were taken along; there were more" in found.notes[-1]


def test_the_notebook_is_found_among_100_000_files(folder, monkeypatch):
    monkeypatch.setattr(intake, "_MAX_ENTRIES", 10)
    for number in range(50):
        (folder / f"{number}").write_bytes(b"")
    (folder / "ex.ipynb").write_bytes(b"{}")
    assert read(folder).notebooks == {"ex": b"{}"}


def test_folders_too_deep_are_not_entered(folder):
    deep = folder.joinpath(*["d"] * 30)
    deep.mkdir(parents=True)
    (deep / "x").write_bytes(b"1")
    assert read(folder).files == {}
