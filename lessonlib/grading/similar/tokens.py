"""An answer as a sequence of words that renaming, comments and layout do not change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pygments.lexers import PythonLexer
from pygments.token import Comment, Literal, Name, Text, Whitespace
from pygments.token import Token as Kind

_WORD = re.compile(r"\w+")
_BUILT_IN = (Name.Builtin, Name.Exception, Name.Function.Magic, Name.Variable.Magic)


@dataclass(frozen=True)
class Token:
    """One word: its form for comparing, and where it stands in the text."""

    form: str
    start: int
    end: int


def code_tokens(source: str) -> list[Token]:
    """The words of Python code, with one form for all names that a student chooses, and one for all texts.

    Names behind a dot and Python's own stay, because they say what is called. Nothing in the source is an error:
    pygments reads what Python would not.
    """
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    tokens: list[Token] = []
    for start, kind, text in lexer.get_tokens_unprocessed(source):
        if kind in Comment or kind in Text or kind in Whitespace or not text.strip():
            continue
        form = _form(kind, text, tokens)
        if form == "S" and tokens and tokens[-1].form == "S":  # pygments gives a text in pieces
            tokens[-1] = Token("S", tokens[-1].start, start + len(text))
        else:
            tokens.append(Token(form, start, start + len(text)))
    return tokens


def _form(kind: type[Kind], text: str, before: list[Token]) -> str:
    if kind in Literal.String:
        return "S"
    is_attribute = bool(before) and before[-1].form == "."
    if kind in Name and not is_attribute and not any(kind in one for one in _BUILT_IN):
        return "N"
    return text


def text_tokens(source: str) -> list[Token]:
    """The words of an answer in prose, in small letters."""
    return [Token(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(source)]


def grams(tokens: list[Token], length: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each passage of so many words, with the number of its first word."""
    forms = [token.form for token in tokens]
    for start in range(len(forms) - length + 1):
        yield tuple(forms[start : start + length]), start
