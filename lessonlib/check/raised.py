"""Errors of the learner's code as errors of the same class here, so that `except ValueError` and
`pytest.raises(MyError)` in a test catch them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

_NOT_OURS = ("lessonlib", "__main__")  # no error of a learner's is taken for one of the grader's own


def qualified_names(kind: type[BaseException]) -> list[str]:
    """The names of an error's class and of its bases, with their modules, the class itself first."""
    return [f"{one.__module__}.{one.__qualname__}" for one in kind.__mro__ if one is not object]


class Errors:
    """Classes for errors that are known by name only; the same names give the same class."""

    def __init__(self) -> None:
        self._made: dict[str, type[BaseException]] = {}

    def kind(self, names: Sequence[str]) -> type[BaseException]:
        """The class with these qualified names, its own first and then those of its bases: the class itself if this
        process has it, otherwise a new one with the same name and bases.
        """
        for name in reversed(names):
            if name not in self._made:
                base = self._made[names[names.index(name) + 1]] if name != names[-1] else BaseException
                self._made[name] = _imported(name) or type(name.rpartition(".")[2], (base,), {})
        return self._made[names[0]] if names else Exception

    def instance(self, names: Sequence[str], message: str, args: Sequence[Any], line: str) -> BaseException:
        """An error of the class with these names. If the class does not accept `args`, an error of one of its bases."""
        text = [message] if message else []
        for kind in self.kind(names).__mro__:
            if issubclass(kind, BaseException) and (error := _made(kind, args or text) or _made(kind, text)):
                break
        else:
            error = Exception(message)
        if line:
            error.add_note(f"at: {line}")
        return error


def _imported(name: str) -> type[BaseException] | None:
    """The error class of this qualified name, if its module has been imported here."""
    parts = name.split(".")
    if parts[0] in _NOT_OURS:
        return None
    for length in range(len(parts) - 1, 0, -1):
        found: Any = sys.modules.get(".".join(parts[:length]))
        for part in parts[length:]:
            found = getattr(found, part, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            return found
    return None


def _made(kind: type[BaseException], args: Sequence[Any]) -> BaseException | None:
    try:
        error = kind(*args)
    except Exception:  # its own constructor wants something else
        return None
    return error if isinstance(error, BaseException) else None
