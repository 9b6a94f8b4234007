import errno
import os
import stat

import pytest

from lessonlib.plain_file import open_plain


def content(path):
    with open(open_plain(path), "rb") as file:
        return file.read()


def test_the_bytes_are_the_files_own(tmp_path):
    (tmp_path / "a").write_bytes(b"1\r\n\x1a2")  # Windows ends a text at the third
    assert content(tmp_path / "a") == content(str(tmp_path / "a")) == b"1\r\n\x1a2"


@pytest.mark.parametrize("aim", ["there", "nowhere"])
def test_a_link_is_not_followed(tmp_path, aim):
    (tmp_path / "there").write_bytes(b"secret")
    (tmp_path / "link").symlink_to(tmp_path / aim)
    with pytest.raises(OSError, match="link") as raised:
        open_plain(tmp_path / "link")
    assert raised.value.errno == errno.ELOOP


def test_nobody_waits_for_the_other_end_of_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    descriptor = open_plain(tmp_path / "pipe")
    assert stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    os.close(descriptor)


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.txt"):
        open_plain(tmp_path / "nothing.txt")
