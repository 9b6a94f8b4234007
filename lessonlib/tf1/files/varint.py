"""Numbers of variable length in files: seven bits a byte, the lowest first, as protocol buffers write them."""

from __future__ import annotations


class Damaged(Exception):
    """Bytes are not what they should be; the reader of a file makes a DataLossError of it that names the file."""


def varint(data: bytes, at: int, bits: int = 32) -> tuple[int, int]:
    """The number at a place, and the place behind it. Raises Damaged when it does not end, or has too many bits."""
    value = 0
    for index in range(-(-bits // 7)):
        if at + index >= len(data):
            raise Damaged("it ends within a number")
        byte = data[at + index]
        value |= (byte & 127) << (7 * index)
        if byte < 128:
            if value >> bits:
                break
            return value, at + index + 1
    raise Damaged(f"a number has more than {bits} bits")


def varint_bytes(value: int) -> bytes:
    """A number that is not negative, as `varint` reads it."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)
