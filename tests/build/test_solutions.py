import pytest

from lessonlib.build.errors import SourceError
from lessonlib.build.rules import check_exercise
from lessonlib.build.solutions import claims_after, explained_answers, explained_solutions
from lessonlib.build.source import parse_cells, read_cells
from lessonlib.check import seal
from lessonlib.check.explained import unlock

CHOICE = """
# %% [markdown] why="q1" answer="b"
# It is a noun.
"""
SEALED = f'expect.sealed(answer.operation, "q1", "{seal("q1", "b")}", options="abc")'
EQUAL = 'expect.equal(answer.operation, "addition", what="operation")'


@pytest.fixture
def exercise(lesson):
    """With a sealed choice as its last test, and why it is right."""
    return lesson.exercise.read_text().replace(EQUAL, SEALED) + CHOICE


def test_the_code_comes_from_the_task_and_the_tests_from_below(lesson):
    solutions = explained_solutions(read_cells(lesson.exercise))
    assert list(solutions) == ["add", "name"]
    assert solutions["add"].code == (
        'def add(a, b):\n    """The sum of a and b."""\n    total_of_both = a + b\n    return total_of_both'
    )
    assert solutions["add"].why.endswith("would have done, too.")
    assert solutions["add"].tests == ("# add(1, 2) is 3", "# add works for negative numbers")


def test_tasks_in_a_row_share_the_tests_below(lesson):
    text = '# %% task="a"\n1\n\n# %% task="b"\n1\n\n# %% test="x"\n# X\n\n# %% test="y"\n# Y\n\n# %% task="c"\n1\n'
    both = ("# X", "# Y")
    assert claims_after(parse_cells(text, lesson.exercise)) == {"a": both, "b": both, "c": ()}


def test_an_answer_unlocks_its_explanation(lesson, exercise):
    locked = explained_answers(parse_cells(exercise, lesson.exercise))
    assert unlock(locked["q1"], "q1", "B") == "It is a noun."


def check(text, lesson):
    check_exercise(parse_cells(text, lesson.exercise), lesson.exercise)


def test_the_example_keeps_to_the_rules(lesson, exercise):
    check(exercise, lesson)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (CHOICE, "", r"test 'name_is_right': the choice with the seal [0-9a-f]{16} is not explained. Below the test"),
        ('answer="b"', 'answer="c"', r"why 'q1': the seal of 'c' to 'q1' is [0-9a-f]{16}, which test .* Correct"),
        (' answer="b"', "", r"why 'q1': it has no answer. Write it behind the key"),
        ("# It is a noun.\n", "", r"why 'q1': it holds no text"),
        (CHOICE, "\n# %%\n1\n" + CHOICE, r"why 'q1': it does not follow a test"),
        ('# %% [markdown] solution="add"\n# The operator', '# %%\n1\n\n# %% [markdown] solution="add"\n# The operator',
         r"solution 'add': it does not follow the hints of its task"),
        ('[markdown] solution="name"\n# The verb is *to add*.\n', 'solution="name"\n1\n',
         r"solution 'name': it is a code cell"),
        ("# The verb is *to add*.\n", "", r"solution 'name': it is empty"),
        ('# %% [markdown] solution="name"\n# The verb is *to add*.\n', "", r"task 'name': its solution is not expl"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_name_and_remedy(lesson, exercise, old, new, message):
    assert old in exercise
    with pytest.raises(SourceError, match=message):
        check(exercise.replace(old, new, 1), lesson)
