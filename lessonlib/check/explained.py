"""Why an answer to a concept question is right: a text that only the right answer unlocks.

The text is encrypted with a key that is made from the question's key and the answer, as its seal is (sealing.py).
A notebook holds all texts of its questions, and nobody can read one before the question is answered.
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
    """`text` as base64, which `unlock` reads again with the same question's key and the same answer."""
    return base64.b64encode(_applied(text.encode(), key, answer)).decode()


def unlock(locked: str, key: str, answer: Any) -> str:
    """The text that `lock` made `locked` of. Raises ValueError where the answer is another one."""
    return _applied(base64.b64decode(locked), key, answer).decode()


class Explanations:
    """The locked texts of a notebook, by the keys of its questions."""

    def __init__(self) -> None:
        self._locked: Mapping[str, str] = {}

    def load(self, locked: Mapping[str, str]) -> None:
        """Take up the texts of a notebook."""
        self._locked = locked

    def tell(self, key: str, answer: Any, what: str) -> None:
        """Show why `answer`, which is right, is the answer to `key`; nothing where the notebook has no text for it."""
        if key in self._locked and running_shell() is not None:
            from IPython.display import display

            display(Advice(f"**`{what}` is right.** {unlock(self._locked[key], key, answer)}"))


def _applied(data: bytes, key: str, answer: Any) -> bytes:
    """`data` with the key stream of the question applied to it; applied twice it is what it was."""
    return bytes(byte ^ mask for byte, mask in zip(data, _stream(key, answer), strict=False))


def _stream(key: str, answer: Any) -> Iterator[int]:
    for block in count():
        yield from hashlib.sha256(f"lessonlib\0why\0{key}\0{normalise(answer)}\0{block}".encode()).digest()


explanations = Explanations()
