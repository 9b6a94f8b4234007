"""What a queue of the graph is in a session: elements, and the threads that wait to put some in or to take some out.

One condition guards the elements. Besides, whoever gives and whoever takes has a turn of its own, as a batch is put in
and taken out piece by piece: so batches of several threads do not mix, and a thread that waits for elements never
keeps another from bringing them.
"""

from __future__ import annotations

import heapq
import random
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from lessonlib.graph.errors import OutOfRangeError
from lessonlib.graph.status import CancelledError

Element = tuple[Any, ...]  # torch tensors; strings as bytes, or arrays of bytes


class Order(Protocol):
    """Which element comes next. ``restore`` puts elements back as if they had not been taken."""

    def put(self, element: Element) -> None: ...
    def take(self) -> Element: ...
    def restore(self, elements: Sequence[Element]) -> None: ...
    def __len__(self) -> int: ...


class FirstInFirstOut:
    """The oldest first."""

    def __init__(self) -> None:
        self._items: deque[Element] = deque()
        self.put, self.take = self._items.append, self._items.popleft

    def restore(self, elements: Sequence[Element]) -> None:
        self._items.extendleft(reversed(elements))

    def __len__(self) -> int:
        return len(self._items)


class AtRandom:
    """Any of them."""

    def __init__(self, seed: int) -> None:
        self._items: list[Element] = []
        self._random = random.Random(seed)
        self.put, self.restore = self._items.append, self._items.extend

    def take(self) -> Element:
        chosen = self._random.randrange(len(self._items))
        self._items[chosen], self._items[-1] = self._items[-1], self._items[chosen]
        return self._items.pop()

    def __len__(self) -> int:
        return len(self._items)


class SmallestFirst:
    """The one whose first component is the smallest number; of equal ones, the oldest."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Element]] = []
        self._count = 0

    def put(self, element: Element) -> None:
        self._count += 1
        heapq.heappush(self._heap, (int(element[0]), self._count, element))

    def take(self) -> Element:
        return heapq.heappop(self._heap)[2]

    def restore(self, elements: Sequence[Element]) -> None:
        for element in elements:
            self.put(element)

    def __len__(self) -> int:
        return len(self._heap)


class Buffer:
    """A queue that several threads may use at once.

    Args:
        name: what messages call it.
        capacity: how many elements it holds; no limit when negative.
        order: which element comes next.
        reserve: how many elements stay in it as long as it is open.
    """

    def __init__(self, name: str, capacity: int, order: Order, reserve: int = 0) -> None:
        self.name, self._capacity, self._order, self._reserve = name, capacity, order, reserve
        self._changed = threading.Condition()
        self._giving, self._taking = threading.Lock(), threading.Lock()
        self._pending = 0  # threads that are putting elements in, or wait for their turn
        self._closed = self._pending_cancelled = self._cancelled = False

    def __len__(self) -> int:
        with self._changed:
            return len(self._order)

    @property
    def closed(self) -> bool:
        """Whether no more elements are taken in, but for those of threads that wait already."""
        return self._closed

    def put(self, elements: Sequence[Element]) -> None:
        """Put elements in, one after the other, waiting for room. Raises CancelledError when it is closed."""
        with self._changed:
            if self._closed:
                raise self._cancellation("is closed")
            self._pending += 1
        try:
            with self._giving, self._changed:
                for element in elements:
                    self._await(self._has_room)
                    if self._pending_cancelled:
                        raise self._cancellation("is closed: enqueue operation was cancelled")
                    self._order.put(element)
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._pending -= 1
                self._changed.notify_all()

    def take(self, count: int, or_fewer: bool = False) -> list[Element]:
        """Take ``count`` elements out, waiting for them.

        Raises OutOfRangeError when it is closed and has fewer: none is taken then. With ``or_fewer``, the rest, if
        there is any, is returned.
        """
        taken: list[Element] = []
        with self._taking, self._changed:
            try:
                while len(taken) < count and self._await(lambda: self._has_some() or self._has_ended()):
                    if not self._has_some():
                        break
                    taken.append(self._order.take())
                    self._changed.notify_all()
                if len(taken) < count and not (or_fewer and taken):
                    raise OutOfRangeError(
                        None,
                        None,
                        f"{self.name} is closed and has insufficient elements (requested {count}, current size "
                        f"{len(self._order) + len(taken)}).",
                    )
            except BaseException:
                self._order.restore(taken)
                raise
        return taken

    def close(self, cancel_pending: bool = False) -> None:
        """Take no more elements in; with ``cancel_pending``, those of waiting threads neither."""
        with self._changed:
            self._closed = True
            self._pending_cancelled = self._pending_cancelled or cancel_pending
            self._changed.notify_all()

    def cancel(self) -> None:
        """Let no thread wait any longer: the session is closed. They raise CancelledError."""
        with self._changed:
            self._closed = self._cancelled = True
            self._changed.notify_all()

    def _await(self, ready: Callable[[], bool]) -> bool:
        self._changed.wait_for(lambda: self._cancelled or ready())
        if self._cancelled:
            raise self._cancellation("was cancelled: its session is closed")
        return True

    def _has_room(self) -> bool:
        return self._pending_cancelled or self._capacity < 0 or len(self._order) < self._capacity

    def _has_some(self) -> bool:
        return len(self._order) > (0 if self._closed else self._reserve)

    def _has_ended(self) -> bool:
        return self._closed and (not self._pending or self._pending_cancelled)

    def _cancellation(self, what: str) -> CancelledError:
        return CancelledError(None, None, f"{self.name} {what}.")
