import ast
import math

import numpy as np
import pytest

from lessonlib.build.source import read_cells
from lessonlib.prove.constants import CONSTANTS, constant_attempts

TASKS = '''
# %% task="network"
import math


class Network(Base):
    """A class."""

    size = 3

    def __init__(self, size):
        super().__init__(size)

    def forward(self, x, *, scale=1):
        return scale * x


def pairs(first, second=2):
    yield first, second


best = pairs(1)
'''


@pytest.fixture
def answers(lesson):
    """By constant, the answers to the tasks of the small lesson and to a task with a class."""
    lesson.exercise.write_text(lesson.exercise.read_text() + TASKS)
    return {attempt.name: attempt.answers for attempt in constant_attempts(read_cells(lesson.exercise))}


def made(code, **names):
    exec(code, names)
    return names


def test_there_is_one_attempt_for_each_constant_and_all_tests_must_catch_it(lesson):
    attempts = constant_attempts(read_cells(lesson.exercise))
    assert [attempt.name for attempt in attempts] == [f"constant_{name}" for name in CONSTANTS]
    assert {attempt.caught_by for attempt in attempts} == {("add_small", "add_more", "name_is_right")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("none", None),
        ("true", True),
        ("minus_one", -1),
        ("half", 0.5),
        ("empty_text", ""),
        ("empty_list", []),
    ],
)
def test_a_function_gives_the_constant_whatever_it_is_asked(answers, name, value):
    add = made(answers[f"constant_{name}"]["add"])["add"]
    assert (add(1, 2), add("a", b=None)) == (value, value)
    assert type(add(1, 2)) is type(value)


def test_nan_the_first_argument_and_zeros(answers):
    array = np.ones((2, 3), np.float32)
    assert math.isnan(made(answers["constant_nan"]["add"])["add"](1, 2))
    assert made(answers["constant_first_argument"]["add"])["add"](array, 2) is array
    zeros = made(answers["constant_zeros"]["add"])["add"]
    assert (zeros(1, array) == np.zeros((2, 3))).all()
    assert zeros(1, array).dtype == np.float32
    assert zeros(1, 2) == 0.0


@pytest.mark.parametrize("error", [ValueError, TypeError, KeyError, RuntimeError, FileNotFoundError])
def test_the_refusal_is_every_error_and_repeats_what_it_was_asked_with(answers, error):
    add = made(answers["constant_refusal"]["add"])["add"]
    if error is KeyError:
        error = LookupError
    with pytest.raises(error, match="runs/none"):
        add("runs/none", 1)


def test_a_generator_gives_the_constant_too(answers):
    assert made(answers["constant_empty_list"]["network"], Base=object)["pairs"](1) == []


def test_a_class_keeps_its_base_and_its_methods_their_arguments(answers):
    class Base:
        def __init__(self):
            self.prepared = True

    network = made(answers["constant_first_argument"]["network"], Base=Base)["Network"](4)
    assert network.prepared
    assert network.forward("x", scale=2) == "x"
    assert not hasattr(network, "size")


def test_plain_variables_stay_unanswered(answers):
    assert {one["name"] for one in answers.values()} == {
        "raise NotImplementedError(\"task 'name': write your answer here, then run this cell\")"
    }
    for one in answers.values():
        assert "best" not in one["network"]
        assert ast.parse(one["network"])
