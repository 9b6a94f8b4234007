"""Markdown of strangers."""

from __future__ import annotations

import re

import pytest

from lessonlib.grading.book.markdown import markdown

PNG = "iVBORw0KGgo="


def test_it_looks_as_it_should():
    source = "# Title\n\n*a* and `b`, ~~c~~, $x < y$\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n1. one\n   - two\n\n> three"
    html = markdown(source)
    for part in (
        "<h1>Title</h1>",
        "<em>a</em>",
        "<code>b</code>",
        "<s>c</s>",
        "<mi>x</mi><mo>&lt;</mo><mi>y</mi>",
        "<td>1</td>",
        '<td align="right">2</td>',
        "<li>two</li>",
        "<blockquote>",
    ):
        assert part in html


@pytest.mark.parametrize(
    "source", ["$$a$$", "text $$a$$ text", "\\begin{equation}\na\n\\end{equation}", "$$\na\n\n$$"]
)
def test_formulas_on_lines_of_their_own(source):
    assert '<math display="block">' in markdown(source)


@pytest.mark.parametrize("source", ["`$a$`", "    $a$", "```\n$a$\n```", r"\$a\$", "5$", "<code>$a$</code>"])
def test_what_is_no_formula(source):
    assert ("<math" in markdown(source)) == source.startswith("<code>")


def test_python_is_coloured_and_other_code_is_as_it_is():
    assert '<span class="k">def</span>' in markdown("```python\ndef f(): pass\n```")
    for language in ("", "text", "html", "python onload=x()", '"><script>'):
        html = markdown(f"```{language}\ndef f(): <b>\n```")
        assert "def f(): &lt;b&gt;" in html
        assert "class" not in html


@pytest.mark.parametrize("name", ["a.png", "a b.png", "a%20b.png", "\u00e9.png"])
def test_pasted_pictures_are_shown(name):
    html = markdown(f"![it]({'attachment:' + name if ' ' not in name else f'<attachment:{name}>'})",
                    {name.replace("%20", " "): {"image/png": PNG}})  # fmt: skip
    assert f'src="data:image/png;base64,{PNG}"' in html
    assert 'alt="it"' in html


@pytest.mark.parametrize(
    "attachments",
    [
        None,
        {},
        {"b.png": {"image/png": PNG}},
        {"a.png": {"text/html": "<script>x()</script>"}},
        {"a.png": {"image/svg+xml": "<svg onload=x()>"}},
        {"a.png": {"image/png": '"onerror="x()'}},
    ],
)
def test_other_attachments_are_not(attachments):
    html = markdown("![it](attachment:a.png)", attachments)
    assert "src=" not in html
    assert "onerror" not in html


@pytest.mark.parametrize(
    "source",
    [
        "[a](javascript:x())",
        "[a]( javascript&colon;x())",
        "![a](https://evil.example/seen.png)",
        "![a](javascript:x())",
        "<https://example.org/\"onclick='x()'>",
        "[a]: javascript:x()\n\n[a]",
        "<img src=x onerror=x()>",
        "<a href='&#106;avascript:x()'>a</a>",
        "<p class=score id=a style='position: fixed'>Score</p>",
        "$\\href{javascript:x()}{a}$ $\\class{score}{a}$ $\\text{<img src=x onerror=x()>}$",
        "$$<script>x()</script>$$",
        "```python\n<script>x()</script>\n```",
        '| <a onclick=x()>a |\n|:-:"onclick=x()|\n| b |',
    ],
)
def test_it_runs_and_loads_nothing(source):
    tags = re.findall(r"<[^>]*>", markdown(source))
    assert not [tag for tag in tags if re.search(r"script|evil|\son\w+=|class=.score|style|id=", tag)]


def test_marks_of_formulas_cannot_be_guessed():
    html = markdown("made0x $a$ made0000000000000000x0x")
    assert html.count("<math") == 1
    assert "made0000000000000000x0x" in html


@pytest.mark.parametrize("source", [">" * 5_000 + "a", "- " * 2_000 + "a", "[" * 5_000, "*a **b " * 2_000])
def test_nesting_is_bounded(source):
    html = markdown(source)
    assert len(html) < 10 * len(source)
    assert html.count("<blockquote>") + html.count("<ul>") <= 25
