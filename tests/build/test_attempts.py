import pytest

from lessonlib.build.attempts import read_attempts
from lessonlib.build.errors import SourceError
from lessonlib.build.source import read_cells


def read(lesson):
    return {attempt.name: attempt for attempt in read_attempts(lesson.attempts, read_cells(lesson.exercise))}


def test_attempts_say_what_they_answer_and_what_catches_them(lesson):
    attempts = read(lesson)
    assert list(attempts) == sorted(attempts)
    assert len(attempts) == 7
    right, wrong = attempts["right_swapped"], attempts["wrong_product"]
    assert (right.caught_by, right.message) == ((), "")
    assert right.answers == {"add": "def add(a, b):\n    return b + a"}
    assert (wrong.caught_by, wrong.message) == (("add_small", "add_more"), "Use +.")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "right_sum",
            'task="add"',
            'task="plus"',
            r"right_sum\.py:4: task 'plus': .*no such task.*add, name",
        ),
        ("right_sum", ' task="add"', "", r":4: code cell .*: it answers no task"),
        ("right_sum", "# %% [markdown]\n# Uses the built-in sum.\n\n", "", r":1: file: it does not say what"),
        ("right_sum", 'task="add"', 'task="add" points=2', r":4: .*the option 'points' is unknown here"),
        (
            "right_sum",
            'task="add"',
            'task="add" caught_by="add_more" message="x"',
            r":4: .*it says it is caught",
        ),
        ("wrong_name", ' caught_by="name_is_right"', "", r":1: file: it does not say once how it is caught"),
        ("wrong_name", ' message="subtraction"', "", r":1: file: it does not say once how it is caught"),
        ("wrong_name", 'message="subtraction"', 'message=""', r":4: .*its message is empty"),
        ("wrong_name", "name_is_right", "name", r":4: .*no test is called 'name'\. The tests are: add_small"),
        ("wrong_product", "add_small,add_more", "add_more,add_small", r":4: .*out of order"),
        ("wrong_product", "add_small,add_more", "", r":4: .*caught_by='' is empty"),
    ],
)
def test_a_bad_attempt_is_told_with_line_and_remedy(lesson, name, old, new, message):
    path = lesson.attempts / f"{name}.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(SourceError, match=message):
        read(lesson)


def test_a_file_that_is_neither_right_nor_wrong_is_refused(lesson):
    (lesson.attempts / "right_sum.py").rename(lesson.attempts / "sum.py")
    with pytest.raises(SourceError, match=r"sum\.py:1: file: its name says neither"):
        read(lesson)


def test_two_answers_to_one_task_are_refused(lesson):
    path = lesson.attempts / "right_sum.py"
    path.write_text(path.read_text() + '\n# %% task="add"\nadd = sum\n')
    with pytest.raises(SourceError, match=r":8: task 'add': it is answered twice"):
        read(lesson)
