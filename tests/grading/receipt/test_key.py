"""The course's key."""

import stat

import pytest

from lessonlib.grading.errors import GradingError
from lessonlib.grading.receipt.key import PRIVATE, PUBLIC, CourseKey, read_public


def test_it_is_made_once_and_only_its_owner_reads_the_private_half(tmp_path):
    first, second = (CourseKey(tmp_path, tmp_path / ".lessonlib") for _ in range(2))
    assert first.public == second.public == read_public(tmp_path / PUBLIC)
    assert stat.S_IMODE((tmp_path / ".lessonlib" / PRIVATE).stat().st_mode) == 0o600
    assert (tmp_path / ".lessonlib").stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in (tmp_path / ".lessonlib").iterdir() if one.suffix != ".lock") == [
        PRIVATE
    ]


def test_signatures(tmp_path):
    mine, other = (
        CourseKey(tmp_path / name, tmp_path / name) for name in "ab" if (tmp_path / name).mkdir() is None
    )
    signature = mine.sign(b"ten points")
    assert mine.public.signed(b"ten points", signature)
    assert not mine.public.signed(b"two points", signature)
    assert not other.public.signed(b"ten points", signature)
    assert not mine.public.signed(b"ten points", "no base64!")


def test_a_lost_key_is_not_made_anew_behind_the_students_backs(tmp_path):
    CourseKey(tmp_path, tmp_path / ".lessonlib")
    (tmp_path / ".lessonlib" / PRIVATE).unlink()
    with pytest.raises(GradingError, match=r"is not(.|\n)*copy receipts\.key from where"):
        CourseKey(tmp_path, tmp_path / ".lessonlib")


def test_the_public_half_of_another_key(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        CourseKey(tmp_path / name, tmp_path / name)
    (tmp_path / "a" / PUBLIC).write_bytes((tmp_path / "b" / PUBLIC).read_bytes())
    with pytest.raises(GradingError, match=r"does not belong to"):
        CourseKey(tmp_path / "a", tmp_path / "a")


@pytest.mark.parametrize(
    "text", ["", "lessonlib-receipts-ed25519 AAAA", "ssh-ed25519 AAAA", "lessonlib-receipts-ed25519 !"]
)
def test_no_key(tmp_path, text):
    (tmp_path / PUBLIC).write_text(text)
    with pytest.raises(GradingError, match=r"holds no public key of a course"):
        read_public(tmp_path / PUBLIC)
    (tmp_path / PUBLIC).unlink()
    CourseKey(tmp_path, tmp_path)
    (tmp_path / PRIVATE).write_text(text)
    with pytest.raises(GradingError, match=r"holds no key"):
        CourseKey(tmp_path, tmp_path)
