"""A run in several calls: each goes on from what the earlier ones computed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

from lessonlib.graph.errors import InvalidArgumentError, UnsupportedError
from lessonlib.graph.node import Operation, Tensor
from lessonlib.graph.order import ancestors


class PartialRun:
    """What `Session.partial_run_setup` gives: what may be fetched and fed, and the values that are there so far."""

    def __init__(self, fetches: Iterable[Tensor | Operation], feeds: Iterable[Tensor]) -> None:
        self._fetches, self._feeds = set(fetches), set(feeds)
        self.known: dict[Tensor, torch.Tensor] = {}
        self._done: set[Operation] = set()

    def check(self, leaves: Iterable[Tensor | Operation], feeds: Iterable[Tensor]) -> None:
        """Raise InvalidArgumentError for a fetch or feed that was not announced, or comes a second time."""
        for leaf in leaves:
            if leaf not in self._fetches:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"'{leaf.name}' was not announced as a fetch, or was fetched already.\n"
                    "  Remedy: name all fetches in partial_run_setup, and fetch each once.",
                )
        for tensor in feeds:
            if tensor not in self._feeds:
                raise InvalidArgumentError(
                    None, None, f"'{tensor.name}' was not announced as a feed, or was fed already."
                )
        self._fetches -= set(leaves)
        self._feeds -= set(feeds)

    def check_effects(self, leaves: Iterable[Tensor | Operation]) -> None:
        """Raise NotImplementedError when an operation with an effect would run a second time."""
        targets = [
            leaf if isinstance(leaf, Operation) else leaf.op for leaf in leaves if leaf not in self.known
        ]
        again = [op for op in ancestors(targets, self.known) if op in self._done and op.entry.stateful]
        if again:
            raise UnsupportedError(
                f"partial_run would run '{again[0].name}' ({again[0].type}) a second time, and it has an effect.\n"
                "  Remedy: fetch everything in one session.run."
            )

    def note(self, op: Operation, outputs: tuple[Any, ...]) -> None:
        """Keep what an operation has put out."""
        self._done.add(op)
        for tensor, value in zip(op.outputs, outputs, strict=False):
            if isinstance(value, torch.Tensor):
                self.known.setdefault(tensor, value.clone())
