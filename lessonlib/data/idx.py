"""The IDX format of MNIST: a few big-endian numbers, then bytes. (LeCun et al., http://yann.lecun.com/exdb/mnist)"""

from __future__ import annotations

import math

import numpy as np

_UNSIGNED_BYTE = 8


def parse_idx(content: bytes) -> np.ndarray:
    """The array in the content of an IDX file: uint8, of the shape that its header states.

    Raises ValueError when it is not IDX, or holds more or less than its header says.
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != _UNSIGNED_BYTE:
        raise ValueError(f"not an IDX file of bytes: it starts with {content[:4].hex()}, not with 000008")
    body = 4 + 4 * content[3]
    if len(content) < body:
        raise ValueError(f"not a whole IDX file: it ends within its header, after {len(content)} bytes")
    shape = tuple(np.frombuffer(content[4:body], ">u4").tolist())
    if len(content) - body != math.prod(shape):
        raise ValueError(f"it holds {len(content) - body} values, but its header says shape {shape}")
    return np.frombuffer(content, np.uint8, offset=body).reshape(shape).copy()
