"""Readers: operations that give the records of files, whose names come from a queue."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from lessonlib.graph.context import KernelState
from lessonlib.graph.create import create, create_operation, create_several
from lessonlib.graph.dtypes import int64, string
from lessonlib.graph.errors import InvalidValueError, NotFoundError, UnsupportedError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import get_default_graph
from lessonlib.graph.literal import as_array
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.data.iterator import RESOURCE
from lessonlib.tf1.files.records import tf_record_iterator
from lessonlib.tf1.train.buffer import Buffer
from lessonlib.tf1.train.queue import QueueBase

Record = tuple[bytes, bytes]


class Reading:
    """How far one session has come with one reader."""

    def __init__(self, kind: str, how: dict[str, Any]) -> None:
        self._kind, self._how = kind, how
        self._turn = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget the file that is open, and the counts."""
        self._records: Iterator[Record] | None = None
        self.produced = self.completed = 0

    def read(self, names: Buffer, count: int) -> list[Record]:
        """The next record, or up to ``count`` of them from one file. Waits for a file's name when it needs one."""
        with self._turn:
            found: list[Record] = []
            while not found:
                if self._records is None:
                    ((name,),) = names.take(1)
                    self._records = _KINDS[self._kind](name, **self._how)
                found = [record for _, record in zip(range(count), self._records, strict=False)]
                if len(found) < count:
                    self._records, self.completed = None, self.completed + 1
            self.produced += len(found)
            return found


def _content(name: bytes) -> bytes:
    try:
        return Path(name.decode()).read_bytes()
    except OSError as error:
        raise NotFoundError(None, None, f"{name.decode()}; {error.strerror}") from error


def whole_files(name: bytes) -> Iterator[Record]:
    yield name, _content(name)


def lines(name: bytes, skip: int) -> Iterator[Record]:
    rows = _content(name).split(b"\n")
    if not rows[-1]:
        del rows[-1]
    for number, row in enumerate(rows[skip:], skip + 1):
        yield b"%s:%d" % (name, number), row.removesuffix(b"\r")


def fixed_lengths(name: bytes, record: int, header: int, footer: int, hop: int) -> Iterator[Record]:
    content = _content(name)
    starts = range(header, len(content) - footer - record + 1, hop or record)
    for number, start in enumerate(starts):
        yield b"%s:%d" % (name, number), content[start : start + record]


def names_themselves(name: bytes) -> Iterator[Record]:
    yield name, name


def tf_records(name: bytes, options: Any) -> Iterator[Record]:
    at = 0
    for record in tf_record_iterator(name.decode(), options):
        yield b"%s:%d" % (name, at), record
        at += len(record) + 16  # its length, and two checksums


_KINDS: dict[str, Any] = {
    "WholeFile": whole_files,
    "TextLine": lines,
    "FixedLengthRecord": fixed_lengths,
    "Identity": names_themselves,
    "TFRecord": tf_records,
}


def reading_of(state: KernelState, kind: str, how: tuple[tuple[str, Any], ...]) -> Reading:
    return state.once(lambda: Reading(kind, dict(how)))


def read_one(reader: Reading, queue: Buffer) -> Record:
    return reader.read(queue, 1)[0]


def read_several(reader: Reading, queue: Buffer, n: torch.Tensor) -> tuple[Any, Any]:
    keys, values = zip(*reader.read(queue, int(n)), strict=True)
    return as_array(list(keys), string)[0], as_array(list(values), string)[0]


def count_of(reader: Reading, which: str) -> torch.Tensor:
    return torch.tensor(getattr(reader, which), dtype=torch.int64)


def begin_again(reader: Reading) -> None:
    reader.reset()


register(
    "Reader", "", reading_of, NOT_DIFFERENTIABLE, needs="state", shape=lambda **_: [(RESOURCE, ())]
)  # fmt: skip
register(
    "ReaderRead", "reader queue", read_one, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda reader, queue: [(string, ()), (string, ())],
)  # fmt: skip
register(
    "ReaderReadUpTo", "reader queue n", read_several, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda reader, queue, n: [(string, (None,)), (string, (None,))],
)  # fmt: skip
register(
    "ReaderCount", "reader", count_of, NOT_DIFFERENTIABLE, same="", stateful=True,
    shape=lambda reader, which: [(int64, ())],
)  # fmt: skip
register(
    "ReaderReset", "reader", begin_again, NOT_DIFFERENTIABLE, same="", stateful=True, shape=lambda reader: []
)  # fmt: skip


@tf_export("ReaderBase")
class ReaderBase:
    """What all readers do; in each session a reader has a place of its own.

    Args:
        reader_ref: the node that holds the place.
        supports_serialize: whether the place can be saved: never, here.
    """

    def __init__(self, reader_ref: Tensor, supports_serialize: bool = False) -> None:
        self.reader_ref, self.supports_serialize = reader_ref, supports_serialize

    def read(self, queue: QueueBase | Tensor, name: str | None = None) -> tuple[Tensor, Tensor]:
        """Key and value, both strings of shape (), of the next record of the files that ``queue`` names.

        A run waits for a name when a file is at its end; it raises OutOfRangeError when the queue is closed and empty,
        and NotFoundError when there is no such file.
        """
        key, value = create_several("ReaderRead", self.reader_ref, _ref(queue), name=name or "ReaderRead")
        return key, value

    def read_up_to(
        self, queue: QueueBase | Tensor, num_records: TensorLike, name: str | None = None
    ) -> tuple[Tensor, Tensor]:
        """Keys and values of up to ``num_records`` records of one file, strings of shape (?)."""
        args = (self.reader_ref, _ref(queue), num_records)
        keys, values = create_several("ReaderReadUpTo", *args, name=name or "ReaderReadUpTo")
        return keys, values

    def num_records_produced(self, name: str | None = None) -> Tensor:
        """How many records were read, int64."""
        return create(
            "ReaderCount", self.reader_ref, which="produced", name=name or "ReaderNumRecordsProduced"
        )

    def num_work_units_completed(self, name: str | None = None) -> Tensor:
        """How many files were read to their end, int64."""
        label = name or "ReaderNumWorkUnitsCompleted"
        return create("ReaderCount", self.reader_ref, which="completed", name=label)

    def reset(self, name: str | None = None) -> Operation:
        """An operation that forgets the open file and the counts."""
        return create_operation("ReaderReset", self.reader_ref, name=name or "ReaderReset")

    def serialize_state(self, name: str | None = None) -> Tensor:
        """Refused: the place in a file is not saved."""
        raise UnsupportedError(_NO_STATE)

    def restore_state(self, state: TensorLike, name: str | None = None) -> Operation:
        """Refused: the place in a file is not saved."""
        raise UnsupportedError(_NO_STATE)


_NO_STATE = "A reader's place cannot be saved.\n  Remedy: count the records, and skip as many."


def _ref(queue: QueueBase | Tensor) -> Tensor:
    return queue if isinstance(queue, Tensor) else queue.queue_ref


def _node(kind: str, name: str | None, **how: Any) -> Tensor:
    with get_default_graph().control_dependencies(None):
        return create("Reader", kind=kind, how=tuple(how.items()), name=name or f"{kind}Reader")


@tf_export("WholeFileReader")
class WholeFileReader(ReaderBase):
    """Gives whole files: the key is the name, the value the content."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(_node("WholeFile", name))


@tf_export("TextLineReader")
class TextLineReader(ReaderBase):
    """Gives lines, without their ends; the key is ``name:number``. It skips the first lines of each file."""

    def __init__(self, skip_header_lines: int | None = None, name: str | None = None) -> None:
        super().__init__(_node("TextLine", name, skip=int(skip_header_lines or 0)))


@tf_export("FixedLengthRecordReader")
class FixedLengthRecordReader(ReaderBase):
    """Gives records of ``record_bytes`` bytes; the key is ``name:number``.

    Args:
        header_bytes, footer_bytes: what is left out at the begin and the end of each file.
        hop_bytes: from one record's begin to the next one's; ``record_bytes`` when not said.
        encoding: must be None or empty.

    Raises ValueError for a length that is not positive.
    """

    def __init__(
        self, record_bytes: int, header_bytes: int | None = None, footer_bytes: int | None = None,
        hop_bytes: int | None = None, name: str | None = None, encoding: str | None = None,
    ) -> None:  # fmt: skip
        refuse("tf.FixedLengthRecordReader", "unpack the files first.", encoding=encoding or None)
        lengths = [record_bytes - 1, header_bytes or 0, footer_bytes or 0, hop_bytes or 0]
        if any(length < 0 for length in lengths):
            raise InvalidValueError(
                f"FixedLengthRecordReader needs record_bytes > 0 and no negative length, but got {record_bytes}, "
                f"header {header_bytes}, footer {footer_bytes}, hop {hop_bytes}."
            )
        record, header, footer, hop = record_bytes, header_bytes or 0, footer_bytes or 0, hop_bytes or 0
        super().__init__(
            _node("FixedLengthRecord", name, record=record, header=header, footer=footer, hop=hop)
        )


@tf_export("IdentityReader")
class IdentityReader(ReaderBase):
    """Gives the names themselves, as key and as value."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(_node("Identity", name))


@tf_export("TFRecordReader")
class TFRecordReader(ReaderBase):
    """Gives the records of TFRecord files; the key is ``name:offset``. ``options`` say how they are compressed."""

    def __init__(self, name: str | None = None, options: Any = None) -> None:
        kind = getattr(options, "compression_type", options)
        super().__init__(_node("TFRecord", name, options=kind))
