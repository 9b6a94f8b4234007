"""IDX files, whole and damaged."""

import gzip
import hashlib

import numpy as np
import pytest

from lessonlib.data.idx import IdxError, read_idx

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
CONTENT = bytes([0, 0, 8, 3]) + np.array([2, 3, 4], ">u4").tobytes() + ARRAY.tobytes()


@pytest.mark.parametrize("packed", [CONTENT, gzip.compress(CONTENT)])
def test_reading(tmp_path, packed):
    file = tmp_path / "images"
    file.write_bytes(packed)
    np.testing.assert_array_equal(read_idx(file, hashlib.sha256(CONTENT).hexdigest()), ARRAY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an IDX file of bytes"),
        (b"<html>not found</html>", "is not an IDX file of bytes: it starts with 3c68746d"),
        (CONTENT[:-1], r"holds 23 values, but its header says shape \(2, 3, 4\)"),
        (CONTENT[:6], "but its header says shape"),
        (gzip.compress(CONTENT)[:-12], "is a truncated or broken gzip file"),
    ],
)
def test_damaged_files(tmp_path, content, message):
    file = tmp_path / "images"
    file.write_bytes(content)
    with pytest.raises(IdxError, match=message):
        read_idx(file)


def test_another_file_of_the_same_form(tmp_path):
    file = tmp_path / "images"
    file.write_bytes(CONTENT)
    with pytest.raises(IdxError, match="its content has another SHA-256"):
        read_idx(file, "0" * 64)
