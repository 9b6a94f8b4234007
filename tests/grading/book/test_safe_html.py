"""HTML and Markdown of strangers."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from lessonlib.grading.book.safe_html import safe_html, safe_markdown

PNG = "data:image/png;base64,iVBORw0KGgo="


def rendered(markdown, **cell):
    environment = Environment()
    environment.filters["markdown2html"] = safe_markdown
    return environment.from_string("{{ cell.source | markdown2html }}").render(
        cell={"source": markdown, **cell}
    )


@pytest.mark.parametrize(
    "html",
    [
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        '<p class="x">a <em>b</em> <code>c</code></p>',
        '<a href="https://example.org">a</a>',
        f'<img src="{PNG}" alt="a">',
    ],
)
def test_what_is_harmless_stays(html):
    assert safe_html(html) == html


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<script>x()</script>", "&lt;script&gt;x()&lt;/script&gt;"),
        ('<img src="x" onerror="x()">', "<img>"),
        ('<img src="https://evil.example/seen.png">', "<img>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href="java&#x0A;script:x()">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<p style="position: fixed" id="x">a</p>', "<p>a</p>"),
        ("<svg onload=x()>", "&lt;svg onload=x()&gt;"),
        ("<style>* {display: none}</style>", "&lt;style&gt;* {display: none}&lt;/style&gt;"),
    ],
)
def test_what_is_not_is_text_or_gone(html, shown):
    assert safe_html(html) == shown


def test_markdown_looks_as_it_should():
    html = rendered("# Title\n\n*a* and `b`, $x < y$\n\n| a |\n|---|\n| 1 |\n\n![pasted](attachment:a.png)",
                    attachments={"a.png": {"image/png": "iVBORw0KGgo="}})  # fmt: skip
    for part in (
        "<h1>Title</h1>",
        "<em>a</em>",
        "<code>b</code>",
        "<td>1</td>",
        f'src="{PNG}"',
        "$x &lt; y$",
    ):
        assert part in html


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](javascript:x())",
        "<img src=x onerror=x()>",
        "![a](javascript:x())",
        "<a href='&#106;avascript:x()'>",
    ],
)
def test_markdown_runs_nothing(markdown):
    html = rendered(markdown)
    assert "onerror" not in html.replace("&lt;", "<") or "<img" not in html
    assert "javascript:" not in html
