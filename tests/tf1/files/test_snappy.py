import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonlib.tf1.files.snappy import decompressed
from lessonlib.tf1.files.varint import Damaged


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"\0", b""),
        (b"\3\x08abc", b"abc"),
        (b"\x0a\x04ab\x1e\x02\0", b"ab" * 5),  # a copy of 8 from 2 back, which it writes itself
        (b"\x06\x08abc\x09\x03"[:5] + b"\x0a\x03\0", b"abcabc"),
        (b"\x07\x08abc\x01\x03", b"abcabca"),  # an offset of one byte, a length of 4
        (b"\x05\x00a\x0f\x01\0\0\0", b"a" * 5),  # an offset of four bytes
        (b"\x3d\xf0\x3c" + bytes(61), bytes(61)),  # a literal whose length takes a byte
    ],
)
def test_literals_and_copies(data, content):
    assert decompressed(data) == content


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "ends within a number"),
        (b"\xff\xff\xff\x7f\0", "claims to hold"),
        (b"\x03\x08ab", "ends within a literal"),
        (b"\x04\x00a\x02", "ends within a copy"),
        (b"\x04\x00a\x0a\2\0", "reaches 2 bytes back, where 1 are"),
        (b"\x04\x00a\x0a\0\0", "reaches 0 bytes back"),
        (b"\x01\x04ab", "should hold 1 bytes, but holds 2"),
    ],
)
def test_damage(data, message):
    with pytest.raises(Damaged, match=message):
        decompressed(data)


@given(st.binary(max_size=60))
def test_any_bytes_are_content_or_damage(data):
    with contextlib.suppress(Damaged):
        assert len(decompressed(data)) <= 22 * len(data)
