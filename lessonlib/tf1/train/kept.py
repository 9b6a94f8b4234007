"""Which checkpoints stay when there are more than a program wants to keep."""

from __future__ import annotations

import time
from collections.abc import Iterable


class Kept:
    """The checkpoints that exist, oldest first, of which only the newest stay.

    Args:
        at_most: how many stay; None or 0 keeps all.
        every_hours: of those that would be deleted, one for every so many hours stays; it then counts no more.
    """

    def __init__(self, at_most: int | None, every_hours: float) -> None:
        self.at_most = at_most
        self._seconds = every_hours * 3600
        self._next = time.time() + self._seconds
        self._written: dict[str, float] = {}

    @property
    def paths(self) -> list[str]:
        """The checkpoints that count, oldest first."""
        return list(self._written)

    def recover(self, paths: Iterable[str], times: dict[str, float] | None = None) -> None:
        """Count these, oldest first, and no others. Without times (seconds), none of them stays for its age."""
        self._written = {path: (times or {}).get(path, 0.0) for path in paths}

    def add(self, path: str) -> list[str]:
        """Count a checkpoint that was just written, and return those to delete, as they are too many."""
        self._written.pop(path, None)
        self._written[path] = time.time()
        excess = max(len(self._written) - self.at_most, 0) if self.at_most else 0
        old = {old: self._written.pop(old) for old in self.paths[:excess]}
        return [path for path, written in old.items() if not self._stays(written)]

    def _stays(self, written: float) -> bool:
        """Whether this is the first checkpoint since the hours passed again."""
        if written <= self._next:
            return False
        self._next += self._seconds
        return True
