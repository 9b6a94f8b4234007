"""Seals of answers to concept questions: a released notebook can recognise a right answer without showing it.

A seal is the start of a SHA-256 hash of the question's key and the normalised answer. A learner who wants to break
the seal of a choice from four can do so, but answering is less work.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np

DIGITS = 16  # hexadecimal digits of a seal: two answers to a question do not share a seal by chance


def seal(key: str, answer: Any) -> str:
    """The seal of `answer` (see `normalise`) to the question `key`, 16 hexadecimal digits."""
    text = f"lessonlib\0{key}\0{normalise(answer)}"
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def normalise(answer: Any) -> str:
    """One text for all ways of writing the same answer.

    In texts, case does not count, nor do leading, trailing and repeated spaces; 3 and 3.0 are one number, also as
    text; a list stands for the set of its elements. Raises TypeError for a value that cannot be an answer.
    """
    if isinstance(answer, str):
        return _number(answer) or " ".join(answer.casefold().split())
    if isinstance(answer, bool):
        return str(answer).casefold()
    if isinstance(answer, (int, float)) and (number := _number(answer)):
        return number
    if isinstance(answer, np.ndarray):
        return normalise(answer.tolist())
    if isinstance(answer, (list, tuple)):
        return ",".join(sorted({normalise(part) for part in answer}))
    raise TypeError(
        f"an answer is a text, a number, True or False, or a list of these, not a {type(answer).__name__}"
    )


def _number(value: str | float) -> str:
    """A finite number to 15 digits, so that 0.1 + 0.2 is 0.3; "" for anything else."""
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return ""
    return f"{number:.15g}" if math.isfinite(number) else ""
