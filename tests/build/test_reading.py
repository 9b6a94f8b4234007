from pathlib import Path

import pytest

from lessonlib.build.reading import Length, check_length, check_read_on, length_of
from lessonlib.build.source import Cell

PATH = Path("chapter.py")
READ_ON = """\
## 4. Read on

- I. Goodfellow and others, *Deep Learning* (2016), chapter 2.
- B. Author,
  *A book* (1999).
- [The documentation of broadcasting](https://numpy.org/x) (2024)

**Open questions**, without points:

1. Why?
2. Why not?

**Next**: - nothing
"""


def test_words_code_and_practice_are_counted():
    cells = [
        Cell(
            "markdown",
            "# One two\n\nthree (four), it's well-known: $x + 1$ [five](a/b/c.ipynb)\n\n```\nsix seven\n```",
        ),
        Cell("code", "# many words\nx = 1"),
        Cell("code", "x = ...", {"try": "x"}),
    ]
    assert length_of(cells) == Length(words=9, code=1, practices=1)


@pytest.mark.parametrize(
    ("length", "minutes"), [((0, 5, 0), 5), ((1, 5, 0), 10), ((1500, 20, 10), 60), ((0, 0, 2), 10)]
)
def test_minutes_are_rounded_up_to_five(length, minutes):
    assert Length(*length).minutes == minutes


def test_more_than_an_hour_is_to_be_split():
    cells = [Cell("code", "1")] * 61
    (problem,) = check_length(cells, PATH)
    assert "takes 65 minutes (0 words, 61 code cells, 0 practices), more than 60. Split it" in str(problem)
    assert not list(check_length(cells[:60], PATH))


def problems(text):
    cells = [Cell("markdown", "## 3. Before\n\n- a (2000)"), Cell("markdown", text, line=7)]
    return [str(problem) for problem in check_read_on(cells, PATH)]


def test_references_and_questions_are_enough():
    assert problems(READ_ON) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "Read on",
            "The end",
            "chapter.py:1: file: its last section is not `## Read on`. It has three to six",
        ),
        ("(1999)", "", "the reference 'B. Author,\n  *A book* .' has no year"),
        ("- B. Author,\n", "", "*Read on* has 2 references"),
        ("- B. Author,", "- x (2000)\n" * 4 + "- B. Author,", "*Read on* has 7 references"),
        ("1. Why?\n2. Why not?", "Why?", "*Read on* has 0 open questions"),
        ("2. Why not?", "2. Why not?\n3. When?", "*Read on* has 3 open questions"),
        ("**Open questions**", "**Questions**", "*Read on* has 0 open questions"),
    ],
)
def test_what_is_missing_is_named(old, new, message):
    assert old in READ_ON
    assert any(message in problem for problem in problems(READ_ON.replace(old, new)))


def test_a_chapter_without_sections_has_none():
    (problem,) = check_read_on([Cell("code", "1")], PATH)
    assert "last section" in str(problem)
