"""The default graph and the default session: the innermost ``with`` block of a thread decides.

The stacks stand below both classes, so that a tensor can find the session in which it is evaluated.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from lessonlib.graph.graph import Graph
    from lessonlib.graph.session import Session

T = TypeVar("T")


class Stack(threading.local, Generic[T]):
    """What is open now, innermost last; each thread has a stack of its own."""

    def __init__(self) -> None:
        self._items: list[T] = []

    @property
    def top(self) -> T | None:
        """The innermost item, or None."""
        return self._items[-1] if self._items else None

    @contextmanager
    def opened(self, item: T) -> Iterator[T]:
        """Put ``item`` on top while the block runs."""
        self._items.append(item)
        try:
            yield item
        finally:
            self._items.pop()


graphs: Stack[Graph] = Stack()
sessions: Stack[Session] = Stack()
