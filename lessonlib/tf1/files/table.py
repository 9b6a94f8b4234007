"""Sorted string tables: LevelDB's file of keys and values, in which TensorFlow keeps the index of a checkpoint.

The file is a row of blocks, each followed by its kind of compression and its checksum, and a footer that says where the
index of the blocks is. In a block each key is stored as what differs from the one before it. Source: google/leveldb,
doc/table_format.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from lessonlib.tf1.files.crc32c import crc32c, masked
from lessonlib.tf1.files.snappy import decompressed
from lessonlib.tf1.files.varint import Damaged, varint

_FOOTER = 48
_MAGIC = 0xDB4775248B80FB57
_TRAILER = 5  # one byte for the compression, four for the checksum
_MOST = 64  # times the size of a block: all its keys, written out. At least each sixteenth stands there whole


def read_table(data: bytes) -> dict[bytes, bytes]:
    """All keys and values, in the order of the keys. Raises Damaged when the bytes are no whole table."""
    if len(data) < _FOOTER or int.from_bytes(data[-8:], "little") != _MAGIC:
        raise Damaged("it does not end as a sorted string table does")
    footer = data[-_FOOTER:]
    _, at = _handle(footer, 0)  # of the block of filters, which TensorFlow does not have
    index, _ = _handle(footer, at)
    found: dict[bytes, bytes] = {}
    last, end = None, 0
    for _, value in _entries(_block(data, *index)):
        (start, size), _ = _handle(value, 0)
        if start < end:  # each block once: a small file cannot unfold into a large table
            raise Damaged("its blocks are not in order")
        end = start + size
        for key, content in _entries(_block(data, start, size)):
            if last is not None and key <= last:
                raise Damaged("its keys are not in order")
            last, found[key] = key, content
    return found


def _handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    start, at = varint(data, at, 64)
    size, at = varint(data, at, 64)
    return (start, size), at


def _block(data: bytes, start: int, size: int) -> bytes:
    end = start + size
    if end + _TRAILER > len(data) - _FOOTER:
        raise Damaged(f"a block of {size} bytes at {start} reaches beyond its end")
    if masked(crc32c(data[start : end + 1])) != int.from_bytes(data[end + 1 : end + _TRAILER], "little"):
        raise Damaged(f"the checksum of the block at {start} is wrong")
    kind, content = data[end], data[start:end]
    if kind > 1:
        raise Damaged(f"the block at {start} has the unknown compression {kind}")
    return decompressed(content) if kind else content


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 * (restarts + 1)
    if end < 0:
        raise Damaged("a block is shorter than its list of restarts")
    content, at, key, total = block[:end], 0, b"", 0
    while at < end:
        shared, at = varint(content, at)
        added, at = varint(content, at)
        length, at = varint(content, at)
        if shared > len(key) or added + length > end - at:
            raise Damaged("an entry reaches beyond its block")
        key = key[:shared] + content[at : at + added]
        at += added + length
        total += len(key)
        if total > _MOST * len(block):
            raise Damaged("the keys of a block are far longer than the block")
        yield key, content[at - length : at]
