"""Zip archives, made by all kinds of programs and people."""

from __future__ import annotations

import os
import stat
import struct
import zipfile

import pytest

from lessonlib.grading.handed_in.archive import ONE_STUDENT, Room, opened
from lessonlib.grading.handed_in.plain_file import NotPlain, TooLarge

MB = 1_000_000


@pytest.fixture
def path(tmp_path):
    return tmp_path / "work.zip"


def pack(path, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)


def read(path, most=MB, room=ONE_STUDENT):
    with opened(path, "work.zip", room) as files:
        return {file.name: file.read(most) for file in files}


def test_files_are_named_as_in_a_folder(path):
    pack(
        path,
        {"ex/ex.ipynb": "{}", "ex/data/x.csv": "1,2", "ex/.ipynb_checkpoints/x": "", "__MACOSX/ex/._x": ""},
    )
    assert read(path) == {"work.zip/ex/ex.ipynb": b"{}", "work.zip/ex/data/x.csv": b"1,2"}


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/../../x",
        "/etc/x",
        "C:\\x",
        "\\x",
        "..\\x",
        "a" * 300,
        "/".join("abcdefghijklmnop"),
        "",
        ".",
    ],
)
def test_names_that_lead_elsewhere_are_not_there(path, name):
    pack(path, {name or "/": "1", "y": "2"})
    assert read(path) == {"work.zip/y": b"2"}


def test_nothing_is_written_anywhere(path, tmp_path):
    pack(path, {"a/x": "1"})
    read(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["work.zip"]


def test_a_bomb_is_not_decompressed(path):
    pack(path, {"zeros": bytes(50 * MB)})
    assert path.stat().st_size < MB
    with pytest.raises(TooLarge, match=r"larger than 1 MB \(50 MB\)"):
        read(path)
    assert read(path, 50 * MB) == {"work.zip/zeros": bytes(50 * MB)}


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_says(path):
    pack(path, {"zeros": bytes(50 * MB)})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 50 * MB), struct.pack("<L", 10)))
    with pytest.raises(NotPlain, match=r"damaged \(BadZipFile\)"):
        read(path)


def test_a_large_file_that_is_not_compressed_is_read(path):
    content = os.urandom(9 * MB)
    pack(path, {"x": content}, zipfile.ZIP_STORED)
    assert read(path, 10 * MB) == {"work.zip/x": content}


def test_links_are_not_followed(path):
    with zipfile.ZipFile(path, "w") as made:
        link = zipfile.ZipInfo("x")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    with pytest.raises(NotPlain, match=r"a link to another file"):
        read(path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_takes_memory_to_read_is_refused(path, compression):
    pack(path, {"x": "1"}, compression)
    with pytest.raises(NotPlain, match=r"compressed in an unusual way"):
        read(path)


def test_a_password(path):
    pack(path, {"x": "1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(NotPlain, match=r"protected with a password") as refused:
        read(path)
    assert "without a password" in refused.value.step


def cut(data):
    return data[: len(data) // 2]


def change_content(data):
    return data.replace(b"hello", b"jello")


def empty(data):
    return b""


def claim_many_names(data):
    """Say that the list of names is 3 GB long."""
    end = data.index(b"PK\x05\x06")
    return data[: end + 12] + struct.pack("<L", 3_000_000_000) + data[end + 16 :]


@pytest.mark.parametrize("damage", [cut, empty, change_content, claim_many_names])
def test_a_damaged_archive(path, damage):
    pack(path, {"x": "hello" * 100}, zipfile.ZIP_STORED)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(NotPlain, match=r"damaged"):
        read(path)


def test_a_list_of_names_without_end_is_not_read(path):
    with zipfile.ZipFile(path, "w") as made:
        for number in range(40_000):
            made.writestr(f"{number:050}", "")
    with pytest.raises(NotPlain, match=r"damaged archive \(BadZipFile\)"):
        read(path)


def test_too_many_files(path):
    pack(path, {"1": "", "2": "", "3": ""})
    with pytest.raises(NotPlain, match=r"more than 2 files"):
        read(path, room=Room(files=2))


def test_names_that_were_refused_are_told(path):
    pack(path, {"../x": "1", "/etc/y": "1", "__MACOSX/z": "1", "y": "2"})
    refused: list[str] = []
    with opened(path, "work.zip", refused=refused) as files:
        assert [file.name for file in files] == ["work.zip/y"]
    assert refused == ["../x", "/etc/y"]


def test_what_is_no_plain_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "work.zip")
    with pytest.raises(NotPlain, match=r"a pipe"):
        read(tmp_path / "work.zip")


@pytest.mark.parametrize(
    ("name", "coding"), [("데이터.csv", "cp949"), ("über.csv", "cp437"), ("데이터.csv", "utf-8")]
)
def test_names_of_old_programs_are_read_as_their_authors_saw_them(path, name, coding):
    raw = name.encode(coding)
    stand_in = "x" * len(raw)
    pack(path, {stand_in: "1"})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), raw))
    assert read(path) == {f"work.zip/{name}": b"1"}
