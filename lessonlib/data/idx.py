"""The IDX format of MNIST: a few big-endian numbers, then bytes. (LeCun et al., http://yann.lecun.com/exdb/mnist)"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import numpy as np

from lessonlib import LessonlibError

_UNSIGNED_BYTE = 8


class IdxError(LessonlibError):
    """A file is not the IDX file that it should be."""


def read_idx(file: Path, sha256: str | None = None) -> np.ndarray:
    """The array in an IDX file, gzipped or not: uint8, of the shape that its header states.

    Raises IdxError when the file is truncated, is not IDX, or its decompressed content has another SHA-256.
    """
    content = _content(file)
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise IdxError(
            f"{file} is not the published file: its content has another SHA-256. Delete it and fetch it again."
        )
    return _array(content, file)


def _content(file: Path) -> bytes:
    raw = file.read_bytes()
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, OSError, zlib.error) as error:
        raise IdxError(
            f"{file} is a truncated or broken gzip file ({error}). Delete it and fetch it again."
        ) from error


def _array(content: bytes, file: Path) -> np.ndarray:
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != _UNSIGNED_BYTE:
        raise IdxError(
            f"{file} is not an IDX file of bytes: it starts with {content[:4].hex()}, not with 000008."
        )
    rank = content[3]
    shape = (
        tuple(np.frombuffer(content, ">u4", count=rank, offset=4).tolist())
        if len(content) >= 4 + 4 * rank
        else ()
    )
    data = np.frombuffer(content, np.uint8, offset=min(4 + 4 * rank, len(content)))
    if len(shape) != rank or data.size != int(np.prod(shape)):
        raise IdxError(
            f"{file} holds {data.size} values, but its header says shape {shape}. Delete it and fetch it again."
        )
    return data.reshape(shape)
