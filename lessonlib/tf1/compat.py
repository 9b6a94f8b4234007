"""tf.compat: text and bytes in one form, and ``tf.compat.v1``, which is ``tf`` itself."""

from __future__ import annotations

import os
from typing import Any

from lessonlib.graph.errors import InvalidTypeError
from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import module_of, namespace

Text = str | bytes | bytearray


@tf_export("compat.as_bytes")
def as_bytes(bytes_or_text: Text, encoding: str = "utf-8") -> bytes:
    """Text encoded; bytes as they are. Raises TypeError for anything else."""
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, (bytes, bytearray)):
        return bytes(bytes_or_text)
    raise _unfit(bytes_or_text)


@tf_export("compat.as_text", "compat.as_str")
def as_text(bytes_or_text: Text, encoding: str = "utf-8") -> str:
    """Bytes decoded; text as it is. Raises TypeError for anything else."""
    if isinstance(bytes_or_text, (bytes, bytearray)):
        return bytes_or_text.decode(encoding)
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    raise _unfit(bytes_or_text)


as_str = as_text


@tf_export("compat.as_str_any")
def as_str_any(value: Any, encoding: str = "utf-8") -> str:
    """`as_text` of bytes, ``str()`` of anything else."""
    return as_text(value, encoding) if isinstance(value, bytes) else str(value)


@tf_export("compat.path_to_str")
def path_to_str(path: Any) -> Any:
    """A path object as text; anything else as it is."""
    return os.fspath(path) if hasattr(path, "__fspath__") else path


def _unfit(value: object) -> InvalidTypeError:
    return InvalidTypeError(
        f"Expected binary or unicode string, got {value!r} of type '{type(value).__name__}'."
    )


_find, __dir__ = namespace(globals())


def __getattr__(name: str) -> Any:
    return module_of("") if name == "v1" else _find(name)
