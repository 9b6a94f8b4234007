"""Markdown that a submission wrote, as HTML with formulas, highlighted code and pasted pictures."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from lessonlib.grading.book.clean_html import clean_html
from lessonlib.grading.book.coloured import code
from lessonlib.grading.book.formulas import formula

_PICTURES = ("image/png", "image/jpeg", "image/gif")
_PYTHON = ("python", "python3", "py", "ipython", "ipython3")
_DEEPEST = 20  # lists and quotes within one another


def markdown(source: str, attachments: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """`source` as JupyterLab shows it. `attachments`: base64 by MIME type, by the name of a pasted picture.

    Formulas and highlighted code are made here and may have classes; nothing that the source says itself may. So
    marks that nobody can guess hold their places while the HTML is cleaned. Raises ValueError as `clean_html`.
    """
    made = _Made(f"made{secrets.token_hex(8)}x", attachments or {})
    html = clean_html(_PARSER.render(source, {"made": made}))
    return re.sub(rf"{made.mark}(\d+)x", lambda found: made.pieces[int(found[1])], html)


class _Made:
    """Pieces of HTML made here, and the marks that stand in their places."""

    def __init__(self, mark: str, attachments: Mapping[str, Mapping[str, str]]) -> None:
        self.mark, self.attachments = mark, attachments
        self.pieces: list[str] = []

    def keep(self, html: str) -> str:
        self.pieces.append(html)
        return f"{self.mark}{len(self.pieces) - 1}x"


def _inline(_: Any, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    return str(env["made"].keep(formula(tokens[index].content, display=False)))


def _display(_: Any, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    return f"<div>{env['made'].keep(formula(tokens[index].content.strip(), display=True))}</div>\n"


def _fence(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    token = tokens[index]
    if token.info.strip().lower() not in _PYTHON:
        return renderer.code_block(tokens, index, options, env)
    return f"<pre><code>{env['made'].keep(code(token.content))}</code></pre>\n"


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    prefix, _, name = str(tokens[index].attrs.get("src", "")).partition(":")
    pasted = env["made"].attachments.get(unquote(name), {}) if prefix == "attachment" else {}
    for kind in _PICTURES:
        if kind in pasted:
            tokens[index].attrs["src"] = f"data:{kind};base64,{pasted[kind]}"
    return renderer.image(tokens, index, options, env)


def _cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    """A cell of a table; its side is said by an attribute, for a page allows no style in elements."""
    side = str(tokens[index].attrs.pop("style", "")).rpartition(":")[2]
    if side:
        tokens[index].attrs["align"] = side
    return renderer.renderToken(tokens, index, options, env)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    dollarmath_plugin(parser, allow_labels=False, double_inline=True)
    amsmath_plugin(parser)
    rules: dict[str, Callable[..., str]] = {
        "math_inline": _inline,
        "math_inline_double": _display,
        "math_block": _display,
        "amsmath": _display,
        "fence": _fence,
        "image": _image,
        "th_open": _cell,
        "td_open": _cell,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


_PARSER = _parser()
