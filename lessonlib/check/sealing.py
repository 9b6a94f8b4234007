"""Answers to concept questions as seals: a released notebook can tell a right answer without showing it.

A seal is the start of a SHA-256 hash over the question's key and the answer in its normal form. A learner
who wants to break the seal of a four-way choice can; they then did more work than answering takes.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np

DIGITS = 16  # hexadecimal digits of a seal: no two answers of one question meet by chance


def seal(key: str, answer: Any) -> str:
    """The seal of `answer` (see `normalise`) to the question `key`, 16 hexadecimal digits."""
    text = f"lessonlib\0{key}\0{normalise(answer)}"
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def normalise(answer: Any) -> str:
    """One text for all ways to write the same answer.

    Case, and spaces at the ends or repeated, do not count in text; 3 and 3.0 are one number, as text too; a
    list stands for the set of its elements. Raises TypeError for what cannot be an answer.
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
