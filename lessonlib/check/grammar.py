"""Verbs that agree with their subject: "the loss is", "the gradients of w are"."""

from __future__ import annotations

import re

# A noun in the plural ends in s, but so do "loss", "radius", "axis", "bias" and "net.training afterwards".
_SINGULAR = ("ss", "us", "is", "as", "series", "wards")
_CLAUSES = ("what ", "how ")  # "what the function returns" is one thing
_AFTER_THE_NOUN = re.compile(
    r"\b(of|for|in|on|at|to|by|from|after|before|with|without|between|that|which|when|where|made|outside|against)\b"
    r"|[,:(]"
)


def is_plural(what: str) -> bool:
    """Whether `what`, such as "the gradients of w", names several things; a single word is the name of one thing in
    a program.
    """
    noun = _AFTER_THE_NOUN.split(what)[0].strip()
    if noun.startswith(_CLAUSES):
        return False
    if " and " in noun:
        return True
    before, _, last = noun.rpartition(" ")
    return bool(before) and last.isalpha() and last.endswith("s") and not last.endswith(_SINGULAR)


def said(what: str, one: str, many: str) -> str:
    """`what` with its verb: `one` if it names one thing, otherwise `many`."""
    return f"{what} {many if is_plural(what) else one}"


def not_right(what: str) -> str:
    """The sentence with which most failed checks begin."""
    return f"{said(what, 'is', 'are')} not right."
