"""The checkpoints of TensorFlow: a table of the tensors (``.index``) and files of bytes (``.data-0000?-of-0000?``).

``read_bundle("model.ckpt-7")`` gives a `Bundle`, which reads tensors when it is asked for them. A variable that was
saved in slices, such as one with a partitioner, is read as a whole. Source: tensor_bundle.proto and
tensor_slice_util.h of TensorFlow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from google.protobuf.message import DecodeError

from lessonlib.graph.checkpoint import INDEX
from lessonlib.graph.dtypes import (
    DType,
    bool_,
    complex64,
    complex128,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
)
from lessonlib.graph.errors import DataLossError, NotFoundError, UnsupportedError
from lessonlib.tf1.files.crc32c import crc32c, masked
from lessonlib.tf1.files.messages import BundleEntry, BundleHeader
from lessonlib.tf1.files.table import read_table
from lessonlib.tf1.files.varint import Damaged, varint

DTYPES: dict[int, DType] = {  # types.proto
    1: float32, 2: float64, 3: int32, 4: uint8, 5: int16, 6: int8, 7: string, 8: complex64, 9: int64, 10: bool_,
    18: complex128, 19: float16,
}  # fmt: skip
Array = np.ndarray[Any, Any]
T = TypeVar("T")


class Bundle:
    """A checkpoint of TensorFlow that is open for reading. `read_bundle` makes one.

    Args:
        path: without ``.index``.
        header: how many data files there are.
        entries: what the index says of each tensor, and of each slice by its own key.
    """

    def __init__(self, path: str, header: Any, entries: dict[bytes, Any]) -> None:
        self.path, self._shards, self._all = path, header.num_shards, entries
        self.entries = {key.decode(): entry for key, entry in entries.items() if not key.startswith(b"\0")}

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor. Raises NotFoundError when the checkpoint has none of this name."""
        return self._guarded(lambda: _shape(self.entry(name)))

    def dtype(self, name: str) -> DType:
        """The dtype of a tensor. Raises NotFoundError, and NotImplementedError for one that lessonlib does not have."""
        number = self.entry(name).dtype
        if number not in DTYPES:
            raise UnsupportedError(
                f"'{name}' in checkpoint {self.path} has TensorFlow's dtype number {number}, which lessonlib does not "
                f"have; it has {', '.join(dtype.name for dtype in DTYPES.values())}."
            )
        return DTYPES[number]

    def entry(self, name: str) -> Any:
        """What the index says of a tensor. Raises NotFoundError."""
        if name not in self.entries:
            raise NotFoundError(
                None,
                None,
                f"Key {name} not found in checkpoint {self.path}, which has: {', '.join(self.entries)}.",
            )
        return self.entries[name]

    def tensor(self, name: str) -> Array:
        """The value of a tensor; strings as an array of bytes. Raises NotFoundError, DataLossError."""
        entry, dtype = self.entry(name), self.dtype(name)
        if entry.slices:
            return self._guarded(lambda: self._joined(name, entry, dtype))
        return self._guarded(lambda: self._whole(entry, dtype))

    def _whole(self, entry: Any, dtype: DType) -> Array:
        shape = _shape(entry)
        count = math.prod(shape)
        width = 1 if dtype is string else np.dtype(dtype.numpy).itemsize
        if entry.size < count * width or (dtype is not string and entry.size != count * width):
            raise Damaged(f"a tensor of shape {shape} and {dtype.name} cannot have {entry.size} bytes")
        data = self._bytes(entry)
        if dtype is string:
            return _strings(data, count, entry.crc32c).reshape(shape)
        if masked(crc32c(data)) != entry.crc32c:
            raise Damaged("the checksum of a tensor is wrong")
        little = np.dtype(dtype.numpy).newbyteorder("<")
        return np.frombuffer(data, little).reshape(shape).astype(dtype.numpy)

    def _bytes(self, entry: Any) -> bytes:
        if not 0 <= entry.shard_id < self._shards:
            raise Damaged(f"a tensor is in file {entry.shard_id} of {self._shards}")
        file = Path(f"{self.path}.data-{entry.shard_id:05d}-of-{self._shards:05d}")
        if not file.is_file():
            raise NotFoundError(
                None, None, f"Checkpoint {self.path} is not whole: its file {file} is missing."
            )
        if entry.offset < 0 or entry.size < 0 or entry.offset + entry.size > file.stat().st_size:
            raise Damaged(f"a tensor reaches beyond the end of {file.name}")
        with file.open("rb") as opened:
            opened.seek(entry.offset)
            return opened.read(entry.size)

    def _joined(self, name: str, entry: Any, dtype: DType) -> Array:
        """The slices of a variable, put together; they must cover it exactly once."""
        shape = _shape(entry)
        found = []
        for one in entry.slices:
            place = _place(one, shape)
            part = self._all.get(slice_key(name, [(extent.start, _length(extent)) for extent in one.extent]))
            if part is None or part.slices or part.dtype != entry.dtype:
                raise Damaged(f"a slice of '{name}' is missing in the index")
            found.append((place, self._whole(part, dtype)))
        if sum(part.size for _, part in found) != math.prod(shape):
            raise Damaged(f"the slices of '{name}' do not fill its shape {shape}")
        whole, filled = np.empty(shape, dtype.numpy), np.zeros(shape, bool)
        for place, part in found:
            if whole[place].shape != part.shape or filled[place].any():
                raise Damaged(f"the slices of '{name}' do not fit together")
            whole[place], filled[place] = part, True
        return whole

    def _guarded(self, read: Callable[[], T]) -> T:
        return _guarded(self.path, read)


def read_bundle(path: str) -> Bundle:
    """The checkpoint ``path``, without ``.index``. Raises NotFoundError, or DataLossError when it is damaged."""
    file = Path(path + INDEX)
    if not file.is_file():
        raise NotFoundError(None, None, f"There is no checkpoint {path} (no file {file}).")
    return _guarded(path, lambda: _opened(path, file.read_bytes()))


def _opened(path: str, index: bytes) -> Bundle:
    table = read_table(index)
    header = BundleHeader.FromString(table.pop(b"", b""))
    if header.num_shards < 1 or header.endianness != 0:
        raise Damaged("its header is missing, or it was written on a big-endian machine")
    entries = {key: BundleEntry.FromString(value) for key, value in table.items()}
    return Bundle(path, header, entries)


def _guarded(path: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (Damaged, DecodeError, ValueError) as error:  # ValueError: text or shapes that cannot be
        raise DataLossError(
            None,
            None,
            f"The checkpoint {path} cannot be read: it is damaged or is no checkpoint ({error}).\n"
            "  Remedy: copy its files anew, or restore an older one.",
        ) from error


def _shape(entry: Any) -> tuple[int, ...]:
    sizes = tuple(dim.size for dim in entry.shape.dim)
    if entry.shape.unknown_rank or len(sizes) > 32 or any(size < 0 for size in sizes):
        raise Damaged(f"a tensor has the shape {sizes[:32]}")
    return sizes


def _strings(data: bytes, count: int, checksum: int) -> Array:
    """Strings as a bundle has them: all lengths, a checksum of these, and all bytes.

    Checksums are over the lengths as numbers of four bytes, or of eight for a string of 4 GiB and more.
    """
    lengths, at = [], 0
    for _ in range(count):
        length, at = varint(data, at, 64)
        lengths.append(length)
    sizes = b"".join(length.to_bytes(8 if length >> 32 else 4, "little") for length in lengths)
    stored, body = data[at : at + 4], data[at + 4 :]
    of_lengths = crc32c(sizes)
    if masked(of_lengths) != int.from_bytes(stored, "little") or sum(lengths) != len(body):
        raise Damaged("the lengths of strings are wrong")
    if masked(crc32c(body, crc32c(stored, of_lengths))) != checksum:
        raise Damaged("the checksum of strings is wrong")
    result, start = np.empty(count, object), 0
    for index, length in enumerate(lengths):
        result[index] = body[start : start + length]
        start += length
    return result


def _length(extent: Any) -> int:
    """The length of a slice along an axis; -1 stands for all of it. No slice is empty."""
    return extent.length or -1


def _place(one: Any, shape: tuple[int, ...]) -> tuple[slice, ...]:
    if len(one.extent) != len(shape):
        raise Damaged("a slice has another rank than its variable")
    place = []
    for extent, size in zip(one.extent, shape, strict=True):
        length = size if _length(extent) == -1 else extent.length
        if extent.start < 0 or length < 0 or extent.start + length > size:
            raise Damaged("a slice reaches beyond its variable")
        place.append(slice(extent.start, extent.start + length))
    return tuple(place)


def slice_key(name: str, extents: list[tuple[int, int]]) -> bytes:
    """The key of a slice: 0, the name, and the (start, length) of each axis, so written that keys sort as slices."""
    escaped = name.encode().replace(b"\0", b"\0\xff")
    parts = [b"\0", escaped, b"\0\1", _ordered(len(extents))]
    return b"".join([*parts, *(_signed(number) for extent in extents for number in extent)])


def _ordered(number: int) -> bytes:
    size = (number.bit_length() + 7) // 8
    return bytes([size]) + number.to_bytes(size, "big")


def _signed(number: int) -> bytes:
    """A number from -1 on: its size as leading ones, then the number, seven bits a byte less one for the sign."""
    size = number.bit_length() // 7 + 1
    if number < 0:
        return b"\x7f"
    if size > 8:
        raise Damaged("a slice starts too far out")
    header = (0xFF << (8 - size)) & 0xFF
    return (number | header << (8 * (size - 1))).to_bytes(size, "big")
