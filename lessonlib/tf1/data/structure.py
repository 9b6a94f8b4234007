"""Nested tuples, named tuples and dicts of things, taken apart and put together again. A list is one thing.

The parts of a dict come in the order of its sorted keys, so that dicts with the same keys in another order agree.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any


def flatten(nested: Any) -> list[Any]:
    """The leaves, from left to right."""
    if isinstance(nested, dict):
        nested = tuple(nested[key] for key in sorted(nested))
    return [leaf for part in nested for leaf in flatten(part)] if isinstance(nested, tuple) else [nested]


def pack(like: Any, leaves: Sequence[Any]) -> Any:
    """``leaves`` in the structure of ``like``."""
    return _pack(like, iter(leaves))


def _pack(like: Any, leaves: Iterator[Any]) -> Any:
    if isinstance(like, dict):
        found = {key: _pack(like[key], leaves) for key in sorted(like)}
        packed = {key: found[key] for key in like}
        return OrderedDict(packed) if isinstance(like, OrderedDict) else packed
    if isinstance(like, tuple):
        parts = [_pack(part, leaves) for part in like]
        return type(like)(*parts) if hasattr(like, "_fields") else tuple(parts)
    return next(leaves)
