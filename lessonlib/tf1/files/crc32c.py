"""CRC-32C (Castagnoli), the checksum in TensorFlow's files, for megabytes of data in reasonable time.

A checksum is linear over the bits: that of ``a`` followed by ``b`` is that of ``a``, advanced by ``len(b)`` zero bytes,
xor that of ``b``. So NumPy computes many short pieces side by side and joins them in pairs. Source: RFC 3720,
appendix B.4 for the polynomial; Google's LevelDB for the mask.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

Table = np.ndarray[Any, np.dtype[np.uint32]]  # (4, 256): what each byte of a state becomes
Buffer = bytes | bytearray | memoryview

_POLYNOMIAL = 0x82F63B78
_ONES = 0xFFFFFFFF
_PIECE_BITS = 8  # pieces of 256 bytes ...
_BLOCK = 1 << 20  # ... of blocks of one MiB, whose pieces are done side by side
_SHORT = 8192  # up to here a loop over the bytes is faster


def crc32c(data: Buffer, before: int = 0) -> int:
    """The checksum of ``data``, an unsigned 32-bit number; ``before`` is that of what precedes it."""
    state = before ^ _ONES
    if len(data) <= _SHORT:
        step = _byte_steps()
        for byte in bytes(data):
            state = step[(state ^ byte) & 255] ^ (state >> 8)
        return state ^ _ONES
    array = np.frombuffer(data, np.uint8)
    for start in range(0, len(array), _BLOCK):
        block = array[start : start + _BLOCK]
        state = _advanced(state, len(block)) ^ _linear(block)
    return state ^ _ONES


def masked(checksum: int) -> int:
    """A checksum as files store it: rotated and shifted, so that checksums of checksums do not cancel out."""
    return (((checksum >> 15) | (checksum << 17)) + 0xA282EAD8) & _ONES


def _linear(block: np.ndarray[Any, np.dtype[np.uint8]]) -> int:
    """The state that ``block`` leaves when it starts from zero; then zero bytes in front change nothing."""
    width = 1 << _PIECE_BITS
    count = 1 << max(-(-len(block) // width) - 1, 0).bit_length()
    pieces = np.zeros((count, width), np.uint8)
    pieces.reshape(-1)[count * width - len(block) :] = block
    step, states = _advance(0)[0], np.zeros(count, np.uint32)
    for column in np.ascontiguousarray(pieces.T):
        states = step[(states ^ column) & 255] ^ (states >> 8)
    bits = _PIECE_BITS
    while len(states) > 1:
        states = _applied(_advance(bits), states[::2]) ^ states[1::2]
        bits += 1
    return int(states[0])


def _advanced(state: int, length: int) -> int:
    """``state`` after ``length`` zero bytes."""
    states = np.array([state], np.uint32)
    for bit in range(length.bit_length()):
        if length >> bit & 1:
            states = _applied(_advance(bit), states)
    return int(states[0])


def _applied(table: Table, states: Table) -> Table:
    result: Table = table[0][states & 255]
    for byte in range(1, 4):
        result = result ^ table[byte][(states >> (8 * byte)) & 255]
    return result


@cache
def _advance(bits: int) -> Table:
    """The table that advances a state by ``2 ** bits`` zero bytes."""
    if bits:
        half = _advance(bits - 1)
        return _applied(half, half)
    step: Any = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        step = (step >> 1) ^ np.where(step & 1, np.uint32(_POLYNOMIAL), np.uint32(0))
    higher = [np.arange(256, dtype=np.uint32) << np.uint32(8 * (byte - 1)) for byte in range(1, 4)]
    return np.stack([step, *higher])


@cache
def _byte_steps() -> list[int]:
    steps: list[int] = _advance(0)[0].tolist()
    return steps
