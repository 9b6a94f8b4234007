"""Tables of pandas as parts that can be carried (exact.py): frames, series, indexes, their arrays, moments of time.

Nothing here imports pandas before there is something of pandas's: where nobody has loaded it, there is no table.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from lessonlib.check.source import Ref

_NULLABLE = re.compile(r"str|string|boolean|U?Int(8|16|32|64)|Float(32|64)")
_ZONE = re.compile(r"[A-Za-z][\w+-]{0,40}(/[\w+-]{1,40}){0,2}|UTC[+-]\d\d:\d\d")
_PLAIN = "biufcmM"  # kinds of NumPy's dtypes whose arrays are carried as they are
_CHANGING = ("DataFrame", "Series")
_DTYPES = ("StringDtype", "BooleanDtype", *(f"{u}Int{n}Dtype" for u in ("", "U") for n in (8, 16, 32, 64)))
_INDEXES = ("Index", "DatetimeIndex", "TimedeltaIndex", "CategoricalIndex")


def is_table(value: Any) -> bool:
    """Whether it is a DataFrame or a Series of pandas, and not of a subclass."""
    return _name(type(value)) in _CHANGING


def table_parts(value: Any) -> tuple[str, list[Any]] | None:
    """The tag and the parts of a thing of pandas that can be carried; None for others."""
    name = _name(type(value))
    take = _TAKE.get(name) if name else None
    return None if take is None else take(value)


def take_over_table(mine: Any, after: Any) -> None:
    """Let the table `mine` hold what `after` holds, with other columns and rows where these have changed."""
    if type(mine) is type(after):
        type(mine).__init__(mine, after.copy())  # the only public way that replaces rows and columns at once


def _name(kind: type) -> str:
    """The name of a class of pandas; "" for other classes."""
    module = getattr(kind, "__module__", None)
    if not isinstance(module, str) or module.partition(".")[0] != "pandas":
        return ""
    pandas = sys.modules.get("pandas")
    if getattr(pandas, kind.__name__, None) is kind or getattr(_arrays(pandas), kind.__name__, None) is kind:
        return str(kind.__name__)
    return str(kind.__name__) if kind.__name__ in ("NaTType", "NAType") else ""


def _arrays(pandas: Any) -> Any:
    return getattr(pandas, "arrays", None)


def _frame(frame: Any) -> tuple[str, list[Any]]:
    columns = [_array(frame.iloc[:, number]) for number in range(frame.shape[1])]
    return "frame", [frame.index, frame.columns, *columns]


def _series(series: Any) -> tuple[str, list[Any]]:
    return "series", [_array(series), series.index, series.name]


def _index(index: Any) -> tuple[str, list[Any]]:
    return "index", [_array(index), index.name, getattr(index, "freqstr", None)]


def _array(column: Any) -> Any:
    """The array of a series or an index: NumPy's where that is what it holds."""
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array


def _nullable(array: Any) -> tuple[str, list[Any]] | None:
    name = str(array.dtype)
    if not _NULLABLE.fullmatch(name):
        return None
    return "nullable", [name, [None if gone else one for one, gone in zip(array, array.isna(), strict=True)]]


def _zoned(array: Any) -> tuple[str, list[Any]] | None:
    if isinstance(array.dtype, np.dtype):
        return None
    return "zoned", [array.tz_convert("UTC").tz_localize(None).to_numpy(), str(array.dtype.tz)]


def _dtype(dtype: Any) -> tuple[str, list[Any]] | None:
    return ("pandasdtype", [str(dtype)]) if _NULLABLE.fullmatch(str(dtype)) else None


def _timestamp(moment: Any) -> tuple[str, list[Any]]:
    zone = None if moment.tz is None else str(moment.tz)
    return "timestamp", [moment.tz_convert(None).asm8 if zone else moment.asm8, zone]


_TAKE: dict[str, Callable[[Any], tuple[str, list[Any]] | None]] = {
    "DataFrame": _frame,
    "Series": _series,
    "RangeIndex": lambda index: ("rangeindex", [index.start, index.stop, index.step, index.name]),
    "MultiIndex": lambda index: (
        "multiindex",
        [list(index.names), *(_array(index.get_level_values(n)) for n in range(index.nlevels))],
    ),
    **dict.fromkeys(_INDEXES, _index),
    "IntervalIndex": lambda index: (
        "intervalindex",
        [index.left.to_numpy(), index.right.to_numpy(), index.closed, index.name],
    ),
    "CategoricalDtype": lambda dtype: ("categories", [dtype.categories, bool(dtype.ordered)]),
    **dict.fromkeys(_DTYPES, _dtype),
    "Categorical": lambda array: (
        "categorical",
        [np.asarray(array.codes), array.categories, bool(array.ordered)],
    ),
    "DatetimeArray": _zoned,
    **dict.fromkeys(
        ("StringArray", "ArrowStringArray", "BooleanArray", "IntegerArray", "FloatingArray"), _nullable
    ),
    "Timestamp": _timestamp,
    "Timedelta": lambda time: ("pandasdelta", [time.asm8]),
    "Period": lambda period: ("period", [str(period), period.freqstr]),
    "Interval": lambda one: ("interval", [one.left, one.right, one.closed]),
    "NaTType": lambda _: ("nat", []),
    "NAType": lambda _: ("na", []),
}


def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ImportError:
        raise ValueError("a table, and no pandas") from None


def _make_frame(index: Any, columns: Any, *arrays: Any) -> Any:
    pandas = _pandas()
    if len(arrays) != len(columns) or any(_rows(array) != len(index) for array in arrays):
        raise ValueError
    frame = pandas.DataFrame(dict(enumerate(arrays)), index=index, columns=range(len(arrays)))
    frame.columns = columns
    return frame


def _make_series(array: Any, index: Any, name: Any) -> Any:
    if _rows(array) != len(index):
        raise ValueError
    return _pandas().Series(array, index=index, name=_plain(name))


def _make_index(array: Any, name: Any, frequency: Any) -> Any:
    _rows(array)
    pandas = _pandas()
    dtype = object if type(array) is np.ndarray and array.dtype == object else None
    index = pandas.Index(array, name=_plain(name), dtype=dtype)
    if type(frequency) is str:
        index.freq = frequency
    return index


def _make_range_index(start: int, stop: int, step: int, name: Any) -> Any:
    return _pandas().RangeIndex(start, stop, step, name=_plain(name))


def _make_multi_index(names: list[Any], *arrays: Any) -> Any:
    for array in arrays:
        _rows(array)
    return _pandas().MultiIndex.from_arrays(arrays, names=[_plain(name) for name in names])


def _make_categorical(codes: Any, categories: Any, ordered: bool) -> Any:
    _rows(codes)
    return _pandas().Categorical.from_codes(codes, categories=categories, ordered=ordered)


def _make_nullable(name: str, values: list[Any]) -> Any:
    if not _NULLABLE.fullmatch(name) or not all(
        value is None or isinstance(value, (str, bool, int, float, np.generic)) for value in values
    ):
        raise ValueError
    return _pandas().array(values, dtype=name)


def _make_dtype(name: str) -> Any:
    if not _NULLABLE.fullmatch(name):
        raise ValueError
    return _pandas().api.types.pandas_dtype(name)


def _make_interval_index(left: Any, right: Any, closed: str, name: Any) -> Any:
    _rows(left), _rows(right)
    return _pandas().IntervalIndex.from_arrays(left, right, closed=closed, name=_plain(name))


def _make_zoned(moments: Any, zone: str) -> Any:
    _rows(moments)
    return _pandas().DatetimeIndex(moments).tz_localize("UTC").tz_convert(_zone(zone)).array


def _make_timestamp(moment: Any, zone: str | None) -> Any:
    if type(moment) is not np.datetime64:
        raise ValueError
    made = _pandas().Timestamp(moment)
    return made if zone is None else made.tz_localize("UTC").tz_convert(_zone(zone))


def _zone(name: str) -> str:
    """The name of a zone, which is no path of a file: pandas would read "dateutil/" and a path."""
    if not _ZONE.fullmatch(name) or name.startswith("dateutil"):
        raise ValueError
    return name


def _make_delta(time: Any) -> Any:
    if type(time) is not np.timedelta64:
        raise ValueError
    return _pandas().Timedelta(time)


def _rows(array: Any) -> int:
    """The length of a column. Raises ValueError for what is none."""
    own = type(array)
    if own is np.ndarray and array.ndim == 1 and array.dtype.kind in _PLAIN + "O":
        return len(array)
    pandas = _pandas()
    if own is not np.ndarray and own in (getattr(_arrays(pandas), own.__name__, None), pandas.Categorical):
        return len(array)
    raise ValueError("a column that is no array")


def _plain(name: Any) -> Any:
    if isinstance(name, Ref):
        raise ValueError
    return name


TABLE_MAKE: dict[str, Callable[..., Any]] = {
    "frame": _make_frame,
    "series": _make_series,
    "index": _make_index,
    "rangeindex": _make_range_index,
    "multiindex": _make_multi_index,
    "categorical": _make_categorical,
    "categories": lambda categories, ordered: _pandas().CategoricalDtype(categories, ordered),
    "intervalindex": _make_interval_index,
    "pandasdtype": _make_dtype,
    "nullable": _make_nullable,
    "zoned": _make_zoned,
    "timestamp": _make_timestamp,
    "pandasdelta": _make_delta,
    "period": lambda text, frequency: _pandas().Period(text, freq=frequency),
    "interval": lambda left, right, closed: _pandas().Interval(left, right, closed),
    "nat": lambda: _pandas().NaT,
    "na": lambda: _pandas().NA,
}
