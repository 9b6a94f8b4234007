"""Nested tuples, named tuples and dicts of things, taken apart and put together again. A list is one thing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any


def flatten(nested: Any) -> list[Any]:
    """The leaves, from left to right."""
    if isinstance(nested, dict):
        nested = tuple(nested.values())
    return [leaf for part in nested for leaf in flatten(part)] if isinstance(nested, tuple) else [nested]


def pack(like: Any, leaves: Sequence[Any]) -> Any:
    """``leaves`` in the structure of ``like``."""
    return _pack(like, iter(leaves))


def _pack(like: Any, leaves: Iterator[Any]) -> Any:
    if isinstance(like, dict):
        packed = {key: _pack(part, leaves) for key, part in like.items()}
        return OrderedDict(packed) if isinstance(like, OrderedDict) else packed
    if isinstance(like, tuple):
        parts = [_pack(part, leaves) for part in like]
        return type(like)(*parts) if hasattr(like, "_fields") else tuple(parts)
    return next(leaves)
