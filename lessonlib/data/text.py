"""A text for models of language, and the vocabulary that turns its characters into numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import torch
from torch import Tensor


class Vocabulary:
    """Characters and their numbers, from 0, in the order of their code points.

    characters: each character that is to have a number, once or more often, in any order.
    unknown: a further symbol that stands for all other characters; it is added at the end. None: others are refused.

    Raises ValueError when there is no character, or `unknown` is one of them or is not one character.
    """

    def __init__(self, characters: Iterable[str], unknown: str | None = None) -> None:
        known = sorted(set(characters))
        if not known or any(len(one) != 1 for one in known):
            raise ValueError("expected a text, or a list of single characters, with at least one character")
        if unknown is not None and (unknown in known or len(unknown) != 1):
            raise ValueError(
                f"unknown is {unknown!r}, expected one character that the vocabulary does not have"
            )
        self.unknown = unknown
        self.symbols = (*known, unknown) if unknown else tuple(known)
        self._ids = {symbol: k for k, symbol in enumerate(self.symbols)}

    def __len__(self) -> int:
        return len(self.symbols)

    def __contains__(self, character: object) -> bool:
        return character in self._ids

    def __repr__(self) -> str:
        return f"Vocabulary({len(self)} symbols: {''.join(self.symbols)!r})"

    def encode(self, text: str) -> Tensor:
        """The numbers of the characters, int64 (len(text),).

        Raises ValueError for a character that is not in the vocabulary, if nothing stands for unknown ones.
        """
        missing = sorted({one for one in text if one not in self._ids})
        if missing and self.unknown is None:
            raise ValueError(
                f"{', '.join(map(repr, missing))} not in the vocabulary, expected only: {''.join(self.symbols)!r}"
            )
        other = self._ids.get(self.unknown or "", -1)
        return torch.tensor([self._ids.get(one, other) for one in text], dtype=torch.int64)

    def decode(self, ids: Tensor | Iterable[int]) -> str:
        """The text of these numbers, (n,). Raises ValueError for a number that no symbol has."""
        numbers = [int(k) for k in ids]
        wrong = [k for k in numbers if not 0 <= k < len(self)]
        if wrong:
            raise ValueError(f"there is no symbol {wrong[0]}, expected numbers from 0 to {len(self) - 1}")
        return "".join(self.symbols[k] for k in numbers)


@dataclass(frozen=True, repr=False)
class Text:
    """A text in three parts that follow each other: learn from `train`, choose with `validation`, use `test` once.

    licence and source say where it comes from and what you may do with it.
    """

    name: str
    train: str
    validation: str
    test: str
    source: str
    licence: str
    citation: str

    def __repr__(self) -> str:
        parts = ", ".join(
            f"{len(part):,} {name}"
            for name, part in (("train", self.train), ("validation", self.validation), ("test", self.test))
        )
        return f"Text({self.name!r}: {parts} characters; {len(self.vocabulary)} different ones)"

    @property
    def vocabulary(self) -> Vocabulary:
        """All characters of the three parts."""
        return Vocabulary(self.train + self.validation + self.test)


def alice() -> Text:
    """*Alice's Adventures in Wonderland*, 142,139 characters: 85% train, 5% validation, 10% test, in the book's order.

    One paragraph, verse or heading a line; only ASCII. The title page, rows of asterisks and the marks of emphasis are
    left out, line breaks within paragraphs are spaces, and both kinds of single quotes are apostrophes.
    """
    text = files("lessonlib.data").joinpath("alice.txt").read_text(encoding="ascii")
    first, second = int(0.85 * len(text)), int(0.9 * len(text))
    return Text(
        name="alice",
        train=text[:first],
        validation=text[first:second],
        test=text[second:],
        source="the edition of the Canterbury Corpus (alice29.txt), without its title page",
        licence="public domain",
        citation="Lewis Carroll (1832-1898), Alice's Adventures in Wonderland, Macmillan, 1865",
    )
