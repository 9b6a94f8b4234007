"""Reading one file that may be anything."""

from __future__ import annotations

import os
import socket

import pytest

from lessonlib.grading.handed_in.plain_file import NotPlain, TooLarge, read_plain


def make_symlink(path):
    path.symlink_to("/etc/passwd")


def make_socket(path):
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)
    os.chdir(here)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_symlink, r"a link to another file"),
        (os.mkfifo, r"a pipe or a device, not a file"),
        (lambda path: path.mkdir(), r"a folder"),
        (make_socket, r"a socket"),
    ],
)
def test_what_is_no_plain_file_is_refused_without_waiting(tmp_path, make, reason):
    make(tmp_path / "x")
    with pytest.raises(NotPlain, match=reason) as refused:
        read_plain(tmp_path / "x", 100)
    assert refused.value.step.endswith(".")


def test_a_file_is_read_up_to_the_size_that_is_allowed(tmp_path):
    with (tmp_path / "x").open("wb") as file:
        file.truncate(5_000_000)
    assert read_plain(tmp_path / "x", 5_000_000) == bytes(5_000_000)
    with pytest.raises(TooLarge, match=r"larger than 4 MB \(5 MB\)"):
        read_plain(tmp_path / "x", 4_000_000)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_plain(tmp_path / "x", 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_is_refused(tmp_path):
    try:
        os.mknod(tmp_path / "x", 0o20600, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("this machine lets nobody make a device")
    with pytest.raises(NotPlain, match=r"a device"):
        read_plain(tmp_path / "x", 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody")
def test_a_hard_link_to_the_file_of_somebody_else_is_refused_and_the_other_one_is_not(tmp_path):
    for name in ("ada", "bob"):
        (tmp_path / name).mkdir()
    (tmp_path / "bob" / "x").write_bytes(b"1")
    os.link(tmp_path / "bob" / "x", tmp_path / "ada" / "x")
    os.chown(tmp_path / "ada", 65534, -1)
    with pytest.raises(NotPlain, match=r"a second name \(hard link\) of another's file") as refused:
        read_plain(tmp_path / "ada" / "x", 1)
    assert refused.value.step == "Copy the file instead."
    assert read_plain(tmp_path / "bob" / "x", 1) == b"1"
