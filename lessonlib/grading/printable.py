"""Texts that a submission brought along, made fit for a terminal, a log and a spreadsheet."""

from __future__ import annotations

import re

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)  # controls, marks without width, and those that turn the reading direction

LONG = 2_000  # characters of a text that lists much
_FORMULA = ("=", "+", "-", "@")  # behind blanks, too: `printable` takes those away


def printable(text: str, limit: int = 300) -> str:
    """`text` on one line, without terminal commands and characters that cannot be seen, cut at `limit`."""
    seen = _UNSEEN.sub(" ", _ESCAPES.sub("", text))
    one_line = " ".join(seen.split())
    return one_line if len(one_line) <= limit else one_line[: limit - 1] + "…"


def sentence(text: str, limit: int = 300) -> str:
    """`text` as `printable` gives it, with a capital at its start and a full stop at its end; "" for nothing."""
    text = printable(text, limit)
    return f"{text[:1].upper()}{text[1:]}{'' if not text or text.endswith(('.', '…')) else '.'}"


def guarded(text: str) -> str:
    """`text` for a cell of a table: never a formula, a command of a terminal, or a second line."""
    shown = printable(text, LONG)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
