"""The learner's side of ordinary tests (ordinary.py): carries out what they do with the learner's names and objects."""

from __future__ import annotations

import builtins
import collections
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from lessonlib.check.exact import exactly
from lessonlib.check.local import LocalRef, LocalSource
from lessonlib.check.operations import OPERATIONS
from lessonlib.check.plain import is_tensor
from lessonlib.check.process_state import Replacements, set_generators
from lessonlib.check.shared_files import MOST_BYTES
from lessonlib.check.source import Missing, Refused

_CHANGING = (list, dict, set, bytearray, collections.deque, np.ndarray)


class Performer:
    """Carries out requests over the names in `namespace`. A result is the exact value, the arguments that were
    changed, and which argument was returned, if one was. Requests raise what a Source raises.
    """

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self._names = namespace
        self._source = LocalSource(namespace)
        self._replacements = Replacements()

    def name(self, name: str) -> list[Any]:
        if name not in self._names:
            raise Missing(name, self._source.tasks_of(name))
        return _result(self._names[name])

    def set_name(self, name: str, value: Any) -> list[Any]:
        self._names[name] = as_objects(value)
        return _result(None)

    def delete_name(self, name: str) -> list[Any]:
        self._names.pop(name, None)
        return _result(None)

    def state(self, generators: Mapping[str, Any], functions: Mapping[str, Any] | None) -> list[Any]:
        """Have the random generators in these states, and these functions in the place of `input` and `print`; None
        leaves what is there.
        """
        set_generators(generators)
        if functions is not None:
            self._replacements.use(as_objects(dict(functions)))
        return _result(None)

    def write_file(self, name: str, content: bytes | None) -> list[Any]:
        """Write a file; without content, only make its folder."""
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            Path(name).write_bytes(content)
        return _result(None)

    def read_files(self, names: Sequence[str]) -> list[Any]:
        """The content of those of these files that exist."""
        found = {}
        for name in names:
            with suppress(Missing, Refused):
                found[name] = self._source.read_file(name)
        return _result({name: content for name, content in found.items() if len(content) <= MOST_BYTES})

    def classes(self, value: Any) -> list[Any]:
        """The qualified names of a value's class and of its bases."""
        return _result([f"{one.__module__}.{one.__qualname__}" for one in type(as_objects(value)).__mro__])

    def operate(self, operation: str, operands: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
        """Apply one of OPERATIONS."""
        args, kwargs = as_objects(list(operands)), as_objects(dict(named))
        given = [*args, *kwargs.values()]
        before = {
            number: exactly(value, LocalRef) for number, value in enumerate(given) if _can_change(value)
        }
        result = self._source.run(lambda: OPERATIONS[operation](*args, **kwargs))
        after = {number: exactly(given[number], LocalRef) for number in before}
        changed = [[number, value] for number, value in after.items() if not _same(before[number], value)]
        same = next((number for number in before if given[number] is result), None)
        return _result(None if same is not None else result, changed, same)


def as_objects(value: Any) -> Any:
    """`value` with each reference in it turned into its object."""
    kind = type(value)
    if kind is LocalRef:
        return value.target
    if kind in (list, tuple, set, frozenset):
        return kind(map(as_objects, value))
    if kind is dict:
        return {as_objects(key): as_objects(part) for key, part in value.items()}
    return value


def global_named(name: str) -> Any:
    """The function or class that a test named by its module and its path there."""
    module, _, path = name.partition(":")
    found: Any = builtins if module == "builtins" else __import__(module, fromlist=["_"])
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _result(value: Any, changed: Sequence[Any] = (), same: int | None = None) -> list[Any]:
    return [exactly(value, LocalRef), list(changed), same]


def _can_change(value: Any) -> bool:
    return isinstance(value, _CHANGING) or is_tensor(value)


def _same(one: Any, other: Any) -> bool:
    """Whether two copies of a value agree in every bit and in type."""
    if type(one) is not type(other):
        return False
    if isinstance(one, LocalRef):
        return one.target is other.target
    if isinstance(one, np.ndarray):
        return bool(
            one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
        )
    if is_tensor(one):
        return one.shape == other.shape and one.dtype == other.dtype and bool((one == other).all().item())
    if isinstance(one, dict):
        return len(one) == len(other) and all(
            _same(a, b)
            for pair in zip(one.items(), other.items(), strict=True)
            for a, b in zip(*pair, strict=True)
        )
    if isinstance(one, (list, tuple, collections.deque)):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
