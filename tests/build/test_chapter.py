import pytest

from lessonlib.build.chapter import chapter_cells
from lessonlib.build.errors import SourceError
from lessonlib.build.source import parse_cells


@pytest.fixture
def build(second):
    """Builds the chapter from another text."""
    chapter = second.chapters[0]

    def build(text, **options):
        return chapter_cells(chapter, parse_cells(text, chapter.source), second.root, **options)

    return build


@pytest.fixture
def text(second):
    return second.chapters[0].source.read_text()


def test_the_time_is_filled_in(build, text):
    cells, values = build(text)
    assert values["time"] == "5 minutes"
    assert cells[0].source.endswith("**Time**: 5 minutes.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# # 1. Addition", "# # Addition", r"chapter\.py:1: .*does not begin with the chapter's number. Write `# 1\."),
        ("{{time}}", "an hour", r":1: file: its first cell does not say how long it takes"),
        ("{{time}}", "{{tme}}", r":1: .*nothing to put in place of '{{tme}}'"),
        ("# ## Read on", "# ## Sources", r"its last section is not `## Read on`"),
        ("# %% proof", '# %% task="x"', r":10: task 'x': it has the option 'task'. A chapter has try"),
        ("# %% proof", "# %% [markdown] proof", r":10: .*it is a markdown cell. A proof is code"),
        ("total = 1 + 2\n", "### BEGIN SOLUTION\n### END SOLUTION\n", r":7: code cell .*a SOLUTION region stands here"),
        ("total = 1 + 2\n", "def check():\n    pass\n", r":6: .*it makes a name 'check'. The notebook's own function"),
        ('try="more"', 'try="less"', r"does not stand below its practice cell"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_line_name_and_remedy(build, text, old, new, message):
    assert old in text
    with pytest.raises(SourceError, match=message):
        build(text.replace(old, new))


def test_a_draft_needs_neither_time_nor_references(build):
    cells, _ = build("# %% [markdown]\n# # Title\n\n# %%\n%time\nsolution = 1\n", complete=False)
    assert [cell.source for cell in cells] == ["# Title", "%time\nsolution = 1"]
    with pytest.raises(SourceError, match=r":1: file: every cell is empty"):
        build("# %%\n\n# %% [markdown]\n", complete=False)
