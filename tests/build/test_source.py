from pathlib import Path

import pytest

from lessonlib.build.errors import SourceError
from lessonlib.build.source import Cell, format_cell, parse_cells

TEXT = """\
# %% [markdown]
# # Title

# %% test="t1" points=2.5
x = 1
# %% task="say" caught_by="a,b" message="got \\"x\\" = 3, it's"
%time y = 2
"""


def parse(text: str) -> list[Cell]:
    return parse_cells(text, Path("exercise.py"))


def test_cells_carry_kind_source_options_and_line():
    title, test, task = parse(TEXT)
    assert (title.kind, title.source, title.line) == ("markdown", "# Title", 1)
    assert (test.role, test.options, test.source, test.line) == (
        "test",
        {"test": "t1", "points": 2.5},
        "x = 1",
        4,
    )
    assert task.options["message"] == 'got "x" = 3, it\'s'
    assert (task.source, task.line) == ("%time y = 2", 6)


def test_the_texts_of_the_cells_are_the_file():
    assert "".join(cell.text for cell in parse(TEXT)) == TEXT


@pytest.mark.parametrize("cell", parse(TEXT), ids=lambda cell: cell.role)
def test_a_formatted_cell_parses_to_itself(cell):
    (again,) = parse(format_cell(cell))
    assert (again.kind, again.source, again.options) == (cell.kind, cell.source, cell.options)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"exercise\.py:1: file: it holds no cell"),
        (
            "# ---\n# title: x\n# ---\n# %%\nx = 1\n",
            r":1: file: text stands before the first cell.*no header",
        ),
        ('# %%\nx = 1\n\n# %%\ny = """\n# %% z\n"""\n', r":4: cell: a line .*starts with `# %%`"),
        ("# %%\nx = 1\n# %% [raw]\n# y\n", r":3: cell: its type is 'raw'"),
    ],
)
def test_what_is_no_lesson_source_says_where_and_why(text, message):
    with pytest.raises(SourceError, match=message):
        parse(text)
