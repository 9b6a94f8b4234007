"""Data sets of what is in files: records, lines, parts of a fixed length, and the names of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np

from lessonlib.graph.create import as_tensor, constant_value, convert_to_tensor
from lessonlib.graph.dtypes import string
from lessonlib.graph.errors import DataLossError, InvalidArgumentError, InvalidTypeError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.tf1.data.dataset import Dataset
from lessonlib.tf1.data.elements import Component, Count
from lessonlib.tf1.data.iterator import Element, Pass
from lessonlib.tf1.files.records import TFRecordOptions, opened, read_part, tf_record_iterator

Reader = Callable[[str], Iterator[bytes]]  # the strings of one file


class _FileDataset(Dataset):
    """The strings that ``read`` finds in files, one file after the other.

    ``filenames`` is a string, a list or tensor of strings, or a data set of scalar strings.
    """

    def __init__(self, filenames: Any, read: Callable[[Pass], Reader], more: Any = ()) -> None:
        names, sources = names_of(filenames)

        def elements(p: Pass) -> Iterator[Element]:
            one = read(p)
            for name in names(p):
                for record in one(name):
                    yield (record,)

        super().__init__(0, [(string, ())], [*sources, *more], elements)


def names_of(filenames: Any) -> tuple[Callable[[Pass], Iterator[str]], list[Any]]:
    if isinstance(filenames, Dataset):
        if [dtype for dtype, _ in filenames.specs] != [string]:
            raise InvalidTypeError(
                f"filenames must be a data set of strings, but has {filenames.output_types}."
            )
        begin = filenames.pipeline.elements
        return (lambda p: (name.decode() for (name,) in begin(p))), list(filenames.pipeline.sources)
    tensor = convert_to_tensor(filenames) if as_tensor(filenames) is None else as_tensor(filenames)
    if tensor is None or tensor.dtype is not string:
        raise InvalidTypeError(f"filenames must be strings, but are {filenames!r}.")
    part = Component(tensor)
    return (lambda p: (name.decode() for name in np.ravel(np.asarray(part.value(p), object)))), part.sources


def compression(given: Any) -> str:
    value = constant_value(given) if given is not None else None
    text = "" if value is None else value.item()
    return TFRecordOptions.get_compression_type_string(text.decode() if isinstance(text, bytes) else text)


@tf_export("data.TFRecordDataset")
class TFRecordDataset(_FileDataset):
    """The records of TFRecord files, as scalar strings.

    Args:
        filenames: a string, a list or tensor of strings, or a data set of them.
        compression_type: ``""``, ``"GZIP"`` or ``"ZLIB"``.
        buffer_size, num_parallel_reads: change nothing: files are read one after the other.

    A run raises NotFoundError when a file is missing, DataLossError when it is damaged.
    """

    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None, num_parallel_reads: Any = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        kind = compression(compression_type)
        super().__init__(filenames, lambda p: lambda file: tf_record_iterator(file, kind))


@tf_export("data.TextLineDataset")
class TextLineDataset(_FileDataset):
    """The lines of text files, as scalar strings without the ends of lines (``\\n`` or ``\\r\\n``).

    The arguments are those of `TFRecordDataset`. A run raises NotFoundError when a file is missing.
    """

    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None, num_parallel_reads: Any = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        kind = compression(compression_type)
        super().__init__(filenames, lambda p: lambda file: _lines(file, kind))


@tf_export("data.FixedLengthRecordDataset")
class FixedLengthRecordDataset(_FileDataset):
    """Parts of ``record_bytes`` bytes of files, as scalar strings.

    Args:
        filenames: a string, a list or tensor of strings, or a data set of them.
        record_bytes: the length of a part.
        header_bytes, footer_bytes: what to leave out at the begin and at the end of each file.
        buffer_size, num_parallel_reads: change nothing.
        compression_type: ``""``, ``"GZIP"`` or ``"ZLIB"``.

    A run raises InvalidArgumentError when a file does not hold whole parts.
    """

    def __init__(
        self, filenames: Any, record_bytes: Any, header_bytes: Any = None, footer_bytes: Any = None,
        buffer_size: Any = None, compression_type: Any = None, num_parallel_reads: Any = None, name: str | None = None,
    ) -> None:  # fmt: skip
        kind = compression(compression_type)
        counts = [Count(record_bytes), Count(header_bytes or 0), Count(footer_bytes or 0)]
        sources = [source for count in counts for source in count.sources]
        super().__init__(
            filenames,
            lambda p: lambda file: _parts(file, kind, *[count.value(p) for count in counts]),
            sources,
        )


def _lines(file: str, kind: str) -> Iterator[bytes]:
    with opened(file, kind) as source:
        try:
            for line in source:
                yield line.removesuffix(b"\n").removesuffix(b"\r")
        except (EOFError, OSError) as error:
            raise DataLossError(None, None, f"{file} cannot be decompressed: {error}.") from error


def _parts(file: str, kind: str, size: int, header: int, footer: int) -> Iterator[bytes]:
    if size < 1 or header < 0 or footer < 0:
        raise InvalidValueError(
            f"record_bytes must be 1 or more, and header and footer 0 or more: {size}, {header}, {footer}."
        )
    with opened(file, kind) as source:
        content = _whole(source, file)
    body = content[header : len(content) - footer]
    if len(content) < header + footer or len(body) % size:
        raise InvalidArgumentError(
            None,
            None,
            f"Expected whole records of {size} bytes between a header of {header} and a footer of {footer}, but {file} "
            f"has {len(content)} bytes.",
        )
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _whole(source: BinaryIO, file: str) -> bytes:
    parts = []
    while part := read_part(source, 1 << 20, file):
        parts.append(part)
    return b"".join(parts)
