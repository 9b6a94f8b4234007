"""What the formgrader shows of a submission. nbgrader makes that page itself, in Jupyter's origin: its templates write
what these filters give, so nbgrader_config.py puts them in the places of nbconvert's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from lessonlib.grading.book.pages import plain
from lessonlib.grading.book.renderer import NotRendered, Sheet, shared_renderer
from lessonlib.grading.box.cells.bundle import rebuilt

_SHEET = "lessonlib_sheet"  # in nbconvert's resources, which belong to one page


def formgrader_filters() -> dict[str, Callable[..., Any]]:
    """By the names of nbconvert's filters."""
    return {
        "markdown2html": _markdown,
        "clean_html": _html,
        "highlight_code": _code,
        "ansi2html": _terminal,
        "get_metadata": _size,
        "posix_path": _no_path,
    }


@pass_context
def _markdown(context: Context, source: str) -> Markup:
    """A Markdown cell, a Markdown output, or a grader's comment."""
    attachments = context.get("cell", {}).get("attachments", {})
    attached = {name: rebuilt(bundle, {})["data"] for name, bundle in attachments.items()}
    return _rendered(context, "markdown", source, attachments=attached)


@pass_context
def _html(context: Context, html: Any) -> Markup:
    """nbconvert's templates clean some of what other filters made here once more."""
    if isinstance(html, Markup):
        return html
    return _rendered(context, "html", html.decode() if isinstance(html, bytes) else str(html))


@pass_context
def _code(context: Context, source: str, language: str = "", metadata: object = None) -> Markup:
    return Markup('<div class="highlight hl-ipython3"><pre>{}</pre></div>').format(
        _rendered(context, "code", source, or_else=Markup.escape)
    )


@pass_context
def _terminal(context: Context, text: str) -> Markup:
    return _rendered(context, "terminal", text, or_else=Markup.escape)


def _size(output: Mapping[str, Any], key: str, kind: str = "") -> int | None:
    """Width or height of a picture, a whole number; nothing else of the metadata of outputs and cells."""
    size: int | None = rebuilt(output.get("data"), output.get("metadata"))["metadata"].get(kind, {}).get(key)
    return size


def _no_path(path: str) -> str:
    """A picture comes from the notebook, never from the file that its metadata name."""
    return ""


def _rendered(
    context: Context, kind: str, text: str, or_else: Callable[[str], Markup] = plain, **more: Any
) -> Markup:
    sheet = context.get("resources", {}).setdefault(_SHEET, Sheet(shared_renderer()))
    try:
        return Markup(sheet.render(kind, text, **more))
    except NotRendered:
        return or_else(text)
