"""Code and terminal output in colours."""

from __future__ import annotations

import re
from html import unescape

import pytest

from lessonlib.grading.book.coloured import code, terminal


def text(html):
    return unescape(re.sub(r'<span class="[\w -]*">|</span>', "", html))


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return '<b>'  # a & b\n",
        "%time x = 1\n!ls -l\n?f\n",
        "x = (",
        "\n\n  a\n\n",
        "\t\u00e9",
    ],
)
def test_code_is_what_it_was(source):
    assert text(code(source)).rstrip("\n") == source.rstrip("\n")
    assert '<span class="k">def</span>' in code(source) or "def" not in source


def test_code_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match=r"code of 60,000 characters"):
        code("x = 1\n" * 10_000)


@pytest.mark.parametrize(
    ("printed", "classes"),
    [
        ("\x1b[31mx", "ansi-red-fg"),
        ("\x1b[1;31mx", "ansi-red-intense-fg ansi-bold"),
        ("\x1b[1;22;31mx", "ansi-red-fg"),
        ("\x1b[92mx", "ansi-green-intense-fg"),
        ("\x1b[44mx", "ansi-blue-bg"),
        ("\x1b[107mx", "ansi-white-intense-bg"),
        ("\x1b[4mx", "ansi-underline"),
        ("\x1b[7mx", "ansi-default-inverse-fg ansi-default-inverse-bg"),
        ("\x1b[7;33mx", "ansi-default-inverse-fg ansi-yellow-bg"),
        ("\x1b[38;5;9mx", "ansi-red-intense-fg"),
        ("\x1b[38;5;28mx", "ansi-green-fg"),
        ("\x1b[38;5;255mx", "ansi-white-intense-fg"),
        ("\x1b[38;2;250;70;90mx", "ansi-red-intense-fg"),
        ("\x1b[48:5:0mx", "ansi-black-bg"),
        ("\x1b[31m\x1b[4mx", "ansi-red-fg ansi-underline"),
    ],
)
def test_colours_are_classes(printed, classes):
    assert terminal(f"a{printed}\x1b[0mb") == f'a<span class="{classes}">x</span>b'


@pytest.mark.parametrize(
    "numbers", ["", "0", "39", "31;39", "31;0", "99", "38", "38;9", "999999999999", "1;22"]
)
def test_no_colour_is_no_tag(numbers):
    assert text(terminal(f"\x1b[{numbers}mx")) == "x"
    assert "class" not in terminal(f"\x1b[{numbers}mx")


@pytest.mark.parametrize(
    "command",
    [
        "\x1b[2J",
        "\x1b[1;1H",
        "\x1b[?25l",
        "\x1b]0;title\x07",
        "\x1b]8;;https://evil.example\x07",
        "\x1b]8;;https://evil.example\x1b\\",
        "\x1b(B",
        "\x1bc",
        "\x00\x07\x08\x0b",
        "\u202e",
        "\x9b31m"[:1],
    ],
)
def test_other_commands_and_unseen_characters_go(command):
    assert terminal(f"a{command}b") == "ab"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("50%\r100%\n", "100%\n"),
        ("a\r\nb", "a\nb"),
        ("a\r", "a"),
        ("a\rb\rc\nd\re", "c\ne"),
        ("a\tb", "a\tb"),
    ],
)
def test_a_line_that_was_written_over_shows_its_last_state(printed, shown):
    assert terminal(printed) == shown


def test_html_is_text():
    assert terminal("<script>&'\"\x1b[31m<b>") == (
        '&lt;script&gt;&amp;&#x27;&quot;<span class="ansi-red-fg">&lt;b&gt;</span>'
    )


def test_a_flood_of_colours_ends():
    html = terminal("\x1b[31ma\x1b[32mb" * 50_000)
    assert text(html) == "ab" * 50_000
    assert html.count("<span") == 10_000
