"""Snappy, the compression of blocks in TensorFlow's checkpoint index. Source: google/snappy, format_description.txt."""

from __future__ import annotations

from lessonlib.tf1.files.varint import Damaged, varint

_MOST = 22  # times the compressed length: a copy takes three bytes and gives up to 64


def decompressed(data: bytes) -> bytes:
    """The content of a compressed block. Raises Damaged when it is no such block."""
    wanted, at = varint(data, 0)
    if wanted > _MOST * len(data):
        raise Damaged(f"a block of {len(data)} bytes claims to hold {wanted}")
    result = bytearray()
    while at < len(data):
        tag, at = data[at], at + 1
        at = _literal(data, at, tag >> 2, result) if tag & 3 == 0 else _copy(data, at, tag, result)
        if len(result) > wanted:
            break
    if len(result) != wanted:
        raise Damaged(f"a block should hold {wanted} bytes, but holds {len(result)}")
    return bytes(result)


def _literal(data: bytes, at: int, code: int, result: bytearray) -> int:
    extra = max(code - 59, 0)  # how many bytes the length itself takes
    length = (int.from_bytes(data[at : at + extra], "little") if extra else code) + 1
    at += extra
    if length > len(data) - at:
        raise Damaged("a block ends within a literal")
    result += data[at : at + length]
    return at + length


def _copy(data: bytes, at: int, tag: int, result: bytearray) -> int:
    kind = tag & 3
    size = (1, 2, 4)[kind - 1]  # bytes of the offset
    if at + size > len(data):
        raise Damaged("a block ends within a copy")
    offset = int.from_bytes(data[at : at + size], "little")
    length = (tag >> 2) + 1
    if kind == 1:
        offset, length = offset | (tag >> 5) << 8, (tag >> 2 & 7) + 4
    if not 0 < offset <= len(result):
        raise Damaged(f"a copy reaches {offset} bytes back, where {len(result)} are")
    source = bytes(result[-offset:][:length])
    result += (source * (-(-length // len(source))))[:length]  # a copy may reach into what it writes
    return at + size
