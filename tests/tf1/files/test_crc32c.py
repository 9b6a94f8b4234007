import numpy as np
import pytest

from lessonlib.tf1.files.crc32c import crc32c, masked


@pytest.mark.parametrize(
    ("data", "checksum"),
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),  # the vectors of RFC 3720, B.4
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
    ],
)
def test_known_checksums(data, checksum):
    assert crc32c(data) == checksum


def bit_by_bit(data):
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


@pytest.mark.parametrize("size", [1, 255, 8192, 8193, 20_001])
def test_short_and_long_data(size):
    data = np.random.default_rng(size).bytes(size)
    assert crc32c(data) == bit_by_bit(data)


def test_a_checksum_goes_on():
    data = np.random.default_rng(0).bytes((1 << 20) + 9000)
    assert crc32c(data[5000:], crc32c(data[:5000])) == crc32c(data)


def test_the_mask():
    assert masked(0) == 0xA282EAD8
