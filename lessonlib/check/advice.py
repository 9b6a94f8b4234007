"""Helpful text: a notebook shows it formatted, a terminal shows it as it is."""

from __future__ import annotations


class Advice:
    """`text` is Markdown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


def quoted(text: str) -> str:
    """The Markdown `text` as a quotation, which a notebook sets apart from the output of a program."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
