"""Nested lists, tuples, named tuples and dicts of things, taken apart and put together again.

What is made of several tensors, such as a sparse tensor, is nested too: it has ``components``, a tuple of them, and
``rebuilt(components)``, which gives one like it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def is_nested(thing: Any) -> bool:
    """Whether it is a list, a tuple or a dict."""
    return isinstance(thing, (list, tuple, dict))


def flatten(structure: Any) -> list[Any]:
    """The leaves, from left to right; those of a dict in the order of its sorted keys."""
    if isinstance(structure, dict):
        structure = [structure[key] for key in sorted(structure)]
    structure = getattr(structure, "components", structure)
    if not isinstance(structure, (list, tuple)):
        return [structure]
    return [leaf for part in structure for leaf in flatten(part)]


def pack_like(structure: Any, leaves: Iterable[Any]) -> Any:
    """``leaves`` in the nesting of ``structure``, with its own types."""
    return _pack(structure, iter(leaves))


def same_nesting(a: Any, b: Any) -> bool:
    """Whether two structures have their leaves at the same places; a list and a tuple count as the same."""
    if isinstance(a, dict) or isinstance(b, dict):
        both = isinstance(a, dict) and isinstance(b, dict)
        return both and a.keys() == b.keys() and all(same_nesting(a[key], b[key]) for key in a)
    if is_nested(a) and is_nested(b):
        return len(a) == len(b) and all(same_nesting(x, y) for x, y in zip(a, b, strict=True))
    return not is_nested(a) and not is_nested(b)


def _pack(structure: Any, leaves: Iterator[Any]) -> Any:
    if isinstance(structure, dict):
        packed = {key: _pack(structure[key], leaves) for key in sorted(structure)}
        return type(structure)((key, packed[key]) for key in structure)
    if hasattr(structure, "components"):
        return structure.rebuilt(_pack(structure.components, leaves))
    if not isinstance(structure, (list, tuple)):
        return next(leaves)
    parts = [_pack(part, leaves) for part in structure]
    return type(structure)(*parts) if hasattr(structure, "_fields") else type(structure)(parts)
