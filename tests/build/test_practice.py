import pytest

from lessonlib.build.practice import check_practices, practices
from lessonlib.build.source import parse_cells, read_cells


@pytest.fixture
def path(second):
    return second.chapters[0].source


def test_a_practice_is_its_cells_together(path):
    (practice,) = practices(read_cells(path))
    assert practice.text.source.startswith("**Your turn.**")
    assert practice.packed().stub == "more = ..."
    assert practice.packed().check.startswith("expect.equal(more, 7")
    assert practice.solution().code == "more = total + 4"
    assert practice.solution().why == "`4 + total` is the same."
    assert [cell.options["message"] for cell in practice.cells("wrong")] == ["got:      12"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("**Your turn.** Set", "Set", r":16: try 'more': no text above it says what to do. Say .*\*\*Your turn"),
        ('try="more"', 'try="More"', r":16: try 'More': it is no code cell with a snake_case id"),
        ('# %% solution="more"\nmore = total + 4\n', "", r":16: .*0 cells for its solution. Write one: `# %% sol"),
        ('# %% check="more"', '# %% check="more"\nexpect.that(True, "")\n\n# %% check="more"',
         r":16: .*it has 2 cells for its check. Write one"),
        ('# %% [markdown] hints="more"', '# %% hints="more"', r"its hints. Write one: `# %% \[markdown\] hints="),
        ('check="more"', 'check="less"', r":29: check 'less': it does not stand below its practice cell. They"),
        ("# %% [markdown]\n# ## Read on", '# %% solution="more"\n1\n\n# %% [markdown]\n# ## Read on', "2 cells for"),
        ('wrong="more" message="got:      12"', 'wrong="more"', r":32: wrong 'more': it has no message"),
        ('expect.equal(more, 7, what="more", hint="Add.")', "assert more == 7", r":29: .*it checks nothing"),
        ('expect.equal(more, 7, what="more", hint="Add.")', "expect.equal(more", r":30: .*not valid Python"),
        ("more = total + 4", "more = ...", r":19: solution 'more': it changes nothing"),
        ("more = total + 4", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nmore = total + 4", r"asks for 6 lines; .* at most 5"),
        ("1. Which sign", "Which sign", r"is in no item"),
        ("1. Which sign stands between the numbers?", "1. a\n# 2. b\n# 3. c\n# 4. d", r"has 4 levels. A practice"),
        ("more = total + 4", "# a comment\nmore = total + 4", None),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_line_name_and_remedy(path, old, new, message):
    text = path.read_text()
    assert old in text
    found = "\n".join(map(str, check_practices(parse_cells(text.replace(old, new, 1), path), path)))
    if message is None:
        assert found == ""
    else:
        with pytest.raises(AssertionError, match=message):
            raise AssertionError(found)


def test_ids_differ_and_hints_keep_the_solution_to_themselves(path):
    text = path.read_text()
    start, end = text.index("# %% [markdown]\n# **Your turn"), text.index("# %% [markdown]\n# ## Read on")
    twice = text[:end] + text[start:end] + text[end:]
    (problem,) = check_practices(parse_cells(twice, path), path)
    assert "the id is already used on line 16" in str(problem)
    told = text.replace("total + 4\n\n# %% [m", "total + 4 + 0 + 0 + 0 + 0\n\n# %% [m")
    told = told.replace("Which sign", "`more = total + 4 + 0 + 0 + 0 + 0`? Which sign")
    (problem,) = check_practices(parse_cells(told, path), path)
    assert "holds a line of a solution" in str(problem)


def test_to_change_the_indentation_is_an_answer(path):
    text = path.read_text().replace("more = ...", "for _ in range(4):\n    total += 1\n    more = total")
    text = text.replace("more = total + 4", "for _ in range(4):\n    total += 1\nmore = total", 1)
    assert not [*check_practices(parse_cells(text, path), path)]
