"""What may still be done to a graph: add operations, feed tensors, fetch them."""

from __future__ import annotations

from lessonlib.graph.node import Operation, Tensor


class Permissions:
    """Everything is allowed until one of these methods forbids it; nothing is allowed again."""

    def __init__(self) -> None:
        self._unfeedable: set[Tensor] = set()
        self._unfetchable: set[Tensor | Operation] = set()
        self._finalized = False

    @property
    def finalized(self) -> bool:
        """Whether operations can no longer be added."""
        return self._finalized

    def finalize(self) -> None:
        """From here on, adding an operation raises RuntimeError."""
        self._finalized = True

    def prevent_feeding(self, tensor: Tensor) -> None:
        """From here on, a session refuses to take a value for ``tensor``."""
        self._unfeedable.add(tensor)

    def prevent_fetching(self, op: Tensor | Operation) -> None:
        """From here on, a session refuses to fetch ``op``."""
        self._unfetchable.add(op)

    def is_feedable(self, tensor: Tensor) -> bool:
        return tensor not in self._unfeedable

    def is_fetchable(self, tensor_or_op: Tensor | Operation) -> bool:
        return tensor_or_op not in self._unfetchable
