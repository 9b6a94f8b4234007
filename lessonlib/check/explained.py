"""Why an answer to a concept question is right: a text that only the right answer unlocks.

The text is encrypted with a key that is derived from the question's key and the answer, as the seal is (sealing.py).
A notebook holds the texts of all its questions, and none can be read before its question is answered.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from lessonlib.check.advice import Advice
from lessonlib.check.record import running_shell
from lessonlib.check.sealing import normalise


def lock(text: str, key: str, answer: Any) -> str:
    """`text` as base64 that `unlock` can read with the same key and the same answer."""
    return base64.b64encode(_applied(text.encode(), key, answer)).decode()


def unlock(locked: str, key: str, answer: Any) -> str:
    """The text that was locked. Raises ValueError when the key or the answer is not the same."""
    return _applied(base64.b64decode(locked), key, answer).decode()


class Explanations:
    """The locked texts of a notebook, by the keys of its questions."""

    def __init__(self) -> None:
        self._locked: Mapping[str, str] = {}

    def load(self, locked: Mapping[str, str]) -> None:
        """Load the texts of a notebook."""
        self._locked = locked

    def tell(self, key: str, answer: Any, what: str) -> None:
        """Show why the right answer `answer` is the answer to `key`; show nothing if the notebook has no text for
        it.
        """
        if key in self._locked and running_shell() is not None:
            from IPython.display import display

            display(Advice(f"**`{what}` is right.** {unlock(self._locked[key], key, answer)}"))


def _applied(data: bytes, key: str, answer: Any) -> bytes:
    """`data` combined with the question's key stream; applying it twice gives `data` back."""
    return bytes(byte ^ mask for byte, mask in zip(data, _stream(key, answer), strict=False))


def _stream(key: str, answer: Any) -> Iterator[int]:
    for block in count():
        yield from hashlib.sha256(f"lessonlib\0why\0{key}\0{normalise(answer)}\0{block}".encode()).digest()


explanations = Explanations()
