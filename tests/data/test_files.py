"""A data file is taken packed or unpacked, and only when it is the published one."""

import gzip

import numpy as np
import pytest

from lessonlib.data.errors import DamagedFileError
from lessonlib.data.idx import parse_idx


@pytest.mark.parametrize("level", [None, 0, 9])
def test_any_compression_of_the_published_content_is_right(tmp_path, images, content, level):
    file = tmp_path / "images"
    file.write_bytes(content if level is None else gzip.compress(content, level))
    np.testing.assert_array_equal(images.read(file), parse_idx(content))


def test_a_file_is_found_under_each_of_its_names(tmp_path, images):
    assert images.find(tmp_path) is None
    (tmp_path / "images").touch()
    assert images.find(tmp_path) == tmp_path / "images"
    (tmp_path / "images.gz").touch()
    assert images.find(tmp_path) == tmp_path / "images.gz"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda c: gzip.compress(c)[:-12], r"truncated or broken gzip file \(Compressed file ended"),
        (lambda c: gzip.compress(c)[:5000], "truncated or broken gzip file"),
        (lambda c: gzip.compress(c)[:-8] + bytes(8), r"truncated or broken gzip file \(CRC check failed"),
        (lambda c: b"\x1f\x8b\x08\0" + c, "truncated or broken gzip file"),
        (lambda c: c[:-1] + b"!", "its content has another SHA-256 than the published file"),
        (lambda c: c[:-1], "it holds 200703 values, but its header says shape"),
        (lambda c: gzip.compress(c + b"1"), "its content is longer than 200,720 bytes"),
        (lambda c: b"<html>", "not an IDX file of bytes"),
    ],
)
def test_another_file_is_refused_with_the_remedy(tmp_path, images, content, damage, reason):
    file = tmp_path / "noise" / "images.gz"
    file.parent.mkdir()
    file.write_bytes(damage(content))
    with pytest.raises(
        DamagedFileError, match=f"images.gz is damaged: .*{reason}.*lessonlib data fetch noise"
    ):
        images.read(file)


def test_a_bomb_is_unpacked_no_further_than_needed(tmp_path, images):
    file = tmp_path / "images.gz"
    file.write_bytes(gzip.compress(bytes(1 << 28), 1))
    with pytest.raises(DamagedFileError, match="its content is longer than 200,720 bytes"):
        images.read(file)
