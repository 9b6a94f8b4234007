"""The learner's side of ordinary tests (names.py): carries out what they do with the learner's names and objects."""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lessonlib.check.local import LocalRef, LocalSource
from lessonlib.check.ordinary.operations import OPERATIONS
from lessonlib.check.ordinary.process_state import Replacements, set_generators
from lessonlib.check.ordinary.shared_files import MOST_BYTES
from lessonlib.check.ordinary.twins import Twins, can_change
from lessonlib.check.source import Missing, Refused
from lessonlib.check.values.computed import Computed, Origin, Place
from lessonlib.check.values.exact import exactly


class Performer:
    """Carries out requests over the names in `namespace`. A result is the exact value, the `twins` that were changed
    and the number of the twin that was returned, if one was. Requests raise what a Source raises.

    `news` (News in names.py) comes with each request that touches twins.
    """

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self._names = namespace
        self._source = LocalSource(namespace)
        self._replacements = Replacements()
        self.twins = Twins(LocalRef, itertools.count(-1, -1), keep_own=True)

    def name(self, news: Sequence[Any], name: str) -> list[Any]:
        self._hear(news, [])
        if name not in self._names:
            raise Missing(name, self._source.tasks_of(name))
        return self._told(news, self._names[name])

    def set_name(self, news: Sequence[Any], name: str, value: Any) -> list[Any]:
        self._names[name] = as_objects(value)
        self._hear(news, [self._names[name]])
        return self._told(news, None)

    def changes(self, news: Sequence[Any]) -> list[Any]:
        """The twins that changed."""
        return self._told(news, None)

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

    def operate(
        self, news: Sequence[Any], operation: str, operands: Sequence[Any], named: Mapping[str, Any]
    ) -> list[Any]:
        """Apply one of OPERATIONS."""
        args, kwargs = as_objects(list(operands)), as_objects(dict(named))
        self._hear(news, [*args, *kwargs.values()])
        return self._told(news, self._source.run(lambda: OPERATIONS[operation](*args, **kwargs)))

    def _hear(self, news: Sequence[Any], arguments: Sequence[Any]) -> None:
        changed, forgotten, new, _ = news
        for place, number in new:
            self.twins.add(number, arguments[place])
        self.twins.take_over((number, as_objects(after)) for number, after in changed)
        self.twins.forget(forgotten)

    def _told(self, news: Sequence[Any], value: Any) -> list[Any]:
        changed, number = self.twins.changes(), self.twins.number(value)
        if number is not None:
            return [None, changed, number]
        carried = exactly(value, LocalRef, way_back=self._way_back, twin=self.twins.learning, keep_own=True)
        if (can_change(carried) or type(carried) is Computed) and self.twins.add(news[-1], value):
            changed += self.twins.unsaid(news[-1])
        return [carried, changed, None]

    def _way_back(self, value: Any) -> tuple[LocalRef, list[Place], bool]:
        origin = Origin(value, self._place)
        return LocalRef(origin), origin.places, bool(origin.others)

    def _place(self, tensor: Any) -> Place | None:
        twin = self.twins.twin(tensor)
        return None if twin is None else [twin.number, twin.part]


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


def _result(value: Any) -> list[Any]:
    return [exactly(value, LocalRef), [], None]
