from pathlib import Path

import pytest

from lessonlib.build.errors import SourceError
from lessonlib.build.rules import check_exercise, stub_line
from lessonlib.build.source import parse_cells

PATH = Path("exercise.py")


@pytest.fixture
def exercise(lesson):
    return lesson.exercise.read_text()


def check(text: str, points: float | None = 10) -> None:
    check_exercise(parse_cells(text, PATH), PATH, points=points)


def test_the_example_keeps_to_all_rules(exercise):
    check(exercise)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    ### END SOLUTION\n", "", r"exercise\.py:14: task 'add': BEGIN SOLUTION is never closed"),
        ("### BEGIN HIDDEN TESTS\n", "", r":40: test 'add_more': END HIDDEN TESTS closes nothing"),
        ('test="add_more"', 'test="add_small"', r":34: test 'add_small': the id is already used on line 29"),
        ('test="add_more"', 'test="add"', r":34: test 'add': the id is already used on line 11"),
        (" points=4", "", r":29: test 'add_small': it has no points. Write"),
        ("points=4", "points=0", r":29: .*points=0 is not a positive number"),
        ("points=4", 'points="many"', r":29: .*points='many' is not a positive number"),
        ("points=4", "points=3",
         r":1: points: they sum to 9\.0 \(add_small 3 \+ add_more 3\.5 \+ name_is_right 2\.5\)"),
        ('task="name"', 'task="name" points=2', r":43: task 'name': it has points and is no test"),
        ('task="name"', 'task="name" colour="red"', r":43: .*the option 'colour' is unknown here"),
        ('task="name"', 'task="Name it"', r":43: .*its id is not snake_case"),
        ('task="name"', 'task="name" test="b"', r":43: .*the option 'test' is unknown here"),
        ('# %% task="name"', '# %% [markdown] task="name"', r":43: .*it is a markdown cell"),
        ('operation = "addition"\n', "", r":43: task 'name': it has no solution"),
        ("    total_of_both = a + b", "    total_of_both = a +", r":15: task 'add': it is not valid Python"),
        ('    """The sum of a and b."""\n    ### BEGIN SOLUTION', "    ### BEGIN SOLUTION\n    pass", None),
        ('expect.equal(answer.add(1, 2), 3, what="add(1, 2)", hint="Use +.")', "answer.add(1, 2) == 3",
         r":33: test 'add_small': it ends in the expression `answer\.add\(1, 2\) == 3`.*points"),
        ('expect.equal(answer.add(1, 2), 3, what="add(1, 2)", hint="Use +.")', "expect.equal(add(1, 2), 3)",
         r":33: test 'add_small': it uses the notebook's name 'add'.*ask `answer\.add`"),
        ("from lessonlib.check import answer, expect\n\nexpect.equal(answer.add(1, -2)",
         "expect.equal(answer.add(1, -2)",
         r":36: test 'add_more': it uses the notebook's name 'expect'. Import it in the cell"),
        ("# add(1, 2) is 3\n", "", r":29: test 'add_small': its first line is no comment"),
        ("import math", "### BEGIN SOLUTION\n### END SOLUTION",
         r":5: setup 'imports': a SOLUTION region stands here"),
        ("# Add two numbers.", "# ### BEGIN SOLUTION\n# 3\n# ### END SOLUTION",
         r":9: markdown .*a SOLUTION region"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_line_name_and_remedy(exercise, old, new, message):
    assert old in exercise
    if message is None:
        check(exercise.replace(old, new, 1))
    else:
        with pytest.raises(SourceError, match=message):
            check(exercise.replace(old, new, 1))


def test_all_problems_are_told_at_once(exercise):
    broken = exercise.replace(" points=4", "").replace("### END HIDDEN TESTS", "")
    with pytest.raises(SourceError, match=r"has no points(.|\n)*is never closed"):
        check(broken)


def test_what_the_second_edition_asks_for_can_wait(exercise):
    start = exercise.index('# %% [markdown] solution="name"')
    without = exercise[:start] + exercise[exercise.index("# %%", start + 1) :]
    check_exercise(parse_cells(without, PATH), PATH, complete=False)
    with pytest.raises(SourceError, match=r":43: task 'name': its solution is not explained. Say why"):
        check(without)


def test_a_test_may_use_every_name_it_makes_itself():
    test = """\
# %% test="t" points=10
# names of all kinds
import os.path as p
import numpy.linalg
from lessonlib.check import answer, expect


def f(a, *b, c=1, **d):
    return [a for x in b if (y := x)] + [c, d, lambda z: z]


class K:
    pass


for i, (j, k) in enumerate({}):
    try:
        pass
    except ValueError as error:
        print(error, i, j, k)
match answer.x:
    case [first, *rest]:
        print(first, rest, f, K, p, numpy)
with open(p) as file:
    print(file)
expect.equal(__name__, "__main__")
"""
    check(f"# %%\n1\n{test}")


def test_a_test_with_only_hidden_lines_must_still_be_a_test():
    test = '# %% test="t" points=10\n# all hidden\n### BEGIN HIDDEN TESTS\nx = 1\n### END HIDDEN TESTS\n'
    with pytest.raises(SourceError, match=r"test 't': it tests nothing"):
        check(test)


def test_an_exercise_without_tests_is_told_so():
    with pytest.raises(SourceError, match=r"they sum to 0 \(no test cell\)"):
        check("# %% [markdown]\n# Nothing to do.\n")


def test_the_stub_raises_and_names_its_task():
    with pytest.raises(NotImplementedError, match=r"task 'xor': write your answer here"):
        exec(stub_line("xor"))


@pytest.mark.parametrize("points", [9, None])
def test_a_course_may_give_other_points(exercise, points):
    check(exercise.replace("points=4", "points=3"), points)


def test_where_points_are_free_there_are_some():
    with pytest.raises(SourceError, match=r"points: there are none \(no test cell\)\. Write a test"):
        check("# %% [markdown]\n# Nothing to do.\n", None)
