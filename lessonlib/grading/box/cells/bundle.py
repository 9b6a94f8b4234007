"""What is kept of a display: text, pictures, and the pictures' sizes.

A display is a bundle of the same thing in several MIME types, with metadata. Both are made anew from nothing: of the
types, those that a page shows without running anything; of the metadata, width and height. nbconvert and JupyterLab
know more of both (scripts, widgets, links to other pictures), and whatever they know, a submission may write.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from lessonlib.check.replies import clean

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
TEXTS = frozenset({"text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml"})
MOST_PIXELS = 10_000  # along a side
_MOST_COUNT = 2**31 - 1
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


def rebuilt(data: Any, metadata: Any) -> dict[str, Any]:
    """The fields `data` and `metadata` of an output, whatever was given: text by MIME type, and for each picture
    the whole numbers "width" and "height" that it is shown in, where they were given.
    """
    given = data if isinstance(data, dict) else {}
    texts = {kind: _text(kind, given[kind]) for kind in given if kind in PICTURES or kind in TEXTS}
    kept = {str(kind): text for kind, text in texts.items() if text is not None} or _nothing_of(given)
    sizes = {kind: _size(kind, metadata) for kind in sorted(PICTURES & kept.keys())}
    return {"data": kept, "metadata": {kind: size for kind, size in sizes.items() if size}}


def execution_count(value: Any) -> int:
    """`value` if a notebook's file can hold it as the number of a cell's run, else 0."""
    return value if type(value) is int and 0 <= value <= _MOST_COUNT else 0


def _nothing_of(data: dict[Any, Any]) -> dict[str, str]:
    kinds = ", ".join(clean(str(kind)[:80]) for kind in list(data)[:5]) or "it has no type"
    return {"text/plain": f"[An output that is not shown in feedback: {kinds}.]"}


def _text(kind: str, value: Any) -> str | None:
    """A representation as notebooks store it, pictures in base64; None when it is not one."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode() if kind in PICTURES else value.decode("utf-8", "replace")
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    if not isinstance(value, str):
        return None
    if kind not in PICTURES:
        return clean(str.__str__(value))
    packed = "".join(value.split())
    return packed if _BASE64.fullmatch(packed) else None


def _size(kind: str, metadata: Any) -> dict[str, int]:
    """Width and height of a picture: as the metadata say of its type, or of the whole display."""
    whole = metadata if isinstance(metadata, dict) else {}
    own = whole.get(kind)
    own = own if isinstance(own, dict) else {}
    given = {name: own.get(name, whole.get(name)) for name in ("width", "height")}
    return {name: n for name, n in given.items() if type(n) is int and 1 <= n <= MOST_PIXELS}
