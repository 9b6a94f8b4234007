"""Collections: lists of anything under a name, such as the variables of a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


class Collections:
    """What a graph remembers by name; ``collections`` holds the lists."""

    def __init__(self) -> None:
        self.collections: dict[str, list[Any]] = {}

    def add_to_collection(self, name: str, value: Any) -> None:
        self.get_collection_ref(name).append(value)

    def add_to_collections(self, names: str | Iterable[str], value: Any) -> None:
        """Add ``value`` to each of several collections, once to each."""
        for name in [names] if isinstance(names, str) else dict.fromkeys(names):
            self.add_to_collection(name, value)

    def get_collection(self, name: str, scope: str | None = None) -> list[Any]:
        """A copy of a collection; with ``scope``, the items whose name starts with this regular expression."""
        items = self.collections.get(name, [])
        if scope is None:
            return list(items)
        return [item for item in items if hasattr(item, "name") and re.match(scope, item.name)]

    def get_collection_ref(self, name: str) -> list[Any]:
        """The list itself: what is done to it is done to the collection."""
        return self.collections.setdefault(name, [])

    def get_all_collection_keys(self) -> list[str]:
        """The names of all collections."""
        return [name for name in self.collections if isinstance(name, str)]

    def clear_collection(self, name: str) -> None:
        """Forget a collection."""
        self.collections.pop(name, None)
