"""TFRecord files: rows of byte strings, each with its length and checksums. Source: TensorFlow's record_writer.h."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, cast

from lessonlib.graph.checkpoint import FilePath
from lessonlib.graph.errors import DataLossError, InvalidTypeError, InvalidValueError, NotFoundError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.tf1.files.crc32c import crc32c, masked

_PART = 1 << 20  # a length of a damaged file must not take more memory than the file has
_KINDS = ("", "ZLIB", "GZIP")


@tf_export("python_io.TFRecordCompressionType", "io.TFRecordCompressionType")
class TFRecordCompressionType:
    """The kinds of compression of a TFRecord file."""

    NONE, ZLIB, GZIP = 0, 1, 2


@tf_export("python_io.TFRecordOptions", "io.TFRecordOptions")
class TFRecordOptions:
    """How a TFRecord file is compressed: ``"GZIP"``, ``"ZLIB"`` or ``""``, or a number of `TFRecordCompressionType`.

    ``compression_level`` (0 to 9) is for writing. The sizes of buffers and ``compression_strategy`` change nothing that
    a reader sees; the other arguments cannot be given.
    """

    compression_type_map: ClassVar[dict[int, str]] = dict(enumerate(_KINDS))

    def __init__(
        self, compression_type: str | int | None = None, flush_mode: int | None = None,
        input_buffer_size: int | None = None, output_buffer_size: int | None = None, window_bits: int | None = None,
        compression_level: int | None = None, compression_method: int | None = None, mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:  # fmt: skip
        refuse("tf.io.TFRecordOptions", "leave it out.", flush_mode=flush_mode, window_bits=window_bits,
               compression_method=compression_method, mem_level=mem_level)  # fmt: skip
        self.compression_type = self.get_compression_type_string(compression_type)
        self.compression_level = -1 if compression_level is None else compression_level

    @classmethod
    def get_compression_type_string(cls, options: TFRecordOptions | str | int | None) -> str:
        """``""``, ``"ZLIB"`` or ``"GZIP"``. Raises ValueError for anything else."""
        if isinstance(options, TFRecordOptions):
            return options.compression_type
        kind = cls.compression_type_map.get(options) if isinstance(options, int) else options or ""
        if kind not in _KINDS:
            raise InvalidValueError(f"Not a valid compression_type: {options!r}; expected one of {_KINDS}.")
        return kind


@tf_export("python_io.TFRecordWriter", "io.TFRecordWriter")
class TFRecordWriter:
    """Writes byte strings, such as serialized examples, to a TFRecord file; use it in a ``with`` block, or close it.

    ``options`` are `TFRecordOptions` or a kind of compression. Raises NotFoundError when the folder is missing.
    """

    def __init__(self, path: FilePath, options: TFRecordOptions | str | int | None = None) -> None:
        kind = TFRecordOptions.get_compression_type_string(options)
        level = options.compression_level if isinstance(options, TFRecordOptions) else -1
        try:
            self._file: BinaryIO = Path(path).open("wb")  # noqa: SIM115  # until close()
        except OSError as error:
            raise NotFoundError(
                None, None, f"{os.fspath(path)} cannot be written: {error.strerror}."
            ) from error
        self._packer = None if not kind else zlib.compressobj(level, wbits=_bits(kind))

    def write(self, record: bytes | str) -> None:
        """Append one record; text as UTF-8."""
        record = record.encode() if isinstance(record, str) else record
        if not isinstance(record, bytes):
            raise InvalidTypeError(
                f"A record must be bytes, but is {type(record).__name__}.\n  Remedy: example.SerializeToString()."
            )
        length = len(record).to_bytes(8, "little")
        self._put(b"".join([length, _checksum(length), record, _checksum(record)]))

    def flush(self) -> None:
        """Bring what was written to the file."""
        if self._packer is not None:
            self._file.write(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self._file.flush()

    def close(self) -> None:
        """Finish the file."""
        if not self._file.closed:
            if self._packer is not None:
                self._file.write(self._packer.flush())
            self._file.close()

    def _put(self, data: bytes) -> None:
        self._file.write(data if self._packer is None else self._packer.compress(data))

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@tf_export("python_io.tf_record_iterator", "io.tf_record_iterator")
def tf_record_iterator(path: FilePath, options: TFRecordOptions | str | int | None = None) -> Iterator[bytes]:
    """The records of a TFRecord file.

    Raises NotFoundError when there is no file, DataLossError at a record that is cut off or has a wrong checksum.
    """
    file, kind = os.fspath(path), TFRecordOptions.get_compression_type_string(options)
    with opened(file, kind) as source:
        at = 0
        while header := read_part(source, 12, file):
            length = int.from_bytes(header[:8], "little")
            if len(header) < 12 or header[8:] != _checksum(header[:8]):
                raise _damaged(file, at, "its length is cut off or has a wrong checksum")
            body = read_part(source, length + 4, file)
            if len(body) < length + 4 or body[length:] != _checksum(body[:length]):
                raise _damaged(file, at, "it is cut off or has a wrong checksum")
            yield body[:length]
            at += length + 16


def opened(file: str, kind: str) -> BinaryIO:
    """A file for reading, with what ``kind`` of compression (``""``, ``"GZIP"``, ``"ZLIB"``) it has taken away.

    Raises NotFoundError when there is none.
    """
    if not Path(file).is_file():
        raise NotFoundError(None, None, f"{file}; No such file or directory")
    if kind == "GZIP":
        return cast(BinaryIO, gzip.open(file))
    raw = Path(file).open("rb")  # noqa: SIM115  # closed by whoever reads
    return cast(BinaryIO, io.BufferedReader(_Inflated(raw))) if kind == "ZLIB" else raw


def read_part(source: BinaryIO, size: int, file: str) -> bytes:
    """Up to ``size`` bytes, fewer at the end. Raises DataLossError when they cannot be decompressed."""
    parts = []
    try:
        while size > 0 and (part := source.read(min(size, _PART))):
            parts.append(part)
            size -= len(part)
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise DataLossError(None, None, f"{file} cannot be decompressed: {error}.") from error
    return b"".join(parts)


class _Inflated(io.RawIOBase):
    """The content of a file in zlib's format."""

    def __init__(self, file: Any) -> None:
        self._file, self._unpacker = file, zlib.decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = b""
        while not data and not self._unpacker.eof:
            waiting = self._unpacker.unconsumed_tail or self._file.read(1 << 16)
            if not waiting:
                raise EOFError("it ends too early")
            data = self._unpacker.decompress(waiting, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _bits(kind: str) -> int:
    return zlib.MAX_WBITS + (16 if kind == "GZIP" else 0)


def _checksum(data: bytes) -> bytes:
    return masked(crc32c(data)).to_bytes(4, "little")


def _damaged(file: str, at: int, why: str) -> DataLossError:
    return DataLossError(
        None,
        None,
        f"corrupted record at {at} in {file}: {why}.\n"
        "  Remedy: is it a TFRecord file, and compressed as options say? Then write or copy it anew.",
    )
