"""Values that cross between two processes unchanged, with their types and dtypes.

A test that calls the learner's functions by their own names (`assert square(3) == 9`) expects what Python gives it:
a tuple is a tuple, a set is a set, a tensor is a tensor. This module says which types can be carried like this, and
how each is taken apart into parts that can be carried and put together again. It extends plain data (plain.py); of
anything else only a reference crosses.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import keyword
import pathlib
import re
import types
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonlib.check.source import Ref
from lessonlib.check.values.computed import Computed, WayBack, computed, is_computed
from lessonlib.check.values.generators import GENERATORS
from lessonlib.check.values.matches import Found, match_parts
from lessonlib.check.values.matches import found as found_match
from lessonlib.check.values.plain import Budget, Reduction, bare_tensor, is_tensor
from lessonlib.check.values.tables import TABLE_MAKE, table_parts
from lessonlib.check.values.torch_names import TORCH_MAKE, torch_parts

_NAMED: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        int,
        float,
        complex,
        bool,
        str,
        bytes,
        bytearray,
        list,
        tuple,
        set,
        frozenset,
        dict,
        range,
        object,
    )
} | {"NoneType": type(None), "function": types.FunctionType, "ndarray": np.ndarray}
_DTYPE = re.compile(r"[<>|]?[?biufcSUOmM]\d{0,7}(\[\w{1,12}\])?")
_MOST_FIELDS = 100  # of a named tuple
_NAMES = {kind: name for name, kind in _NAMED.items()}


@dataclass(frozen=True)
class Kind:
    """How values of exactly one `type` are carried: `make(*parts(value))` is the value again.

    `make` raises an exception for parts that belong to no value.
    """

    tag: str
    type: type
    parts: Callable[[Any], list[Any]]
    make: Callable[..., Any]


def exactly(
    value: Any,
    keep: Callable[[Any], Ref],
    budget: Budget | None = None,
    *,
    way_back: WayBack | None = None,
    twin: Callable[[Any], Ref | None] | None = None,
    keep_own: bool = False,
) -> Any:
    """`value`, copied; each part that cannot be carried becomes `keep(part)`. Raises Refused when it is larger or
    deeper than `budget`. Of tensors by themselves or in lists, with a `way_back` those that were computed become
    Computed, and those of which there is a `twin` become that. With `keep_own`, values of a notebook's own classes,
    such as a list with a method more, are kept, not copied as a list.
    """
    return _Exactly(keep, budget or Budget(), way_back, twin, keep_own).value(value, 0)


def taken_apart(value: Any) -> tuple[str, list[Any]] | None:
    """The tag and the parts of a value of one of these kinds; None for other values."""
    own = type(value)  # not isinstance, which asks the value
    if issubclass(own, tuple) and hasattr(own, "_fields"):
        return "namedtuple", [own.__name__, list(own._fields), *tuple.__iter__(value)]
    if issubclass(own, np.generic):
        return "scalar", [np.asarray(value)]
    if issubclass(own, np.dtype):
        return "dtype", [value.str]
    if own is type:
        return ("type", [_NAMES[value]]) if value in _NAMES else None
    if own is np.ndarray and value.dtype.kind in "OV":
        return _object_parts(value) if value.dtype == object else _record_parts(value)
    kind = _KINDS.get(own)
    return torch_parts(value) or table_parts(value) if kind is None else (kind.tag, kind.parts(value))


def put_together(tag: str, parts: list[Any]) -> Any:
    """The value with this tag and these parts. Raises ValueError when there is none."""
    make = _MAKE.get(tag)
    if make is None:
        raise ValueError(f"the unknown kind {tag[:20]!r}")
    try:
        return make(*parts)
    except TimeoutError:  # of the process that puts it together
        raise
    except Exception as error:
        raise ValueError(f"parts of a {tag} that make none ({type(error).__name__})") from None


class Items(Ref):
    """The values of an iterator. On the other side they are an iterator again."""

    def __init__(self, values: list[Any]) -> None:
        super().__init__("iterator")
        self.values = values


class _Exactly(Reduction):
    """Like the reduction to plain data, but each type is kept."""

    def __init__(
        self,
        keep: Callable[[Any], Ref],
        budget: Budget,
        way_back: WayBack | None,
        twin: Callable[[Any], Ref | None] | None,
        keep_own: bool,
    ) -> None:
        super().__init__(keep, budget)
        self.way_back, self.twin, self.keep_own = way_back, twin, keep_own

    def value(self, value: Any, depth: int) -> Any:
        found = taken_apart(value)
        if found is None and self.keep_own and type(value).__module__ == "__main__":
            self.enter(depth)
            return self.keep(value)
        if found is None and issubclass(type(value), tuple):
            self.enter(depth)
            return tuple(self.value(part, depth + 1) for part in tuple.__iter__(value))
        if found is None:
            return super().value(value, depth)
        self.enter(depth)
        tag, parts = found
        # Who receives a value of these kinds does not look for tensors in it.
        before, self.way_back, self.twin = (self.way_back, self.twin), None, None
        try:
            return put_together(tag, [self.value(part, depth + 1) for part in parts])
        except ValueError:  # a part is one of the learner's own objects
            return self.keep(value)
        finally:
            self.way_back, self.twin = before

    def key(self, key: Any) -> Any:
        return self.value(key, 1) if taken_apart(key) is not None else super().key(key)

    def leaf(self, value: Any) -> Any:
        if is_tensor(value):
            return self.tensor(value)
        return value if type(value) is complex else super().leaf(value)

    def array(self, value: Any) -> Any:
        base = np.ndarray.view(value, np.ndarray)
        if base.dtype.kind not in "cmM":
            return super().array(value)
        self.budget.spend(nbytes=base.nbytes)
        return base.copy()

    def tensor(self, value: Any) -> Any:
        if self.twin and (twin := self.twin(value)) is not None:
            return twin
        data = bare_tensor(value)
        self.budget.spend(nbytes=data.nbytes)
        if self.way_back and is_computed(value):
            return Computed(data.clone(), *self.way_back(value))
        return data.clone().requires_grad_(data.is_floating_point() and bool(value.requires_grad))


def _dtype(name: str) -> np.dtype[Any]:
    if not isinstance(name, str) or not _DTYPE.fullmatch(name):
        raise ValueError
    return np.dtype(name)


def _object_parts(array: np.ndarray[Any, Any]) -> tuple[str, list[Any]]:
    return "objects", [list(array.shape), *array.reshape(-1)]


def _objects(shape: list[int], *values: Any) -> np.ndarray[Any, Any]:
    if any(isinstance(value, Ref) for value in values):
        raise ValueError
    made = np.empty(len(values), dtype=object)
    for number, value in enumerate(values):
        made[number] = value
    return made.reshape(shape)


def _record_parts(array: np.ndarray[Any, Any]) -> tuple[str, list[Any]] | None:
    names = array.dtype.names
    return None if not names else ("records", [list(names), *(array[name].copy() for name in names)])


def _records(names: list[str], *fields: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if len({field.shape for field in fields if type(field) is np.ndarray}) != 1:
        raise ValueError
    made = np.empty(
        fields[0].shape, dtype=[(name, field.dtype) for name, field in zip(names, fields, strict=True)]
    )
    for name, field in zip(names, fields, strict=True):
        made[name] = field
    return made


def _named_tuple(name: str, fields: list[str], *values: Any) -> Any:
    if not name.isidentifier() or keyword.iskeyword(name) or len(fields) > _MOST_FIELDS:
        raise ValueError(name)
    return collections.namedtuple(name, fields)(*values)


def _byte_array(content: bytes) -> bytearray:
    if type(content) is not bytes:  # a number would be a length
        raise ValueError
    return bytearray(content)


def _scalar(array: np.ndarray[Any, Any]) -> Any:
    if array.ndim:
        raise ValueError
    return array[()]


def _masked(data: np.ndarray[Any, Any], mask: np.ndarray[Any, Any]) -> Any:
    if type(data) is not np.ndarray or type(mask) is not np.ndarray:
        raise ValueError
    if mask.dtype != bool or mask.shape != data.shape:
        raise ValueError
    return np.ma.MaskedArray(data, mask)


def _matrix(array: np.ndarray[Any, Any]) -> Any:
    if type(array) is not np.ndarray or array.ndim != 2:  # a text would be parsed
        raise ValueError
    return array.view(np.matrix)


def _pairs(mapping: dict[Any, Any]) -> list[Any]:
    return [part for pair in dict.items(mapping) for part in pair]


def _unpaired(*parts: Any) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _type_named(name: str) -> type:
    return _NAMED[name]


_TABLE = (
    Kind("set", set, list, lambda *parts: set(parts)),
    Kind("frozenset", frozenset, list, lambda *parts: frozenset(parts)),
    Kind("range", range, lambda r: [r.start, r.stop, r.step], range),
    Kind("slice", slice, lambda s: [s.start, s.stop, s.step], slice),
    Kind("items", Items, lambda items: items.values, lambda *parts: iter(parts)),
    Kind("keys", type({}.keys()), list, lambda *parts: dict.fromkeys(parts).keys()),
    Kind("values", type({}.values()), list, lambda *parts: dict(enumerate(parts)).values()),
    Kind("pairs", type({}.items()), list, lambda *parts: dict(parts).items()),
    Kind("pattern", re.Pattern, lambda p: [p.pattern, p.flags], re.compile),
    Kind("match", re.Match, match_parts, found_match),
    Kind("match", Found, match_parts, found_match),
    *(Kind(*kind) for kind in GENERATORS),
    Kind("computed", Computed, lambda c: [c.data, c.origin, c.leaves, c.others], computed),
    Kind("ellipsis", type(...), lambda value: [], lambda: ...),
    Kind("notimplemented", type(NotImplemented), lambda value: [], lambda: NotImplemented),
    Kind("bytearray", bytearray, lambda value: [bytes(value)], _byte_array),
    Kind("decimal", decimal.Decimal, lambda value: [str(value)], decimal.Decimal),
    Kind(
        "fraction", fractions.Fraction, lambda value: [value.numerator, value.denominator], fractions.Fraction
    ),
    Kind("date", datetime.date, lambda value: [value.isoformat()], datetime.date.fromisoformat),
    Kind("time", datetime.time, lambda value: [value.isoformat()], datetime.time.fromisoformat),
    Kind("datetime", datetime.datetime, lambda value: [value.isoformat()], datetime.datetime.fromisoformat),
    Kind(
        "timedelta",
        datetime.timedelta,
        lambda value: [value.days, value.seconds, value.microseconds],
        datetime.timedelta,
    ),
    Kind("uuid", uuid.UUID, lambda value: [str(value)], uuid.UUID),
    Kind(
        "masked",
        np.ma.MaskedArray,
        lambda array: [np.asarray(array.data), np.ma.getmaskarray(array)],
        _masked,
    ),
    Kind("matrix", np.matrix, lambda matrix: [np.asarray(matrix)], _matrix),
    Kind("path", type(pathlib.Path()), lambda value: [str(value)], pathlib.Path),
    Kind("purepath", pathlib.PurePosixPath, lambda value: [str(value)], pathlib.PurePosixPath),
    Kind("counter", collections.Counter, _pairs, lambda *parts: collections.Counter(_unpaired(*parts))),
    Kind(
        "ordered", collections.OrderedDict, _pairs, lambda *parts: collections.OrderedDict(_unpaired(*parts))
    ),
    Kind(
        "default",
        collections.defaultdict,
        _pairs,
        lambda *parts: collections.defaultdict(None, _unpaired(*parts)),
    ),
    Kind(
        "deque",
        collections.deque,
        lambda d: [d.maxlen, *d],
        lambda most, *d: collections.deque(d, maxlen=most),
    ),
)
_KINDS = {kind.type: kind for kind in _TABLE}
_MAKE: dict[str, Callable[..., Any]] = (
    {kind.tag: kind.make for kind in _TABLE}
    | TABLE_MAKE
    | TORCH_MAKE
    | {
        "objects": _objects,
        "records": _records,
        "dtype": _dtype,
        "namedtuple": _named_tuple,
        "scalar": _scalar,
        "type": _type_named,
    }
)
