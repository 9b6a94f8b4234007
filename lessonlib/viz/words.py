"""Numbers and counts in words, for alternative texts."""

from __future__ import annotations

from collections.abc import Iterable


def number(value: float) -> str:
    """Three significant digits: 0.69314 -> "0.693", 1234.5 -> "1230", 1e-7 -> "1e-07"."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:.0f}" if 1000 <= abs(rounded) < 1e6 else f"{rounded:g}"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """ "1 curve", "3 curves", "2 passes"; a noun that is already a plural stays as it is: "4 variables"."""
    return f"{n} {noun if n == 1 else plural or _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith(("ss", "x", "sh", "tch")):
        return f"{noun}es"
    return noun if noun.endswith("s") else f"{noun}s"


def listed(parts: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
