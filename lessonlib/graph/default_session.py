"""The session that ``tensor.eval()`` and ``op.run()`` use."""

from __future__ import annotations

from typing import Any

from lessonlib.graph import defaults
from lessonlib.graph.export import tf_export
from lessonlib.graph.graph import Graph
from lessonlib.graph.session import Session


@tf_export("InteractiveSession")
class InteractiveSession(Session):
    """A session that is the default one from its making until ``close()``."""

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: Any = None, device: Any = None
    ) -> None:
        super().__init__(target, graph, config, device)
        self.__enter__()

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def close(self) -> None:
        if self._blocks:
            self._blocks.pop().close()
        super().close()


@tf_export("get_default_session")
def get_default_session() -> Session | None:
    """The session of the innermost ``with`` block of this thread, or None."""
    return defaults.sessions.top
