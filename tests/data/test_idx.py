"""IDX content, whole and damaged."""

import numpy as np
import pytest

from lessonlib.data.idx import parse_idx

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
CONTENT = bytes([0, 0, 8, 3]) + np.array([2, 3, 4], ">u4").tobytes() + ARRAY.tobytes()


def test_reading_gives_an_array_that_can_be_changed():
    array = parse_idx(CONTENT)
    np.testing.assert_array_equal(array, ARRAY)
    array[0, 0, 0] = 9


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not an IDX file of bytes"),
        (b"<html>not found</html>", "not an IDX file of bytes: it starts with 3c68746d, not with 000008"),
        (b"\0\0\x0d\x03" + CONTENT[4:], "not an IDX file of bytes: it starts with 00000d03"),
        (CONTENT[:-1], r"holds 23 values, but its header says shape \(2, 3, 4\)"),
        (CONTENT + b"1", r"holds 25 values, but its header says shape \(2, 3, 4\)"),
        (CONTENT[:6], "not a whole IDX file: it ends within its header, after 6 bytes"),
        (bytes([0, 0, 8, 3]) + b"\xff" * 12, "holds 0 values, but its header says shape"),
    ],
)
def test_damaged_content(content, message):
    with pytest.raises(ValueError, match=message):
        parse_idx(content)
