"""Every example of docs/*.md runs, and prints what the page says.

A page is one program: its ```python blocks run in order and share their names. A ```text block right after one is what
that block prints; ``...`` stands for any text. A block may end in an error, whose type and message are then the last
part of what it prints. A block without a ```text block prints nothing.
"""

import contextlib
import doctest
import io
import re
from pathlib import Path

import pytest

import lessonlib.tf1 as tf

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.glob("**/*.md"))
BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
CHECKER = doctest.OutputChecker()


def examples(text):
    """(line number, code, expected output) of each example of a page."""
    return [
        (text.count("\n", 0, match.start("code")) + 1, match["code"], match["output"] or "")
        for match in BLOCK.finditer(text)
    ]


def output_of(code, line, page, namespace):
    """What the code prints, its error included; it runs at its own lines of the page, so that errors find them."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile("\n" * (line - 1) + code, str(page), "exec"), namespace)
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
    return printed.getvalue().rstrip() + "\n" * bool(printed.getvalue())


def check_page(page):
    namespace, wrong = {"__name__": "__main__"}, []
    for line, code, expected in examples(page.read_text("utf-8")):
        got = output_of(code, line, page, namespace)
        if not CHECKER.check_output(expected, got, doctest.ELLIPSIS):
            example = doctest.Example(code, expected)
            difference = CHECKER.output_difference(example, got, doctest.REPORT_NDIFF)
            wrong.append(f"{page.name}, line {line}:\n{code}\n{difference}")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A fresh default graph and an empty folder, as a program finds them."""
    monkeypatch.chdir(tmp_path)
    tf.reset_default_graph()


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page(page):
    check_page(page)


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n", r"line 2:[\s\S]*- 3\n[\s\S]*\+ 2"),
        ("```python\nprint(1)\n```\n", r"line 2:[\s\S]*\+ 1"),
        (
            "\n```python\nx = 1\n```\n\n```python\ny\n```\n",
            r"line 7:[\s\S]*\+ NameError: name 'y' is not defined",
        ),
    ],
)
def test_a_wrong_page_fails(tmp_path, text, message):
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(pytest.fail.Exception, match=message):
        check_page(page)


def test_there_are_pages_with_examples():
    assert sum(len(examples(page.read_text("utf-8"))) for page in PAGES) > 10
