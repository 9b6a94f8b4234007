"""Data sets of the rows of CSV files."""

from __future__ import annotations

import csv
import io
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import constant_value
from lessonlib.graph.dtypes import DType, as_dtype, float32, float64, int32, int64, string
from lessonlib.graph.errors import (
    InvalidArgumentError,
    InvalidTypeError,
    InvalidValueError,
    refuse,
)
from lessonlib.graph.export import tf_export
from lessonlib.graph.literal import as_array
from lessonlib.tf1.data.dataset import Dataset
from lessonlib.tf1.data.files import compression, names_of
from lessonlib.tf1.data.iterator import Element, Pass, Spec
from lessonlib.tf1.files.patterns import names_that_fit
from lessonlib.tf1.files.records import opened

_KINDS = (float32, float64, int32, int64, string)


class Column:
    """One column: its place in a row, its dtype, and what an empty field stands for (None: it must not be empty)."""

    def __init__(self, place: int, given: Any) -> None:
        self.place = place
        if isinstance(given, DType | type) or given in _KINDS:
            self.dtype, self.default = as_dtype(given), None
        else:
            value = constant_value(given)
            if value is None:
                raise InvalidValueError(
                    "The record_defaults of CSV files must be known while the graph is built."
                )
            array, self.dtype = as_array(given if not hasattr(given, "op") else value, None)
            self.default = array.ravel()[0] if array.size else None
        if self.dtype not in _KINDS:
            raise InvalidTypeError(
                f"A column of a CSV file cannot be {self.dtype.name}; it is one of {', '.join(d.name for d in _KINDS)}."
            )

    def value(self, row: Sequence[str], na_value: str) -> Any:
        """The field of a row, as a session has it. Raises InvalidArgumentError when it is no such number."""
        text = row[self.place]
        if text == na_value or text == "":
            if self.default is None:
                raise _failed(f"Field {self.place} is required but missing in record!")
            return (
                self.default if self.dtype is string else torch.tensor(self.default, dtype=self.dtype.torch)
            )
        if self.dtype is string:
            return text.encode("latin-1")
        try:
            number = float(text) if self.dtype.is_floating else int(text)
            return torch.tensor(number, dtype=self.dtype.torch)
        except (ValueError, RuntimeError, OverflowError):
            raise _failed(f"Field {self.place} in record is not a valid {self.dtype.name}: {text}") from None


def _failed(why: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, why)


@tf_export("data.experimental.CsvDataset")
class CsvDataset(Dataset):
    """The rows of CSV files (RFC 4180) as tuples of scalars.

    Args:
        filenames: a string, a list or tensor of strings, or a data set of them.
        record_defaults: for each column a dtype, when its fields must not be empty, or the value of an empty field.
        compression_type: ``""``, ``"GZIP"`` or ``"ZLIB"``.
        buffer_size: changes nothing.
        header: leave out the first line of each file.
        field_delim: what stands between fields.
        use_quote_delim: double quotes may stand around a field.
        na_value: another text that counts as an empty field.
        select_cols: the numbers of the columns to read, which ``record_defaults`` are of; all when not said.

    A run raises InvalidArgumentError for a row with another number of fields, or with a field that is no such number.
    """

    def __init__(
        self, filenames: Any, record_defaults: Sequence[Any], compression_type: Any = None, buffer_size: Any = None,
        header: bool = False, field_delim: str = ",", use_quote_delim: bool = True, na_value: str = "",
        select_cols: Sequence[int] | None = None,
    ) -> None:  # fmt: skip
        if select_cols is not None and len(select_cols) != len(record_defaults):
            raise InvalidValueError(
                f"select_cols has {len(select_cols)} columns, but record_defaults {len(record_defaults)}."
            )
        kind, (names, sources) = compression(compression_type), names_of(filenames)
        total = len(record_defaults)
        places = list(range(total)) if select_cols is None else list(select_cols)
        columns = [Column(place, given) for place, given in zip(places, record_defaults, strict=True)]

        def elements(p: Pass) -> Iterator[Element]:
            for name in names(p):
                for row in rows(name, kind, header, field_delim, use_quote_delim):
                    if len(row) != total if select_cols is None else len(row) <= max(places, default=0):
                        raise _failed(f"Expect {total} fields but have {len(row)} in record")
                    yield tuple(column.value(row, na_value) for column in columns)

        specs: list[Spec] = [(column.dtype, ()) for column in columns]
        super().__init__(tuple(record_defaults), specs, sources, elements)
        self.structure = tuple(range(len(columns)))


def rows(file: str, kind: str, header: bool, delimiter: str, quotes: bool) -> Iterator[list[str]]:
    """The rows of a CSV file. Raises NotFoundError when there is none."""
    with opened(file, kind) as source, io.TextIOWrapper(source, "latin-1", newline="") as text:
        quoting: Any = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
        found = csv.reader(text, delimiter=delimiter, quoting=quoting, strict=True)
        try:
            for number, row in enumerate(found):
                if row and not (header and number == 0):
                    yield row
        except csv.Error as error:
            raise _failed(f"{file}, line {found.line_num}: {error}") from error


@tf_export("data.experimental.make_csv_dataset")
def make_csv_dataset(
    file_pattern: Any, batch_size: int, column_names: Sequence[str] | None = None,
    column_defaults: Sequence[Any] | None = None, label_name: str | None = None,
    select_columns: Sequence[Any] | None = None, field_delim: str = ",", use_quote_delim: bool = True,
    na_value: str = "", header: bool = True, num_epochs: int | None = None, shuffle: bool = True,
    shuffle_buffer_size: int = 10000, shuffle_seed: int | None = None, prefetch_buffer_size: Any = None,
    num_parallel_reads: Any = None, sloppy: bool = False, num_rows_for_inference: int | None = 100,
    compression_type: Any = None, ignore_errors: bool = False,
) -> Dataset:  # fmt: skip
    """Batches of the rows of CSV files: dictionaries by the names of columns, or pairs of these and the labels.

    Args:
        file_pattern: a glob pattern, or a list of them.
        batch_size: rows of a batch.
        column_names: those of the first line when not said, which then ``header`` must announce.
        column_defaults: as ``record_defaults`` of `CsvDataset`; by default they are found out from the first
            ``num_rows_for_inference`` rows (all when None): int32, int64, float32, float64 or string.
        label_name: the column of the labels.
        select_columns: the names or numbers of the columns to read.
        num_epochs: rounds; without end when not said.
        shuffle, shuffle_buffer_size, shuffle_seed: whether and how rows are shuffled.
        prefetch_buffer_size, num_parallel_reads, sloppy: change nothing but the time.
        field_delim, use_quote_delim, na_value, header, compression_type: as those of `CsvDataset`.
        ignore_errors: cannot be asked for.

    Raises ValueError when no file fits, or a name is unknown or stands twice.
    """
    refuse("make_csv_dataset", "leave it out.", ignore_errors=ignore_errors)
    patterns = [file_pattern] if isinstance(file_pattern, str) else list(file_pattern)
    files = [name.decode() for name in names_that_fit(patterns)]
    if not files:
        raise InvalidValueError(f"No files matched {patterns}.")
    kind = compression(compression_type)

    def read(file: str, skip: bool) -> Iterator[list[str]]:
        return rows(file, kind, skip, field_delim, use_quote_delim)

    if column_names is None:
        if not header:
            raise InvalidValueError("Cannot infer column names without a header line.")
        column_names = next(read(files[0], False), [])
    if len(set(column_names)) != len(column_names):
        raise InvalidValueError("Cannot have duplicate column names.")
    places = _places(column_names, select_columns)
    if label_name is not None and label_name not in [column_names[place] for place in places]:
        raise InvalidValueError(f"`label_name` provided must be one of the columns, but is '{label_name}'.")
    if column_defaults is None:
        seen = [
            row
            for _, row in zip(range(num_rows_for_inference or 1 << 62), read(files[0], header), strict=False)
        ]
        column_defaults = [
            _guess([row[place] for row in seen if place < len(row)], na_value) for place in places
        ]
    dataset: Dataset = CsvDataset(
        files, column_defaults, kind, header=header, field_delim=field_delim, use_quote_delim=use_quote_delim,
        na_value=na_value, select_cols=places,
    )  # fmt: skip
    if shuffle:
        dataset = dataset.shuffle(shuffle_buffer_size, shuffle_seed)
    dataset = dataset.repeat(num_epochs).batch(batch_size, drop_remainder=num_epochs is None)

    def named(*columns: Any) -> Any:
        names = [column_names[place] for place in places]
        features = OrderedDict(zip(names, columns, strict=True))
        return features if label_name is None else (features, features.pop(label_name))

    return dataset.map(named)


def _places(names: Sequence[str], chosen: Sequence[Any] | None) -> list[int]:
    if chosen is None:
        return list(range(len(names)))
    unknown = [one for one in chosen if isinstance(one, str) and one not in names]
    if unknown:
        raise InvalidValueError(f"select_columns has {unknown}, but the columns are {list(names)}.")
    return sorted(list(names).index(one) if isinstance(one, str) else int(one) for one in chosen)


def _guess(fields: Sequence[str], na_value: str) -> Any:
    """The narrowest default that all fields fit: a zero of int32, int64, float32 or float64, or empty text."""
    filled = [field for field in fields if field not in ("", na_value)]
    for dtype in (int32, int64, float32, float64):
        if filled and all(_fits(field, dtype) for field in filled):
            return np.zeros(1, dtype.numpy)
    return [""]


def _fits(field: str, dtype: DType) -> bool:
    try:
        number = float(field) if dtype.is_floating else int(field)
    except ValueError:
        return False
    return not abs(number) > dtype.max or number in (float("inf"), float("-inf"))
