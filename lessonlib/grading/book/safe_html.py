"""What feedback pages and the formgrader show of a submission's HTML and Markdown: text, tables and images, and
nothing that runs, sends or hides anything.

nbconvert's own filter `clean_html` knows neither paragraphs nor headings, and nbgrader's templates do not use it
for Markdown: an image with `onerror` would run in the browser of whoever reads the page. nbgrader_config.py puts
these two filters in their place.
"""

from __future__ import annotations

import re
from typing import Any

import bleach
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_TAGS = (
    "a abbr b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s span strong sub "
    "sup table tbody td tfoot th thead tr u ul"
)
_IMAGE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")


def safe_html(html: Any) -> str:
    """`html` with all tags but harmless ones shown as text. Images are those in the page, links lead to the web."""
    text = html.decode() if isinstance(html, bytes) else str(html)
    protocols = ["http", "https", "mailto", "data"]
    clean: str = bleach.clean(text, tags=_TAGS.split(), attributes=_is_harmless, protocols=protocols)
    return clean


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """A Markdown cell, or a grader's comment, as safe HTML."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return safe_html(MarkdownWithMath(renderer=renderer).render(source))


def _is_harmless(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return _IMAGE.fullmatch(value) is not None
    if tag == "a" and name == "href":
        return not value.lower().startswith("data:")
    return name in ("class", "title", "alt", "colspan", "rowspan", "align")
