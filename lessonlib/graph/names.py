"""Names in a graph: unique, and below the name scope that is open."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lessonlib.graph.errors import InvalidValueError


class Names:
    """Which names are taken, and the name scope that each thread has open."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._naming = threading.RLock()
        self._open = _Scope()

    @contextmanager
    def name_scope(self, name: str | None) -> Iterator[str]:
        """Names made inside start with ``name/``, which is yielded. A name ending in ``/`` opens an old scope again."""
        old = self._open.name
        self._open.name = self._scope_for(name)
        try:
            yield self._open.name
        finally:
            self._open.name = old

    def _scope_for(self, name: str | None) -> str:
        if not name:
            return ""
        check_name(self._open.name + name)
        return name if name.endswith("/") else self.unique_name(name) + "/"

    @property
    def scope(self) -> str:
        """The name scope that is open now: empty, or ending in ``/``."""
        return self._open.name

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """``name`` under the open scope, with ``_1``, ``_2`` ... when taken. One that ends in ``/`` is kept.

        With ``mark_as_used=False`` the next call may give it again.
        """
        if name.endswith("/"):
            return name[:-1]
        with self._naming:
            full = self._open.name + name
            key = full.lower()
            count = self._used.get(key, 0)
            while count and f"{key}_{count}" in self._used:
                count += 1
            if mark_as_used:
                self._used[key] = count + 1
                if count:
                    self._used[f"{key}_{count}"] = 1
            return f"{full}_{count}" if count else full

    def get_name_scope(self) -> str:
        """The open name scope, without the ``/`` at its end."""
        return self.scope.rstrip("/")


class _Scope(threading.local):
    name: str = ""


def check_name(name: str) -> None:
    """Raise ValueError when TensorFlow would not take ``name`` for an operation or a scope."""
    if not re.fullmatch(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*", name):
        raise InvalidValueError(
            f"'{name.rstrip('/')}' is not a valid name for an operation or a scope.\n"
            "  Remedy: begin it with a letter, a digit or a dot, and go on with these, and with _ - / > and \\ only."
        )
